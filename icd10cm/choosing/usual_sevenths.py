"""The 7th characters to offer for a fracture of which the chart leaves open whether, or how, it is open.

Guideline I.C.19.c: a fracture that is not said to be open or closed is coded as closed. "Open fracture NOS" is printed
with the characters of type I or II.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.choosing.seventh import CLOSED, HIGH, LOW, read_meaning

if TYPE_CHECKING:
    from icd10cm.releases.release import Release


class LeftOpen(StrEnum):
    """What the codes that fit leave open of a fracture."""

    NOTHING = ""
    STATE = "closed"
    TYPE = "open"


_COUNTS_AS = {LeftOpen.STATE: CLOSED, LeftOpen.TYPE: LOW}


def usual_sevenths(codes: tuple[str, ...], release: Release) -> tuple[str, ...]:
    """Return of the codes of one leaf those that a fracture counts as, and the late effect; all for anything else."""
    fractures = _fractures(codes, release)
    left_open = _left_open(fractures)
    if left_open is LeftOpen.NOTHING:
        return codes
    return tuple(code for code in codes if fractures[code] in (_COUNTS_AS[left_open], ""))


def left_open(codes: tuple[str, ...], release: Release) -> LeftOpen:
    """Return whether the codes of one leaf leave open if the fracture is open, or of which type the open one is."""
    return _left_open(_fractures(codes, release))


def _left_open(fractures: dict[str, str]) -> LeftOpen:
    said = set(fractures.values())
    if not said >= {LOW, HIGH}:
        return LeftOpen.NOTHING
    return LeftOpen.STATE if CLOSED in said else LeftOpen.TYPE


def _fractures(codes: tuple[str, ...], release: Release) -> dict[str, str]:
    index = release.position(codes[0]) if codes else None
    seventh = None if index is None else release.seventh(index)
    meanings = {} if seventh is None else dict(seventh.meanings)
    return {code: read_meaning(meanings[code[-1]]).fracture if code[-1] in meanings else "" for code in codes}
