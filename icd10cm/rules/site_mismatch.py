"""SiteMismatch: the code names one site or side, the chart surely another.

Basis: the title of the code. Raised only where the two cannot be the same place: neighbours (knee and tibia, hip and
femur) and parts of each other are no contradiction, nor is a chart that names both sides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import title_basis
from icd10cm.evidence.code_choice import carry
from icd10cm.evidence.dominance import of_same_person, of_told_dominance
from icd10cm.evidence.procedure_sites import corrections_to, procedure_sites
from icd10cm.evidence.ulcer_grade import graded
from icd10cm.issue import ReplaceCode, Strength
from icd10cm.rules.procedure_kinds import INSERTIONS, ORDER_WORDS
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.encounter import SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue, Correction
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import Placing
    from icd10cm.titles.template import Place

_NO_CONTRADICTION = INSERTIONS | {ORDER_WORDS}
ID = "SiteMismatch"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis whose code names another place than the chart."""
    for diagnosis, node in facts.leaves():
        sites, strength = diagnosis.documented, Strength.DOCUMENTED
        if not sites and facts.sited_procedures:
            sites, strength = (
                procedure_sites(diagnosis, facts, leave_out=_NO_CONTRADICTION),
                Strength.PROCEDURE,
            )
        if sites:
            issue = _check(diagnosis, node, sites, strength, facts)
            if issue is not None:
                yield issue


def _check(
    diagnosis: DiagnosisFacts, node: Node, sites: Sequence[SiteFact], strength: Strength, facts: EncounterFacts
) -> CodingIssue | None:
    if _elsewhere(diagnosis, node, sites, facts):
        peers = facts.release.kin.peers(node.index)
        # Only the site is contradicted: where the chart names no side, that of the code stands.
        placing = peers.on_own_side(node.index, peers.place(sites)) if peers is not None else None
        if placing is not None and node.index not in placing.leaves and peers is not None:
            codes, options = corrections_to(diagnosis, placing, facts.release)
            return _issue(diagnosis, codes, options, sites, strength, together=placing.together)
        # No code differs in place alone: the contradiction stands when both places are coded ones.
        coded = strength is Strength.DOCUMENTED and not any(fact.evidence.from_text for fact in sites)
        if coded and not _radiates(diagnosis, sites, facts):
            return _issue(diagnosis, (), (), sites, strength)
        return None
    other = _other_side(diagnosis, node, sites, facts)
    told = of_told_dominance(other, diagnosis, facts.release)
    other = of_same_person(told, diagnosis.code, facts.release)
    codes = tuple(graded(code, diagnosis, facts.release) for code in other)
    if not codes:
        return None
    placing = _named_otherwise(node, diagnosis.telling, facts)
    if placing is not None:
        codes, options = corrections_to(diagnosis, placing, facts.release)
        return _issue(diagnosis, codes, options, sites, strength, together=placing.together)
    reference = diagnosis.diagnosis.reference
    options = tuple(ReplaceCode(reference, code) for code in codes if facts.release.is_valid(code))
    return _issue(diagnosis, codes, options, sites, strength)


def _elsewhere(diagnosis: DiagnosisFacts, node: Node, sites: Sequence[SiteFact], facts: EncounterFacts) -> bool:
    """Tell whether every documented site surely lies outside every site that the code names.

    What its title names beside its place is the code's too: "saphenous vein at lower leg level".
    """
    peers = facts.release.kin.peers(node.index)
    slot = peers.slots.get(node.index) if peers is not None else None
    if slot is not None and (slot.residual or not slot.sites):
        return False
    title = {site for site, _ in facts.release.places_of(diagnosis.code) if site}
    own = frozenset(slot.sites) if slot is not None else frozenset(title)
    beside = {
        site for each in facts.release.kin.place(node.index).slots if own.isdisjoint(each.sites) for site in each.sites
    }
    documented = [fact.site for fact in sites if fact.site]
    category = facts.release.category(node.index).code
    is_part_of = facts.anatomy.is_part_of
    return bool(own and documented) and all(
        not any(is_part_of(one, site) for one in title)
        and facts.anatomy.disjoint(site, each)
        and not facts.anatomy.undecided(site, category)
        for site in documented
        for each in own | beside
    )


