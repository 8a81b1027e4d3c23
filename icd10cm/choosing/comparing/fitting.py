"""Which of the codes that were found fit the facts: none contradicts them, and no other code fits better.

Others are the coded one, the codes beside an offered one, and those of its leaf that differ in the 7th character.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.choosing.comparing.claimed import Claimed, of_code
from icd10cm.choosing.comparing.comparison import compare
from icd10cm.choosing.comparing.siblings import gives_way
from icd10cm.choosing.comparing.stated_facts import stated_facts
from icd10cm.titles.claims import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.choosing.comparing.stated_facts import StatedFacts
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release

_MULTIPLE = stem("multiple")
_BOTH = frozenset((Side.RIGHT.value, Side.LEFT.value))
_BILATERAL = frozenset((Side.BILATERAL.value,))


def fitting(codes: tuple[str, ...], diagnosis: DiagnosisFacts, release: Release, *, together: bool) -> tuple[str, ...]:
    """Return those of the codes that fit the facts of a diagnosis; of codes that all apply, all or none."""
    if diagnosis.node is None or not codes:
        return codes
    facts = stated_facts(diagnosis, diagnosis.node, release)
    coded = of_code(diagnosis.node.code, release)
    if together:
        return codes if _fit(codes, facts, coded, release) else ()
    return tuple(code for code in codes if _fit((code,), facts, coded, release))


def _fit(codes: Sequence[str], facts: StatedFacts, coded: Claimed, release: Release) -> bool:
    offered = compare(_together([of_code(code, release) for code in codes]), coded, facts)
    if offered.contradicted or offered.only_loses:
        return False
    if _MULTIPLE in offered.offered.said:  # each of the places may have a code
        return True
    # Nothing says more than codes that pass over no fact: the usual case.
    return not (offered.passed_over and any(gives_way(code, offered, coded, release) for code in codes))


def _together(claimed: Sequence[Claimed]) -> Claimed:
    """Return what codes that all apply claim; right and left are both sides."""
    one = reduce(Claimed.beside, claimed)
    if len(claimed) == 1 or not one.said >= _BOTH:
        return one
    return replace(one, said=one.said | _BILATERAL, wordings=(*one.wordings, _BILATERAL))
