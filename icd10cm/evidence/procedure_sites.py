"""The places that the rules about sites go by, and the corrections that they lead to."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.evidence.code_choice import carry, leaves_of
from icd10cm.evidence.procedure_attachment import procedures_by_diagnosis
from icd10cm.evidence.title_match import with_told
from icd10cm.evidence.ulcer_grade import graded
from icd10cm.issue import AddCode, ReplaceCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side
    from icd10cm.encounter import SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import Correction
    from icd10cm.releases.release import Release
    from icd10cm.titles.site_family import Placing

_OPEN = "nspecified "


def procedure_sites(
    diagnosis: DiagnosisFacts, facts: EncounterFacts, *, leave_out: frozenset[str] = frozenset()
) -> tuple[SiteFact, ...]:
    """Return what the procedures and orders that are for a diagnosis say of its place.

    At a site that the title does not name, they say the side alone: an amputation below the knee leaves a foot ulcer
    one of the foot. Where they differ in site or side, they say nothing. `leave_out` are kinds of procedures not asked.
    """
    if not facts.sited_procedures:
        return ()
    attached = procedures_by_diagnosis(facts).get(diagnosis.diagnosis.reference, ())
    asked = [procedure for procedure in attached if leave_out.isdisjoint(procedure.kinds)]
    own = [site for site, _ in facts.release.places_of(diagnosis.code) if site]
    stated = chain.from_iterable(procedure.sites for procedure in asked)
    said = [fact for fact in (_as_far_as_named(fact, own, facts.anatomy) for fact in stated) if fact.site or fact.side]
    return () if _differ(said, facts.anatomy) else tuple(said)


def _as_far_as_named(fact: SiteFact, own: Sequence[str], anatomy: Anatomy) -> SiteFact:
    """Return what is said about a place, without its site where the title names another."""
    if not own or fact.site is None or any(anatomy.related(fact.site, site) for site in own):
        return fact
    return replace(fact, site=None)


def _differ(said: Sequence[SiteFact], anatomy: Anatomy) -> bool:
    """Return whether procedures name several sides, or sites that are not one within the other."""
    sites = {fact.site for fact in said if fact.site}
    return len({fact.side for fact in said if fact.side}) > 1 or any(
        not anatomy.related(one, other) for one in sites for other in sites
    )


def _within(index: int, placing: Placing, side: Side | None, release: Release) -> Sequence[int]:
    """Return the leaves below a header that the places mean too ("other part of left foot" of "left leg"), else all.

    Of fractures of a bone that the header names, the unspecified one is meant, and of an "unspecified level" and C5-C6
    the named one.
    """
    leaves = leaves_of(index, release)
    sites = {fact.site for fact in placing.facts}
    if len(leaves) == 1:
        node = release.tabular.nodes[index]
        wider = _OPEN in node.title and sites.isdisjoint(_sites(index, release))
        beside = release.tabular.nodes[node.parent].children if wider else ()
        named = [leaf for leaf in beside if not sites.isdisjoint(_sites(leaf, release))]
        return [leaf for leaf in named if _may_be_meant(leaf, placing, release)] or leaves
    meant = [leaf for leaf in leaves if _may_be_meant(leaf, placing, release)] or leaves
    meant = [leaf for leaf in meant if not sites.isdisjoint(_sites(leaf, release))] or meant
    if not any(fact.side for fact in placing.facts):
        nodes = release.tabular.nodes
        meant = [leaf for leaf in meant if side is not None and release.side_of(nodes[leaf].code) is side] or meant
    words = {leaf: set(release.kin.place(leaf).template) for leaf in meant if _leaves_open(leaf, release)}
    return [leaf for leaf in words if not any(words[other] < words[leaf] for other in words)] or meant


def _leaves_open(leaf: int, release: Release) -> bool:
    """Tell whether a title leaves open the disease, or the place and more than its side."""
    place = release.kin.place(leaf)
    return "unspecified" in place.template or any(slot.open and not slot.sites for slot in place.slots)


def _sites(leaf: int, release: Release) -> set[str | None]:
    return {site for site, _ in release.places_of(release.tabular.nodes[leaf].code)}


def _may_be_meant(leaf: int, placing: Placing, release: Release) -> bool:
    """Tell whether the places do not lead to another of the codes that differ from a leaf in place alone."""
    peers = release.kin.peers(leaf)
    finer = peers.place(placing.facts) if peers is not None else None
    return finer is None or leaf in finer.leaves


def corrections_to(
    diagnosis: DiagnosisFacts, placing: Placing, release: Release
) -> tuple[tuple[str, ...], tuple[Correction, ...]]:
    """Return the codes that a placing leads to and the corrections that can be carried out.

    Codes that belong together are one replacement and additions beside it.
    """
    side = release.side_of(diagnosis.code)
    below = [leaf for index in placing.leaves for leaf in _within(index, placing, side, release)]
    codes = tuple(dict.fromkeys(graded(carry(diagnosis.code, leaf, release), diagnosis, release) for leaf in below))
    codes = with_told(codes, diagnosis, release)
    reference = diagnosis.diagnosis.reference
    valid = [code for code in codes if release.is_valid(code)]
    if placing.together and valid:
        first, *rest = valid
        return codes, (ReplaceCode(reference, first), *(AddCode(code, reference) for code in rest))
    return codes, tuple(ReplaceCode(reference, code) for code in valid)