def _named_otherwise(node: Node, telling: Sequence[SiteFact], facts: EncounterFacts) -> Placing | None:
    """Return where the places lead that a code for an other or unspecified part on the wrong side does not name."""
    peers = facts.release.kin.peers(node.index)
    slot = peers.slots.get(node.index) if peers is not None else None
    if peers is None or slot is None or not (slot.residual or peers.leaves_open(node.index)):
        return None
    placing = peers.place(telling)
    return None if placing is None or peers.same_place(node.index, placing.leaves) else placing


def _radiates(diagnosis: DiagnosisFacts, sites: Sequence[SiteFact], facts: EncounterFacts) -> bool:
    """Tell whether a disease of the spine is documented where it is felt: lumbar radiculopathy in the leg."""
    is_part_of = facts.anatomy.is_part_of
    named = [site for site, _ in facts.release.places_of(diagnosis.code) if site]
    return any(is_part_of(one, "spine") for one in named) != any(
        is_part_of(fact.site, "spine") for fact in sites if fact.site
    )


def _other_side(
    diagnosis: DiagnosisFacts, node: Node, sites: Sequence[SiteFact], facts: EncounterFacts
) -> tuple[str, ...]:
    """Return the codes of the one side that the chart names, when the code names the opposite one."""
    release = facts.release
    own = release.side_of(diagnosis.code)
    named = {fact.side for fact in sites if fact.side}
    if own not in (Side.RIGHT, Side.LEFT) or len(named) != 1 or _on_another_place(diagnosis, sites, facts):
        return ()
    (side,) = named
    if side not in (Side.RIGHT, Side.LEFT) or side is own:
        return ()
    group = release.kin.side_group(node.index)
    if group is not None and node.index in group.sided.get(own, ()):
        twins = group.sided.get(side, ())
        place = release.kin.place(node.index)
        alike = [twin for twin in twins if _same_but_side(release.kin.place(twin), place)] or list(twins)
        return tuple(carry(diagnosis.code, twin, release) for twin in alike)
    return tuple(
        code
        for code in release.codes_at(node.index)
        if code[:-1] == diagnosis.code[:-1] and release.side_of(code) is side
    )


def _on_another_place(diagnosis: DiagnosisFacts, sites: Sequence[SiteFact], facts: EncounterFacts) -> bool:
    """Tell whether the side may be that of another place than the code's, because a place has none.

    So it is in "hip pain, left knee"; of neighbours it is the side of both: "olecranon bursitis, left elbow".
    """
    disjoint = facts.anatomy.disjoint
    loose = [fact.site for fact in sites if fact.site and not fact.side]
    sided = [fact.site for fact in sites if fact.site and fact.side]
    named = [site for site, _ in facts.release.places_of(diagnosis.code) if site]
    return bool(loose) and not (
        sided
        and all(any(not disjoint(site, one) for one in sided) for site in loose)
        and all(any(not disjoint(site, one) for one in named) for site in sided)
    )


def _same_but_side(one: Place, other: Place) -> bool:
    return one.template == other.template and [slot.sites for slot in one.slots] == [slot.sites for slot in other.slots]


def _issue(
    diagnosis: DiagnosisFacts,
    codes: tuple[str, ...],
    options: tuple[Correction, ...],
    sites: Sequence[SiteFact],
    strength: Strength,
    *,
    together: bool = False,
) -> CodingIssue:
    node = diagnosis.node
    return about(diagnosis).issue(
        ID,
        strength=strength,
        basis=() if node is None else (title_basis(node),),
        choices=codes,
        options=options,
        evidence=tuple(dict.fromkeys(fact.evidence for fact in sites)),
        together=together,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc",),
    strengths=(Strength.DOCUMENTED, Strength.PROCEDURE),
    settles=frozenset(("UnspecifiedSite", "UnspecifiedLaterality", "ResidualCode")),
    may_recommend=False,
)
