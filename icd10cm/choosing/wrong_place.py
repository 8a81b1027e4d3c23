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
from icd10cm.choosing.places.elsewhere import lies_elsewhere, radiates
from icd10cm.choosing.places.family_place import place_in_family
from icd10cm.choosing.places.located import carried
from icd10cm.choosing.places.other_side import on_other_side
from icd10cm.choosing.seventh import with_stated_seventh
from icd10cm.issue import Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.encounter import SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import SiteChoice

_AGREES = Choice(silence=Silence.NOTHING_NEW)


def contradicted_place(
    diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts, leave_out: frozenset[str]
) -> Choice:
    """Return what the chart contradicts the place of a code with; `leave_out` are kinds of procedures not asked."""
    if diagnosis.documented:
        return _contradicted(diagnosis, node, diagnosis.documented, Strength.DOCUMENTED, facts)
    if not facts.sited_procedures:
        return _AGREES
    treated = procedure_sites(diagnosis, facts, leave_out=leave_out)
    return _contradicted(diagnosis, node, treated, Strength.PROCEDURE, facts) if treated else _AGREES


def _contradicted(
    diagnosis: DiagnosisFacts, node: Node, sites: Sequence[SiteFact], strength: Strength, facts: EncounterFacts
) -> Choice:
    if lies_elsewhere(diagnosis, node, sites, facts):
        return _at_another_site(diagnosis, node, sites, strength, facts)
    codes = on_other_side(diagnosis, node, sites, facts)
    if not codes:
        return _AGREES
    by_site = _named_otherwise(node, diagnosis.telling, facts.release)
    if by_site is not None:
        return _at(by_site, diagnosis, sites, strength, facts)
    return _offer(codes, diagnosis, sites, strength, facts)


def _at_another_site(
    diagnosis: DiagnosisFacts, node: Node, sites: Sequence[SiteFact], strength: Strength, facts: EncounterFacts
) -> Choice:
    """Return what only the site contradicts: where the chart names no side, that of the code stands."""
    peers = facts.release.families.site_family(node.index)
    by_site = peers.on_own_side(node.index, peers.place(sites)) if peers is not None else None
    if by_site is not None and node.index not in by_site.leaves:
        return _at(by_site, diagnosis, sites, strength, facts)
    # No code differs in place alone: the contradiction stands when both places are coded ones.
    coded = strength is Strength.DOCUMENTED and not any(fact.evidence.from_text for fact in sites)
    if not coded or radiates(diagnosis, sites, facts):
        return _AGREES
    evidence = tuple(dict.fromkeys(fact.evidence for fact in sites))
    return Choice(question=Question.PLACE, strength=strength, evidence=evidence)


def _at(
    by_site: SiteChoice,
    diagnosis: DiagnosisFacts,
    sites: Sequence[SiteFact],
    strength: Strength,
    facts: EncounterFacts,
) -> Choice:
    release = facts.release
    codes = carried(by_site, diagnosis.code, release.side_of(diagnosis.code), release)
    return _offer(codes, diagnosis, sites, strength, facts, together=by_site.together)


def _offer(
    codes: tuple[str, ...],
    diagnosis: DiagnosisFacts,
    sites: Sequence[SiteFact],
    strength: Strength,
    facts: EncounterFacts,
    *,
    together: bool = False,
) -> Choice:
    """Return the codes with what else the texts state, if none of them is coded already."""
    codes = _restated(codes, diagnosis, facts.release)
    if facts.codes.intersection(codes):
        return Choice(silence=Silence.CODED)
    evidence = tuple(dict.fromkeys(fact.evidence for fact in sites))
    return settled(Choice(codes, Question.PLACE, strength, evidence, together=together), diagnosis, facts)


def _restated(codes: Sequence[str], diagnosis: DiagnosisFacts, release: Release) -> tuple[str, ...]:
    """Return the codes with the stage and the 7th character that the texts state."""
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


def _named_otherwise(node: Node, telling: Sequence[SiteFact], release: Release) -> SiteChoice | None:
    """Return where the places lead that a code for an other or unspecified part on the wrong side does not name."""
    peers = release.families.site_family(node.index)
    slot = peers.slots.get(node.index) if peers is not None else None
    if peers is None or slot is None or not (slot.residual or peers.leaves_open(node.index)):
        return None
    by_site = peers.place(telling)
    return None if by_site is None or peers.same_place(node.index, by_site.leaves) else by_site
