"""How many codes of a release leave a side or a site open that other codes say, as far as titles tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.open_axes import finer_sides, open_sides, open_sites, sides_by_seventh

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

_OPEN = "unspecified"


@dataclass(frozen=True, slots=True)
class Count:
    """Leaves of the tabular list, and the valid codes that they stand for once 7th characters are counted."""

    leaves: int
    codes: int


@dataclass(frozen=True, slots=True)
class AxisFigures:
    """The codes that leave something open and have codes beside them that say it.

    `side` say nothing more than the side when it is filled in, `finer` a side and more (right index finger); `site`
    are those with a site open, `both` those of them with a side open too. `bilateral` are the leaves of `side` with a
    bilateral code beside them. `by_seventh` counts the codes whose 7th character stands for an unspecified eye. `none`
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


class _Counting:
    """Leaves and codes counted so far."""

    def __init__(self) -> None:
        self.leaves = self.codes = 0

    def add(self, codes: int) -> None:
        self.leaves += 1
        self.codes += codes

    def done(self) -> Count:
        return Count(self.leaves, self.codes)


def count_axes(release: Release) -> AxisFigures:
    """Count the axes of a release; it works out the kin of every category, which takes seconds for a full one."""
    side, finer, site, both, unspecified = (_Counting() for _ in range(5))
    bilateral = by_seventh = 0
    none: list[str] = []
    for node in release.tabular.nodes:
        if node.children:
            continue
        codes = release.codes_at(node.index)
        sided = open_sides(node.code, release)
        more = finer_sides(node.index, release) is not None
        sites = open_sites(node.index, release)
        by_seventh += sum(bool(sides_by_seventh(code, release)) for code in codes)
        for counting, counted in (
            (side, sided),
            (finer, more),
            (site, sites),
            (both, sites and (sided or more)),
            (unspecified, _OPEN in node.title.lower()),
        ):
            if counted:
                counting.add(len(codes))
        bilateral += Side.BILATERAL in sided
        if _OPEN in node.title.lower() and not (sided or more or sites):
            none.append(node.code)
    return AxisFigures(
        side=side.done(),
        finer=finer.done(),
        site=site.done(),
        both=both.done(),
        bilateral=bilateral,
        by_seventh=by_seventh,
        unspecified=unspecified.done(),
        none=tuple(none),
    )
