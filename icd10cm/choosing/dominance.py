"""Which of the codes of one side: that of the dominant or of the other one (hemiplegia, monoplegia and their sequelae).

Guidelines I.C.6.a and I.C.9.d: where the record does not say which side is dominant, the right one is taken for it;
either side of an ambidextrous patient is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release

Codes = tuple[str, ...]

_NONDOMINANT = re.compile(r"\bnon-?dominant\b")
_HANDED = re.compile(r"\b(?:right|left|[rl])[- ]?(?:handed(?:ness)?|(?:hand )?dominant)\b|\b[rl]hd\b")
_AMBIDEXTROUS = re.compile(r"\bambidext(?:e)?r(?:ous|ity)\b")
_SIDES = {"r": Side.RIGHT, "l": Side.LEFT}
_SAID = re.compile(r"\b(non(?: - |[ -])?)?dominant side\b")


def of_told_dominance(codes: Codes, diagnosis: DiagnosisFacts, release: Release) -> Codes:
    """Return the codes for the dominant side, or for the other one, where a text says which; else all.

    A left-handed person's dominant side is the left one.
    """
    affirmed = [text.facts.affirmed for text in diagnosis.texts]
    said = {bool(match[1]) for text in affirmed for match in _SAID.finditer(text)}
    if len(said) == 1:
        return tuple(code for code in codes if _is_nondominant(code, release) in said) or codes
    return _of_hand(codes, affirmed, release)


def _of_hand(codes: Codes, affirmed: Sequence[str], release: Release) -> Codes:
    hands = {_SIDES[match[0][0]] for text in affirmed for match in _HANDED.finditer(text)}
    if not hands and any(map(_AMBIDEXTROUS.search, affirmed)):
        hands = set(_SIDES.values())
    elif len(hands) != 1:
        return codes
    return _of_dominant(codes, hands, release) if _differ(codes, release) else codes


def _of_dominant(codes: Codes, hands: Container[Side | None], release: Release) -> Codes:
    return tuple(code for code in codes if _is_nondominant(code, release) is not (release.side_of(code) in hands))


def of_usual_dominance(codes: Codes, side: Side | None, release: Release) -> Codes:
    """Return, of the codes of one side that differ in dominance, that of the dominant right or the other left side."""
    if side not in (Side.RIGHT, Side.LEFT) or not _differ(codes, release):
        return codes
    return tuple(code for code in codes if _is_nondominant(code, release) is (side is Side.LEFT))


def of_same_person(codes: Codes, coded: str, release: Release) -> Codes:
    """Return, of the codes of the other side than the coded one, that which leaves the dominant side where it is."""
    if not _differ(codes, release):
        return codes
    return tuple(code for code in codes if _is_nondominant(code, release) is not _is_nondominant(coded, release))


def _differ(codes: Codes, release: Release) -> bool:
    return {_is_nondominant(code, release) for code in codes} == {True, False}


def _is_nondominant(code: str, release: Release) -> bool:
    return _NONDOMINANT.search(release.title(code)) is not None
