"""Counts the Conditions of a call: received, read, left out by reason, and the code systems that they came in."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
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


class ConditionTally(defaultdict[tuple[Systems, str | None, bool], int]):
    """Counts while the Conditions are read, by what they have in common.

    That is their code systems, the reason why they were left out, None for those read, and whether they are of the
    encounter, or of the problem list where that counts.
    """

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(int)

    def counts(self) -> ConditionCounts:
        """Return what was counted."""
        left_out: dict[str, int] = {}
        systems: dict[str, int] = {}
        uris: dict[str, int] = {}
        received = read = 0
        for (found, why, is_ours), number in self.items():
            received += number
            if why is None:
                read += number
            else:
                left_out[str(why)] = left_out.get(str(why), 0) + number
            sent, shown = ((found,), (found,)) if isinstance(found, str) else (found, _shown(found))
            for name in shown:
                systems[name] = systems.get(name, 0) + number
            for uri in sent if is_ours else ():
                uris[uri] = uris.get(uri, 0) + number
        return ConditionCounts(received, read, left_out, systems, uris)


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
