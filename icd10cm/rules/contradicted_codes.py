"""Which of two codes that contradict each other may be kept: none that gives up what the other one alone does not say.

A normal or uncomplicated state gives way to what is documented, a code of hypertension to one that says its heart and
kidney disease, and one that leaves a kind open to one that affirms it, as a reviewed table says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from icd10cm.exclusions.alternatives import either_of, is_ruled_out
from icd10cm.exclusions.pairs.contradictions import gives_way, is_not_with, is_part
from icd10cm.exclusions.pairs.hypertension import is_within, leaves_out, load_hypertension
from icd10cm.exclusions.pairs.hypertensions_apart import organs_coded
from icd10cm.exclusions.pairs.title_states import says_uncomplicated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import RemoveCode

_PAIR = 2


class Answered(NamedTuple):
    """What may be kept of codes that contradict each other.

    `given_up` is the code whose title denies what is coded (`is_denied`), or that the kept one says; "" for none.
    """

    options: tuple[RemoveCode, ...]
    given_up: str = ""
    is_denied: bool = False


def answers_to(coded: Sequence[DiagnosisFacts], facts: EncounterFacts) -> Answered:
    """Return what may be kept; nothing of more than two codes, where the record says which one is right."""
    options = _answers(coded, facts) if len(coded) == _PAIR else ()
    if len(options) != 1:
        return Answered(options)
    kept = options[0].keeps
    gone = next(one.code for one in coded if one.code != kept)
    denied = (
        is_ruled_out(gone, kept) or says_uncomplicated(gone, facts.release) or is_not_with(gone, kept, facts.release)
    )
    if denied or gone in load_hypertension().codes or is_part(gone, kept, facts.release):
        return Answered(options, gone, denied)
    return Answered(options)


def _answers(coded: Sequence[DiagnosisFacts], facts: EncounterFacts) -> tuple[RemoveCode, ...]:
    """Return which of two codes to keep: both, one, or none where each says what the other one does not."""
    either, others = either_of(coded[0], coded[1]), (coded[1].code, coded[0].code)
    return tuple(each for each, gone in zip(either, others, strict=True) if _may_go(gone, each.keeps, facts))


def _may_go(gone: str, kept: str, facts: EncounterFacts) -> bool:
    """Return whether a code may be given up for another one that contradicts it."""
    table = load_hypertension()
    if gone not in table.codes or kept not in table.codes:
        return not (is_ruled_out(kept, gone) or gives_way(kept, gone, facts.release))
    coded = organs_coded(facts)
    if leaves_out(gone, kept, **coded):
        return is_within(gone, kept)
    return not leaves_out(kept, gone, **coded)
