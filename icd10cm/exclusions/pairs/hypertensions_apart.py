"""Two codes of hypertension in one encounter: what waits for another answer, and which code says both (I.C.9.a.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.exclusions.pairs.hypertension import combined, load_hypertension, says_uncoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts

_PAIR = 2


def hypertensions_apart(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, DiagnosisFacts, str]]:
    """Yield a hypertension with a heart disease and one with a kidney disease, with the code that says both."""
    coded = {one.code: one for one in reversed(facts.starting(tuple(load_hypertension().codes)))}
    pair = tuple(reversed(coded.values()))
    code = _code_of_both(pair, facts)
    if code is not None:
        yield pair[0], pair[1], code


def is_asked_otherwise(coded: Sequence[DiagnosisFacts], facts: EncounterFacts) -> bool:
    """Return whether codes of hypertension are one by another rule, or wait for an organ that nobody coded.

    The note of a code asks for its heart failure or kidney disease, and which hypertension it is waits for the answer.
    """
    return _awaits_an_organ(coded, facts) or _code_of_both(coded, facts) is not None


def organs_coded(facts: EncounterFacts) -> dict[str, bool]:
    """Return whether a heart failure and a kidney disease are coded."""
    table = load_hypertension()
    return {"heart": bool(facts.starting(table.heart_failure)), "kidney": bool(facts.starting(table.kidney))}


def _code_of_both(coded: Sequence[DiagnosisFacts], facts: EncounterFacts) -> str | None:
    if len(coded) != _PAIR or _awaits_an_organ(coded, facts):
        return None
    return combined(coded[0].code, coded[1].code)


def _awaits_an_organ(coded: Sequence[DiagnosisFacts], facts: EncounterFacts) -> bool:
    organs = organs_coded(facts)
    return any(says_uncoded(one.code, **organs) for one in coded)
