"""The codes that the chart leads to where a code names one site or side, and the chart surely another.

Neighbors (knee and tibia, hip and femur) and parts of each other are not a contradiction, nor is a chart that names
both sides. What the texts say of another disease, or of a healthy part, does not count as a place (`icd10cm.text`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.attaching.procedure_sites import procedure_sites
from icd10cm.choosing.chooser import Choice, Question, Silence, settled
from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.disease.kinds import kinds_stated
from icd10cm.choosing.disease.stated_among import stated_among
from icd10cm.choosing.places.asked import Asked, Sites
from icd10cm.choosing.places.elsewhere import lies_elsewhere, radiates
from icd10cm.choosing.places.family_place import place_in_family
from icd10cm.choosing.places.located import carried
from icd10cm.choosing.places.other_side import on_other_side
from icd10cm.choosing.seventh import with_stated_seventh
from icd10cm.issue import Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import SiteChoice

_AGREES = Choice(silence=Silence.NOTHING_NEW)


def contradicted_place(
    diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts, leave_out: frozenset[str]
) -> Choice:
    """Return what the chart contradicts the place of a code with; `leave_out` are kinds of procedures not asked."""
    sites = Sites(diagnosis.documented, diagnosis.telling, Strength.DOCUMENTED)
    if not sites.all and facts.sited_procedures:
        sites = Sites(procedure_sites(diagnosis, facts, leave_out=leave_out), (), Strength.PROCEDURE)
    if not sites.all:
        return _AGREES
    return _contradicted(Asked(diagnosis, node, None, facts), sites)  # its words are read for an offer alone


def _contradicted(asked: Asked, sites: Sites) -> Choice:
    if lies_elsewhere(asked, sites):
        return _at_another_site(asked, sites)
    codes = on_other_side(asked, sites)
    if not codes:
        return _AGREES
    by_site = _named_otherwise(asked, sites)
    return _offer(codes, asked, sites) if by_site is None else _at(by_site, asked, sites)


def _at_another_site(asked: Asked, sites: Sites) -> Choice:
    """Return what only the site contradicts: where the chart names no side, that of the code stands."""
    peers = asked.release.families.site_family(asked.node.index)
    by_site = peers.on_own_side(asked.node.index, peers.place(sites.all)) if peers is not None else None
    if by_site is not None and asked.node.index not in by_site.leaves:
        return _at(by_site, asked, sites)
    # No code differs in place alone: the contradiction stands when both places are coded ones.
    coded = sites.strength is Strength.DOCUMENTED and not any(fact.evidence.from_text for fact in sites.all)
    if not coded or radiates(asked, sites):
        return _AGREES
    return Choice(question=Question.PLACE, strength=sites.strength, evidence=sites.evidence)


def _at(by_site: SiteChoice, asked: Asked, sites: Sites) -> Choice:
    codes = carried(by_site, asked.diagnosis.code, asked.own_side, asked.release)
    return _offer(codes, asked, sites, together=by_site.together)


def _offer(codes: tuple[str, ...], asked: Asked, sites: Sites, *, together: bool = False) -> Choice:
    """Return the codes with what else the texts state, if none of them is coded already."""
    codes = _restated(codes, asked)
    if asked.facts.codes.intersection(codes):
        return Choice(silence=Silence.CODED)
    choice = Choice(codes, Question.PLACE, sites.strength, sites.evidence, together=together)
    return settled(choice, asked.diagnosis, asked.facts)


def _restated(codes: Sequence[str], asked: Asked) -> tuple[str, ...]:
    """Return the codes with the stage and the 7th character that the texts state."""
    diagnosis, release = asked.diagnosis, asked.release
    stated = words_stated(diagnosis, release)
    codes = stated_among(tuple(_of_kind(code, diagnosis, release) for code in codes), stated, release)
    return tuple(dict.fromkeys(with_stated_seventh(code, diagnosis, stated, release) for code in codes))


def _of_kind(code: str, diagnosis: DiagnosisFacts, release: Release) -> str:
    """Return the code of the kind of disease that the texts state, at the place of a code."""
    node = release.node(code)
    moved = replace(diagnosis, code=code, node=node)
    kinds = kinds_stated(moved, words_stated(moved, release), release)
    if node is None or kinds is None or len(kinds) != 1:
        return code
    sites = [fact for fact in diagnosis.telling if fact.site]
    by_site = place_in_family(kinds[0].family, node, sites, release.side_of(code), release)
    leaves = () if by_site is None else by_site.leaves
    of_kind = carry(code, leaves[0], release) if len(leaves) == 1 else code
    return of_kind if release.side_of(of_kind) is release.side_of(code) else code


def _named_otherwise(asked: Asked, sites: Sites) -> SiteChoice | None:
    """Return where the places lead that a code for an other or unspecified part on the wrong side does not name."""
    index = asked.node.index
    peers = asked.release.families.site_family(index)
    slot = peers.slots.get(index) if peers is not None else None
    if peers is None or slot is None or not (slot.residual or peers.leaves_open(index)):
        return None
    by_site = peers.place(sites.telling)
    return None if by_site is None or peers.same_place(index, by_site.leaves) else by_site
