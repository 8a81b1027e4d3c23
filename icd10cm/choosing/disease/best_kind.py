"""Which of several kinds is meant: the one that says most, and of those the nearest to the code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.disease.kind import OF_SIDES, Kind, is_left_over
from icd10cm.choosing.places.named_sites import named_sites
from icd10cm.evidence.stated.stems import nouns_of_adjectives
from icd10cm.titles.claims import DEFAULTS, LEFT_OUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.choosing.disease.kind import AskedKind
    from icd10cm.releases.release import Release

Stems = frozenset[str]


def best_of(kinds: Sequence[Kind], asked: AskedKind) -> Kind | None:
    """Return the kind that says all that the others say; None where two each say something more, and are not one."""
    best = saying_most(kinds)
    nodes = {kind.node for kind in best if kind.node >= 0}
    names_one = len(nodes) <= 1 and len({(kind.family, kind.place) for kind in best}) == 1  # a title and its terms
    if len({_as_nouns(kind.news) for kind in best}) != 1 and not names_one:
        return None
    return nearest(best, asked)


def _as_nouns(news: Stems) -> Stems:
    """Return words, those that are adjectives of a place as its noun: "renal" of the kidney."""
    nouns = nouns_of_adjectives()
    return Stems().union(*(nouns.get(word, (word,)) for word in news))


def nearest(kinds: Sequence[Kind], asked: AskedKind) -> Kind | None:
    """Return the kind of the first rank; None where several families have it."""
    best = _of_first_rank(kinds, asked)
    if len({kind.family for kind in best}) > 1:
        return None
    nodes = {kind.node for kind in best}
    return best[0] if len(nodes) == 1 else replace(best[0], node=-1)


def _of_first_rank(kinds: Sequence[Kind], asked: AskedKind) -> list[Kind]:
    ranks = [_rank(kind, asked) for kind in kinds]
    best = [kind for kind, rank in zip(kinds, ranks, strict=True) if rank == min(ranks)]
    twins = _open_twins({kind.family for kind in best}, asked.release)
    return [kind for kind in best if kind.family not in twins]


def _open_twins(families: set[int], release: Release) -> set[int]:
    """Return the families that leave open the side which another of them names: "of ribs, unspecified side"."""
    groups = {family: release.families.side_group(family) for family in families}
    open_ones = {family for family, group in groups.items() if group is not None and family in group.unspecified}
    sided = {leaf for group in groups.values() if group is not None for own in group.sided.values() for leaf in own}
    return open_ones if sided & families else set()


def _rank(kind: Kind, asked: AskedKind) -> tuple[int, ...]:
    """Order kinds of the same news.

    First come those nearest to the code, at its place, that leave nothing over, that say a default which the texts say
    ("uncomplicated"), that deny least and that say least beyond the texts and the code; then those that the texts say
    in full, the longest first.
    """
    parents = [each.index for each in asked.release.lineage(asked.node.index)]
    above = [each.index for each in asked.release.lineage(kind.family)]
    apart = next((parents.index(index) for index in above if index in parents), len(parents))
    said = kind.claims.said
    stated = asked.stated.words
    defaults = len((said & DEFAULTS) - stated) - len(said & DEFAULTS & stated)
    beyond = said - asked.code.lineage - stated - LEFT_OUT
    left_over = int(is_left_over(kind.claims))
    in_full = len(kind.claims.needed) if all(not group.isdisjoint(stated) for group in kind.claims.needed) else 0
    return apart, _apart_in_place(kind, asked), left_over, defaults, len(kind.claims.denied), len(beyond), -in_full


def _apart_in_place(kind: Kind, asked: AskedKind) -> int:
    """Return how far the places of a kind are from the code's: the very ones, within them, or elsewhere."""
    own, sites = (_sites_told(leaf, asked.release) for leaf in (asked.node.index, kind.family))
    if own == sites:
        return 0
    within = load_anatomy().is_part_of
    return 1 if not own or any(within(site, one) for site in sites for one in own) else 2


def _sites_told(leaf: int, release: Release) -> frozenset[str]:
    """Return the sites of a family; of a leaf that leaves its place open within one, that one."""
    peers = release.families.site_family(leaf)
    if peers is not None and peers.slots and not peers.leaves_open(leaf):
        return peers.sites
    return named_sites(release.tabular.nodes[leaf].code, release)


def saying_most(kinds: Sequence[Kind]) -> list[Kind]:
    """Return the kinds that no other one says more than.

    A side counts for nothing against words of the disease, unless they say another one ("right coronary artery", "left
    anterior descending coronary artery"). A default ("unilateral") that the other one claims too is no more than that
    one says.
    """
    return [kind for kind in kinds if not any(_says_less(kind, other) for other in kinds)]


def _says_less(kind: Kind, other: Kind) -> bool:
    news, others = kind.news, other.news
    if news < others or (news - OF_SIDES < others - OF_SIDES and not _name_two_sides(news, others)):
        return True
    return news <= DEFAULTS & other.claims.said and news.isdisjoint(others)


def _name_two_sides(news: frozenset[str], others: frozenset[str]) -> bool:
    its, theirs = news & OF_SIDES, others & OF_SIDES
    return bool(its and theirs) and its.isdisjoint(theirs)
