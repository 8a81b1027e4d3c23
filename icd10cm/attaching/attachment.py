"""Attaches a fact of the chart to the one diagnosis that it belongs to, or to none, with the reason.

Candidates are ranked by how the chart links the fact to them; a tie at the top attaches it to none. The modules
`culture_attachment`, `procedure_attachment` and `cause_attachment` say how facts of one kind are ranked.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable, Sized

    from icd10cm.evidence.encounter_facts import DiagnosisFacts


class Reason(StrEnum):
    """Why a fact belongs to a diagnosis, or why it counts for nothing. The value completes "because ..."."""

    OWN_RESOURCE = "the diagnosis itself says so"
    LINKED = "the chart links the two"
    SAME_PLACE = "same site and side"
    FITTING_KIND = "kind of specimen or procedure"
    NAMES_IT = "the code names this organism"
    LACKS_IT = "the only one without an organism"
    ONLY_ONE = "the only diagnosis that it can be about"

    BEHIND_IT = "listed behind it"
    NOTE_NAMES_IT = "a note of the tabular list names the two"

    REPORT_NAMES_PLACE = "a report or note names the coded disease at this place"
    NOTE_SAYS_CAUSE = "an operative note names it as the cause"

    NO_CANDIDATE = "no diagnosis that it can be about"
    TIE = "several diagnoses that it can be about"
    OTHER_PLACE = "another site or side than any such diagnosis"
    OTHER_KIND = "no diagnosis of this kind"
    OTHER_INFECTION = "nothing ties it to an infection whose organism is not coded"
    LINKED_ELSEWHERE = "linked to something that is not a diagnosis of the encounter"
    DISMISSED = "a text or a code calls it a contaminant or a colonizer"
    DOES_NOT_TREAT = "this kind of procedure does not show which part is diseased"
    NO_SITE = "names no site or side"

    CODED = "the organism is coded"
    NAMED_CLOSER = "another culture names the organism more exactly"
    NO_ORGANISM_CODE = "the organism has no code in B95-B97"
    NOT_ASKED_FOR = "the code asks for no such organism"

    OWNS_OTHER_CODES = "the note of the cause names other codes"
    HAS_ITS_OWN = "the cause has a code of this category behind it already"


_BY_RANK = (Reason.LINKED, Reason.SAME_PLACE, Reason.FITTING_KIND, Reason.NAMES_IT, Reason.LACKS_IT)


OWN = -2
"""The diagnosis itself states the fact."""
LINKED = -1
"""A reference of the chart links the two."""


class Rank(NamedTuple):
    """How well a candidate fits a fact, the most telling part first; the lower, the better.

    `linked` is `OWN`, `LINKED` or 0; `place` is a `Nearness`; the others are 0 where it holds and 1 where it does not.
    """

    linked: int = 0
    place: int = 0
    kind: int = 0
    names: int = 0
    lacks: int = 0


class Attachment(Struct, frozen=True):
    """Where a fact went: the diagnosis that it belongs to, None where it counts for nothing, and why."""

    to: DiagnosisFacts | None
    why: Reason


def attach(ranked: Iterable[tuple[Rank, DiagnosisFacts]]) -> Attachment:
    """Return the best of the candidates; a tie between two codes at the top attaches the fact to none."""
    order = sorted(ranked, key=lambda each: each[0])
    if not order:
        return Attachment(None, Reason.NO_CANDIDATE)
    best, chosen = order[0]
    second = next((rank for rank, one in order[1:] if one.code != chosen.code), None)
    if second == best:
        return Attachment(None, Reason.TIE)
    return Attachment(chosen, _deciding(best, second))


def furthest(*steps: tuple[Sized, Reason]) -> Reason:
    """Return the reason of the last step that candidates reached; there were none to begin with where none did."""
    return next((why for reached, why in reversed(steps) if reached), Reason.NO_CANDIDATE)


def _deciding(best: Rank, second: Rank | None) -> Reason:
    if best.linked == OWN:
        return Reason.OWN_RESOURCE
    if best.linked == LINKED:
        return Reason.LINKED
    if second is None:
        return Reason.ONLY_ONE
    return next(why for why, one, other in zip(_BY_RANK, best, second, strict=True) if one != other)
