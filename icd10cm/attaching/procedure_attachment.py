"""Attaches each procedure and order that works on a diseased part to the diagnosis that it is for.

Lines, injections, blocks, vaccinations, grafts and the like have no such kind and count for nothing. Ranked by: the
reason that the procedure names, and the pre- or postoperative diagnosis; the same site and side; the diseases that
the kind is usually for. A tie at the top attaches the procedure to none.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.attaching.attachment import LINKED, Attachment, Rank, Reason, attach
from icd10cm.attaching.nearness import nearness, opposite, places_of
from icd10cm.evidence.kept import kept_with_encounter
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.encounter import Procedure
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts

# Encounter.diagnosis.use (diagnosis-role): the diagnoses that an operation is for.
_SURGICAL = ("pre-op", "post-op")
LIMBS = ("upper-limb", "lower-limb")
_TAKES_ALL_BELOW = "amputation"


class _Kind(NamedTuple):
    treats: tuple[str, ...]
    fits: tuple[str, ...]
    linked: bool


@cache
def load_treating_kinds() -> Mapping[str, _Kind]:
    """Return the reviewed kinds of procedures that work on a diseased part, read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/treating_kinds.toml").read_text(encoding="utf-8"))
    return {
        id_: _Kind(tuple(entry["treats"]), tuple(entry.get("fits", ())), entry.get("linked", False))
        for entry in table["kind"]
        for id_ in entry["ids"]
    }


def attach_procedure(procedure: Procedure, facts: EncounterFacts) -> Attachment:
    """Return the diagnosis that a procedure or order is for, or why it counts for none."""
    kinds = [kind for id_ in procedure.kinds if (kind := load_treating_kinds().get(id_)) is not None]
    if not kinds:
        return Attachment(None, Reason.DOES_NOT_TREAT)
    if not procedure.sites:
        return Attachment(None, Reason.NO_SITE)
    candidates, why = _candidates(procedure, kinds, facts)
    if not candidates:
        return Attachment(None, why)
    fits = tuple(prefix for kind in kinds for prefix in kind.fits)
    return attach((_rank(procedure, one, fits, facts), one) for one in candidates)


def _candidates(
    procedure: Procedure, kinds: Sequence[_Kind], facts: EncounterFacts
) -> tuple[list[DiagnosisFacts], Reason]:
    """Return the diagnoses that a procedure may be for; the reason where there are none."""
    if procedure.reasons:
        reasons = [one for one in facts.diagnoses if one.diagnosis.reference in procedure.reasons]
        return _treated(reasons, kinds), Reason.OTHER_KIND if reasons else Reason.LINKED_ELSEWHERE
    if all(kind.linked for kind in kinds):
        return [], Reason.NO_CANDIDATE
    treated = _treated(facts.diagnoses, kinds)
    here = [one for one in treated if _may_lie_there(procedure, one, facts)]
    return here, Reason.OTHER_PLACE if treated else Reason.OTHER_KIND


def _treated(diagnoses: Iterable[DiagnosisFacts], kinds: Sequence[_Kind]) -> list[DiagnosisFacts]:
    """Return the diagnoses that procedures of these kinds may be for."""
    treats = tuple(prefix for kind in kinds for prefix in kind.treats)
    return [one for one in diagnoses if one.node is not None and one.code.startswith(treats)]


def _rank(procedure: Procedure, diagnosis: DiagnosisFacts, fits: tuple[str, ...], facts: EncounterFacts) -> Rank:
    surgical = diagnosis.diagnosis.use in _SURGICAL and not procedure.is_order
    return Rank(
        linked=LINKED if procedure.reasons or surgical else 0,
        place=nearness(procedure.sites, places_of(diagnosis, facts), facts.anatomy),
        kind=int(not diagnosis.code.startswith(fits)),
    )


def _may_lie_there(procedure: Procedure, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a diagnosis may lie where a procedure was done: at its site and side, or where it names none."""
    places = places_of(diagnosis, facts)
    named = [site for site, _ in places if site]
    if not _any_same(procedure, procedure.regions, named, facts.anatomy):
        return False
    pairs = [(fact, place) for fact in procedure.sites for place in places]
    return not pairs or any(
        not opposite(fact.side, side) and _any_same(procedure, [fact.site], [site], facts.anatomy)
        for fact, (site, side) in pairs
    )


def _any_same(
    procedure: Procedure, sites: Sequence[str | None], others: Sequence[str | None], anatomy: Anatomy
) -> bool:
    """Return whether a site of each may be the same; it may where either names none."""
    pairs = [(one, other) for one in sites for other in others if one and other]
    return not pairs or any(same_site(procedure, one, other, anatomy) for one, other in pairs)


def same_site(procedure: Procedure, one: str, other: str, anatomy: Anatomy) -> bool:
    """Return whether two sites are the same, or in the same limb: an amputation takes all that is below it."""
    if anatomy.related(one, other):
        return True
    return _TAKES_ALL_BELOW in procedure.kinds and any(
        anatomy.is_part_of(one, limb) and anatomy.is_part_of(other, limb) for limb in LIMBS
    )


@kept_with_encounter
def attach_procedures(facts: EncounterFacts) -> tuple[tuple[Procedure, Attachment], ...]:
    """Return each procedure and order with the diagnosis that it is for, in the order of the chart."""
    return tuple(
        (procedure, attach_procedure(procedure, facts))
        for procedure in in_time(facts.encounter.procedures, facts.check_time)
    )


@kept_with_encounter
def procedures_by_diagnosis(facts: EncounterFacts) -> Mapping[str, tuple[Procedure, ...]]:
    """Return the procedures that are for a diagnosis, by its reference."""
    found: dict[str, tuple[Procedure, ...]] = {}
    for procedure, attachment in attach_procedures(facts):
        if attachment.to is not None:
            reference = attachment.to.diagnosis.reference
            found[reference] = (*found.get(reference, ()), procedure)
    return found
