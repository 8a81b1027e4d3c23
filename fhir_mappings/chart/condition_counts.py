"""Counts the Conditions of a call: received, read, left out by reason, and the code systems that they came in."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from fhir_mappings.chart.model import ConditionCounts
from fhir_mappings.elements.code_systems import shown_system

if TYPE_CHECKING:
    from fhir_mappings.elements.unread import Json

Systems = tuple[str, ...] | str
"""The code systems of a Condition's codes as sent, or in words that it has no code."""
_LONGEST_URI = 200
_NO_CODE = "no code"
_TEXT_ONLY = "text only"


class ConditionTally:
    """Counts while the Conditions are read."""

    __slots__ = ("_left_out", "_read", "_systems")

    def __init__(self) -> None:
        self._read = 0
        self._left_out: Counter[str] = Counter()
        self._systems: Counter[tuple[Systems, bool]] = Counter()

    def count(self, systems: Systems, left_out: str | None, *, is_ours: bool) -> None:
        """Count a Condition by its code systems, with the reason why it was left out, None where it was read.

        `is_ours`: it is of the encounter, or of the problem list where that counts.
        """
        if left_out is None:
            self._read += 1
        else:
            self._left_out[str(left_out)] += 1
        self._systems[systems, is_ours] += 1

    def counts(self) -> ConditionCounts:
        """Return what was counted."""
        systems: Counter[str] = Counter()
        uris: Counter[str] = Counter()
        for (found, is_ours), number in self._systems.items():
            names = (found,) if isinstance(found, str) else tuple(dict.fromkeys(map(shown_system, found)))
            for name in names:
                systems[name] += number
            for uri in names if isinstance(found, str) else found:
                uris[uri] += number * is_ours
        received = self._read + self._left_out.total()
        return ConditionCounts(received, self._read, dict(self._left_out), dict(systems), dict(+uris))


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
