"""The codes that the chart leads to where a code names one site or side, and the chart surely another.

Neighbours (knee and tibia, hip and femur) and parts of each other are no contradiction, nor is a chart that names both
sides. What the texts say of another disease, or of a healthy part, is no place of the diagnosis (`icd10cm.text`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.attaching.procedure_sites import procedure_sites
from icd10cm.choosing.chooser import Choice, Question, Silence, settled
from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.disease.kinds import kinds_stated
from icd10cm.choosing.disease.stated_among import stated_among
from icd10cm.choosing.dominance import of_same_person, of_told_dominance
from icd10cm.choosing.places.below import below
from icd10cm.choosing.places.family_place import place_in_family
from icd10cm.choosing.seventh import with_stated_seventh
from icd10cm.issue import Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.encounter import SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import Placing
    from icd10cm.titles.template import Place

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
    release = facts.release
    peers = release.kin.peers(node.index)
    evidence = tuple(dict.fromkeys(fact.evidence for fact in sites))
    codes: tuple[str, ...] = ()
    placing: Placing | None = None
    if _lies_elsewhere(diagnosis, node, sites, facts):
        # Only the site is contradicted: where the chart names no side, that of the code stands.
        placing = peers.on_own_side(node.index, peers.place(sites)) if peers is not None else None
        if placing is None or node.index in placing.leaves:
            # No code differs in place alone: the contradiction stands when both places are coded ones.
            coded = strength is Strength.DOCUMENTED and not any(fact.evidence.from_text for fact in sites)
            if not coded or _radiates(diagnosis, sites, facts):
                return _AGREES
            return Choice(question=Question.PLACE, strength=strength, evidence=evidence)
    else:
        codes = _on_other_side(diagnosis, node, sites, facts)
        if not codes:
            return _AGREES
        placing = _named_otherwise(node, diagnosis.telling, release)
    if placing is not None:
        own = release.side_of(diagnosis.code)
        leaves = [leaf for index in placing.leaves for leaf in below(index, placing, own, release)]
        codes = tuple(dict.fromkeys(carry(diagnosis.code, leaf, release) for leaf in leaves))
    together = placing is not None and placing.together
    choice = _offer(_restated(codes, diagnosis, release), strength, sites, facts, together=together)
    return settled(choice, diagnosis, facts)


def _offer(
    codes: tuple[str, ...], strength: Strength, sites: Sequence[SiteFact], facts: EncounterFacts, *, together: bool
) -> Choice:
    if facts.codes.intersection(codes):
        return Choice(silence=Silence.CODED)
    evidence = tuple(dict.fromkeys(fact.evidence for fact in sites))
    return Choice(codes, Question.PLACE, strength, evidence, together=together)


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
    placing = place_in_family(kinds[0].family, node, sites, release.side_of(code), release)
    return code if placing is None or len(placing.leaves) != 1 else carry(code, placing.leaves[0], release)


def _lies_elsewhere(diagnosis: DiagnosisFacts, node: Node, sites: Sequence[SiteFact], facts: EncounterFacts) -> bool:
    """Return whether every documented site surely lies outside every site that the code names.

    What its title names beside its place is the code's too: "saphenous vein at lower leg level".
    """
    peers = facts.release.kin.peers(node.index)
    slot = peers.slots.get(node.index) if peers is not None else None
    if slot is not None and (slot.residual or not slot.sites):
        return False
    title = frozenset(site for site, _ in facts.release.places_of(diagnosis.code) if site)
    own = frozenset(slot.sites) if slot is not None else title
    beside = {
        site for each in facts.release.kin.place(node.index).slots if own.isdisjoint(each.sites) for site in each.sites
    }
    documented = [fact.site for fact in sites if fact.site]
    category = facts.release.category(node.index).code
    return bool(own and documented) and all(
        _is_apart(site, title, own | beside, category, facts) for site in documented
    )


def _is_apart(site: str, title: frozenset[str], named: frozenset[str], category: str, facts: EncounterFacts) -> bool:
    """Return whether a site surely lies outside all the sites that a code names."""
    anatomy = facts.anatomy
    if anatomy.undecided(site, category) or any(anatomy.is_part_of(one, site) for one in title):
        return False
    return all(anatomy.disjoint(site, each) for each in named)


def _named_otherwise(node: Node, telling: Sequence[SiteFact], release: Release) -> Placing | None:
    """Return where the places lead that a code for an other or unspecified part on the wrong side does not name."""
    peers = release.kin.peers(node.index)
    slot = peers.slots.get(node.index) if peers is not None else None
    if peers is None or slot is None or not (slot.residual or peers.leaves_open(node.index)):
        return None
    placing = peers.place(telling)
    return None if placing is None or peers.same_place(node.index, placing.leaves) else placing


def _radiates(diagnosis: DiagnosisFacts, sites: Sequence[SiteFact], facts: EncounterFacts) -> bool:
    """Return whether a disease of the spine is documented where it is felt: lumbar radiculopathy in the leg."""
    is_part_of = facts.anatomy.is_part_of
    named = [site for site, _ in facts.release.places_of(diagnosis.code) if site]
    return any(is_part_of(one, "spine") for one in named) != any(
        is_part_of(fact.site, "spine") for fact in sites if fact.site
    )


def _on_other_side(
    diagnosis: DiagnosisFacts, node: Node, sites: Sequence[SiteFact], facts: EncounterFacts
) -> tuple[str, ...]:
    """Return the codes of the one side that the chart names, when the code names the opposite one."""
    release = facts.release
    own = release.side_of(diagnosis.code)
    named = {fact.side for fact in sites if fact.side}
    if own not in (Side.RIGHT, Side.LEFT) or len(named) != 1 or _is_of_another_place(diagnosis, sites, facts):
        return ()
    (side,) = named
    if side is own:
        return ()
    if side is Side.BILATERAL:
        return _of_both_sides(node, own, diagnosis.code, release)
    codes = of_told_dominance(_twins(diagnosis.code, node, own, side, release), diagnosis, release)
    return of_same_person(codes, diagnosis.code, release)


def _of_both_sides(node: Node, own: Side, code: str, release: Release) -> tuple[str, ...]:
    """Return the code for both sides where the list has one."""
    group = release.kin.side_group(node.index)
    if group is None or node.index not in group.sided.get(own, ()):
        return ()
    return tuple(carry(code, leaf, release) for leaf in group.sided.get(Side.BILATERAL, ()))


def _twins(code: str, node: Node, own: Side, side: Side, release: Release) -> tuple[str, ...]:
    """Return the codes that differ from a code in naming the other side."""
    group = release.kin.side_group(node.index)
    if group is not None and node.index in group.sided.get(own, ()):
        twins = group.sided.get(side, ())
        place = release.kin.place(node.index)
        alike = [twin for twin in twins if _same_but_side(release.kin.place(twin), place)] or list(twins)
        return tuple(carry(code, twin, release) for twin in alike)
    return tuple(
        each for each in release.codes_at(node.index) if each[:-1] == code[:-1] and release.side_of(each) is side
    )


def _is_of_another_place(diagnosis: DiagnosisFacts, sites: Sequence[SiteFact], facts: EncounterFacts) -> bool:
    """Return whether the side may be that of another place than the code's, because a place has none.

    So it is in "hip pain, left knee"; of neighbours it is the side of both: "olecranon bursitis, left elbow".
    """
    disjoint = facts.anatomy.disjoint
    loose = [fact.site for fact in sites if fact.site and not fact.side]
    sided = [fact.site for fact in sites if fact.site and fact.side]
    named = [site for site, _ in facts.release.places_of(diagnosis.code) if site]
    if not loose:
        return False
    near = all(any(not disjoint(site, one) for one in sided) for site in loose)
    same = all(any(not disjoint(site, one) for one in named) for site in sided)
    return not (sided and near and same)


def _same_but_side(one: Place, other: Place) -> bool:
    return one.template == other.template and [slot.sites for slot in one.slots] == [slot.sites for slot in other.slots]
