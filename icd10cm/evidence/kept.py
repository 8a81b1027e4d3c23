"""Keeps what is worked out about an encounter with its facts, so that several rules ask it once."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from icd10cm.evidence.encounter_facts import EncounterFacts

    Value = TypeVar("Value")


def kept_with_encounter(compute: Callable[[EncounterFacts], Value]) -> Callable[[EncounterFacts], Value]:
    """Keep what a function of the encounter's facts returns; it must depend on nothing else."""

    @wraps(compute)
    def lookup(facts: EncounterFacts) -> Value:
        if compute in facts.derived:
            value: Value = facts.derived[compute]
            return value
        value = facts.derived[compute] = compute(facts)
        return value

    return lookup
