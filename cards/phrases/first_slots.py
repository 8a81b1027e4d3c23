"""Phrases about the first diagnosis of an encounter: principal for inpatients, first-listed for outpatients.

Section II of the Official Guidelines applies to inpatients, section IV to outpatients and emergency departments. Where
the chart does not say which it is, the words fit both.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cards.short_names import kind_of
from icd10cm.encounter import Setting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cards.card_context import CardContext

_INPATIENT = ("principal diagnosis", "cannot be the principal diagnosis", "is this admission")
_OUTPATIENT = ("first-listed diagnosis", "cannot be the first-listed diagnosis", "is this visit")
_EITHER = ("first diagnosis", "cannot be listed first", "is this encounter")
_WORDS = MappingProxyType(
    {
        Setting.INPATIENT: _INPATIENT,
        Setting.OUTPATIENT: _OUTPATIENT,
        Setting.EMERGENCY: _OUTPATIENT,
        Setting.UNKNOWN: _EITHER,
    }
)


def _word(place: int) -> Callable[[CardContext], str]:
    def word(context: CardContext) -> str:
        return _WORDS[context.chart.encounter.setting][place]

    return word


def _kind(context: CardContext) -> str:
    """Return what kind of code cannot be the first one: "an organism code"."""
    return kind_of(context.issue.codes[0]) if context.issue.codes else ""


SLOTS: Mapping[str, Callable[[CardContext], str]] = {
    "first_diagnosis": _word(0),
    "cannot_be_first": _word(1),
    "is_encounter": _word(2),
    "kind": _kind,
}
