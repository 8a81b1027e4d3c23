"""Counts the Conditions of a call: received, read, left out by reason, and the code systems that they came in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from fhir_mappings.chart.model import ConditionCounts
from fhir_mappings.elements.code_systems import shown_system

if TYPE_CHECKING:
    from fhir_mappings.elements.unread import Json

_Counted = TypeVar("_Counted")
Systems = tuple[str, ...] | str
"""The code systems of a Condition's codes as sent, or in words that it has no code."""
_LONGEST_URI = 200
_NO_CODE = "no code"
_TEXT_ONLY = "text only"


class ConditionTally:
    """Counts while the Conditions are read."""

    __slots__ = ("_counted",)

    def __init__(self) -> None:
        self._counted: dict[tuple[Systems, str | None, bool], int] = {}

    def count(self, systems: Systems, left_out: str | None, *, is_ours: bool) -> None:
        """Count a Condition by its code systems, with the reason why it was left out, None where it was read.

        `is_ours`: it is of the encounter, or of the problem list where that counts.
        """
        _add(self._counted, (systems, left_out, is_ours), 1)

    def counts(self) -> ConditionCounts:
        """Return what was counted."""
        left_out: dict[str, int] = {}
        systems: dict[str, int] = {}
        uris: dict[str, int] = {}
        received = read = 0
        for (found, why, is_ours), number in self._counted.items():
            received += number
            if why is None:
                read += number
            else:
                _add(left_out, str(why), number)
            sent, shown = ((found,), (found,)) if isinstance(found, str) else (found, _shown(found))
            for name in shown:
                _add(systems, name, number)
            for uri in sent if is_ours else ():
                _add(uris, uri, number)
        return ConditionCounts(received, read, left_out, systems, uris)


def _add(counts: dict[_Counted, int], key: _Counted, number: int) -> None:
    """Add to a count; a plain dict takes a quarter of the time of a Counter."""
    counts[key] = counts.get(key, 0) + number


@lru_cache(maxsize=256)
def _shown(systems: tuple[str, ...]) -> tuple[str, ...]:
    """Return code systems as they are shown, each once."""
    return tuple(dict.fromkeys(map(shown_system, systems)))


def systems_of(condition: Json) -> Systems:
    """Return the code systems of a Condition's codes as sent, or in words that it has no code."""
    concept = condition.get("code")
    if type(concept) is not dict:
        return _NO_CODE
    codings = concept.get("coding")
    coded = [one for one in codings if type(one) is dict and one.get("code")] if type(codings) is list else []
    if not coded:
        return _TEXT_ONLY if concept.get("text") or codings else _NO_CODE
    return tuple(dict.fromkeys([_uri(coding.get("system")) for coding in coded]))


def _uri(system: object) -> str:
    return system[:_LONGEST_URI] if type(system) is str else ""
