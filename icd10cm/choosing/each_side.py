"""Whether texts say more of the disease on one side than on the other: "DVT left leg, chronic DVT right leg".

What is said of both sides together holds for either. Where the clauses about the right one and those about the left one
lead to two kinds of the disease, or to two 7th characters, a code for both sides would say of one what holds for the
other alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.disease.kinds import kinds_stated
from icd10cm.evidence.stated.stems import place_words, plain_words, stems_in
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import stems_of
from icd10cm.titles.words import SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.choosing.disease.kind import Kind
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated_places import ReadStatement
    from icd10cm.releases.release import Release

_SIDES = frozenset((Side.RIGHT, Side.LEFT))


def are_told_apart(diagnosis: DiagnosisFacts, codes: Sequence[str], release: Release) -> bool:
    """Return whether the texts of a diagnosis on both sides say something of one side alone that tells codes apart."""
    if not codes or not {fact.side for fact in diagnosis.documented} >= _SIDES:  # the usual case
        return False
    if release.side_of(diagnosis.code) in _SIDES:  # the other side is of something else
        return False
    right, left = (_told(diagnosis, side, codes, release) for side in (Side.RIGHT, Side.LEFT))
    return right != left and not any(map(_shares, diagnosis.texts))


def _shares(text: ReadStatement) -> bool:
    """Return whether a text joins a side alone to what it says of the other: "chronic DVT left leg and right leg"."""
    joined = (stems_of(clause) for stretch in text.facts.stretches for clause in stretch)
    return any(clause[0] == "and" and plain_words().issuperset(clause[1:]) for clause in joined)


def _told(
    diagnosis: DiagnosisFacts, side: Side, codes: Sequence[str], release: Release
) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Return what the texts say of the disease on one side: by its kinds, and by the 7th characters of the codes.

    None for kinds between which nothing decides.
    """
    stated = words_stated(diagnosis, release, of=side)
    if stated is None:
        return frozenset(), frozenset()
    kinds = kinds_stated(diagnosis, stated, release)
    news = None if kinds is None else _news(kinds) - {side.value}
    sevenths = frozenset[str]().union(*(_of_sevenths(code, release) for code in codes))
    return news, stated.words & sevenths.difference(stated.own, SIDE_WORDS)


def _news(kinds: Sequence[Kind]) -> frozenset[str]:
    return frozenset[str]().union(*(kind.news for kind in kinds)) - place_words()


@kept_with_release
def _of_sevenths(code: str, release: Release) -> frozenset[str]:
    """Return the stems of the 7th characters of a code."""
    index = release.position(code)
    seventh = None if index is None else release.seventh(index)
    return stems_in(meaning for _, meaning in (seventh.meanings if seventh else ()))
