"""Phrases about the first diagnosis of an encounter: principal for inpatients, first-listed for outpatients.

Section II of the Official Guidelines applies to inpatients, section IV to outpatients and emergency departments. Where
the chart does not say which it is, the words fit both.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cards.markdown import escape
from cards.short_names import kind_of, short_name, shortened
from icd10cm.encounter import Setting
from icd10cm.issue import Resequence

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


def _section(context: CardContext) -> str:
    """Return the title of the narrowest section of the code: "other land transport accidents"."""
    place = context.release.position(context.issue.codes[0]) if context.issue.codes else None
    if place is None:
        return ""
    around = context.release.tabular.sections_at(place)
    return shortened(min(around, key=lambda each: each.end - each.first).title) if around else ""


def _next(context: CardContext) -> str:
    """Return the one diagnosis that can be first, with its code: "chronic osteomyelitis (M86.661)"."""
    found = [each.code for each in context.issue.options if isinstance(each, Resequence)]
    if len(found) != 1:
        return ""
    name = short_name(found[0], context.release)
    return f"{escape(name)} ({escape(found[0], 20)})" if name else escape(found[0], 20)


SLOTS: Mapping[str, Callable[[CardContext], str]] = {
    "first_diagnosis": _word(0),
    "cannot_be_first": _word(1),
    "is_encounter": _word(2),
    "kind": _kind,
    "section": _section,
    "next": _next,
}
