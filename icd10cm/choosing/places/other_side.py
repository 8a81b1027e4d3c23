"""The codes of the other side than the one that a code names, where the chart surely names that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.dominance import of_same_person, of_told_dominance
from icd10cm.choosing.places.named_sites import named_sites

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from icd10cm.choosing.places.asked import Asked, Sites
    from icd10cm.encounter import SiteFact
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.template import Place


def on_other_side(asked: Asked, sites: Sites) -> tuple[str, ...]:
    """Return the codes of the one side that the chart names, when the code names the opposite one."""
    diagnosis, node, release, own = asked.diagnosis, asked.node, asked.release, asked.own_side
    named = {fact.side for fact in sites.all if fact.side}
    if own not in (Side.RIGHT, Side.LEFT) or len(named) != 1 or _is_of_another_place(asked, sites):
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
    group = release.families.side_group(node.index)
    if group is None or node.index not in group.sided.get(own, ()):
        return ()
    return tuple(carry(code, leaf, release) for leaf in group.sided.get(Side.BILATERAL, ()))


def _twins(code: str, node: Node, own: Side, side: Side, release: Release) -> tuple[str, ...]:
    """Return the codes that differ from a code in naming the other side."""
    group = release.families.side_group(node.index)
    if group is not None and node.index in group.sided.get(own, ()):
        twins = group.sided.get(side, ())
        place = release.families.place(node.index)
        alike = [twin for twin in twins if _same_but_side(release.families.place(twin), place)] or list(twins)
        return tuple(carry(code, twin, release) for twin in alike)
    return tuple(
        each for each in release.codes_at(node.index) if each[:-1] == code[:-1] and release.side_of(each) is side
    )


def _is_of_another_place(asked: Asked, sites: Sites) -> bool:
    """Return whether the side may be that of another place than the code's, because a place has none.

    So it is in "hip pain, left knee"; of neighbors it is the side of both: "olecranon bursitis, left elbow".
    """
    loose = _sites(sites.all, sided=False)
    if not loose:
        return False
    sided = _sites(sites.all, sided=True)
    named = named_sites(asked.diagnosis.code, asked.release)
    return not sided or not _each_near(loose, sided, asked) or not _each_near(sided, named, asked)


def _sites(facts: Sequence[SiteFact], *, sided: bool) -> list[str]:
    return [fact.site for fact in facts if fact.site and bool(fact.side) is sided]


def _each_near(sites: Collection[str], others: Collection[str], asked: Asked) -> bool:
    """Return whether each site may overlap one of the others."""
    disjoint = asked.facts.anatomy.disjoint
    return all(any(not disjoint(site, one) for one in others) for site in sites)


def _same_but_side(one: Place, other: Place) -> bool:
    return one.template == other.template and [slot.sites for slot in one.slots] == [slot.sites for slot in other.slots]
