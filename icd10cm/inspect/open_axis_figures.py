"""How many codes of a release leave a side or a site open that other codes say, as far as titles tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.open_axes import finer_sides, open_sides, open_sites, sides_by_seventh

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_OPEN = "unspecified"


@dataclass(frozen=True, slots=True)
class Count:
    """Leaves of the tabular list, and the valid codes that they represent once 7th characters are counted."""

    leaves: int
    codes: int


@dataclass(frozen=True, slots=True)
class AxisFigures:
    """The codes that leave something open and have codes beside them that say it.

    `side` say nothing more than the side when it is filled in, `finer` a side and more (right index finger); `site`
    are those with a site open, `both` those of them with a side open too. `bilateral` are the leaves of `side` with a
    bilateral code beside them. `by_seventh` counts the codes whose 7th character represents an unspecified eye. `none`
    are the leaves whose title says "unspecified" and for which neither a side nor a site was found.
    """

    side: Count
    finer: Count
    site: Count
    both: Count
    bilateral: int
    by_seventh: int
    unspecified: Count
    none: tuple[str, ...]

    @property
    def any(self) -> Count:
        """Leaves and codes with a side, a finer side or a site."""
        counts = (self.side, self.finer, self.site)
        return Count(
            sum(count.leaves for count in counts) - self.both.leaves,
            sum(count.codes for count in counts) - self.both.codes,
        )


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What one leaf leaves open; `codes` are its valid codes, `by_seventh` those whose side a 7th character says."""

    code: str
    codes: int
    sides: frozenset[Side]
    finer: bool
    site: bool
    by_seventh: int
    unspecified: bool

    def opens_side(self) -> bool:
        return bool(self.sides)

    def opens_side_and_more(self) -> bool:
        return self.finer

    def opens_site(self) -> bool:
        return self.site

    def opens_both(self) -> bool:
        return self.site and (self.opens_side() or self.finer)

    def is_bilateral(self) -> bool:
        return Side.BILATERAL in self.sides

    def says_unspecified(self) -> bool:
        return self.unspecified

    def opens_nothing_known(self) -> bool:
        return self.unspecified and not (self.opens_side() or self.finer or self.site)


def count_axes(release: Release) -> AxisFigures:
    """Count the axes of a release; it works out the families of every category, which takes seconds for a full one."""
    leaves = [_leaf(node, release) for node in release.tabular.nodes if not node.children]
    return AxisFigures(
        side=_count(filter(_Leaf.opens_side, leaves)),
        finer=_count(filter(_Leaf.opens_side_and_more, leaves)),
        site=_count(filter(_Leaf.opens_site, leaves)),
        both=_count(filter(_Leaf.opens_both, leaves)),
        bilateral=sum(map(_Leaf.is_bilateral, leaves)),
        by_seventh=sum(leaf.by_seventh for leaf in leaves),
        unspecified=_count(filter(_Leaf.says_unspecified, leaves)),
        none=tuple(leaf.code for leaf in filter(_Leaf.opens_nothing_known, leaves)),
    )


def _leaf(node: Node, release: Release) -> _Leaf:
    codes = release.codes_at(node.index)
    return _Leaf(
        code=node.code,
        codes=len(codes),
        sides=frozenset(open_sides(node.code, release)),
        finer=finer_sides(node.index, release) is not None,
        site=bool(open_sites(node.index, release)),
        by_seventh=sum(bool(sides_by_seventh(code, release)) for code in codes),
        unspecified=_OPEN in node.title.lower(),
    )


def _count(leaves: Iterable[_Leaf]) -> Count:
    codes = [leaf.codes for leaf in leaves]
    return Count(len(codes), sum(codes))
