"""The codes that differ from a code in site or side alone, as a small grid: a row a site, a column a side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icd10cm.anatomy.side import Side
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.template import Slot

_COLUMNS = ("right", "left", "bilateral", "")


@dataclass(frozen=True, slots=True)
class Cell:
    """The codes of one site and side; usually one."""

    codes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class GridRow:
    """One site."""

    site: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid; `columns` are the sides that occur, "" = the side is not said."""

    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]


def sibling_grid(node: Node, release: Release) -> Grid | None:
    """Return the grid around a leaf; None where no other code differs from it in place alone."""
    if node.children:
        return None
    sites = _sites(node, release)
    if len(sites) < 2:
        return None
    by_site: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for index in sorted(sites):
        leaf = release.tabular.nodes[index]
        side = release.side_of(leaf.code)
        by_site.setdefault(sites[index], {}).setdefault(side or "", []).append((leaf.code, leaf.title))
    columns = tuple(side for side in _COLUMNS if any(side in row for row in by_site.values()))
    rows = tuple(
        GridRow(site, tuple(Cell(tuple(row.get(side, ()))) for side in columns)) for site, row in by_site.items()
    )
    return Grid(columns, rows)


def _sites(node: Node, release: Release) -> dict[int, str]:
    """Return the words for the site of each sibling, by position."""
    peers = release.families.site_family(node.index)
    if peers is not None and len(peers.leaves) > 1:
        return {index: _words(peers.slots.get(index)) for index in peers.leaves}
    group = release.families.side_group(node.index)
    if group is None:
        return {}
    sided: dict[Side, tuple[int, ...]] = dict(group.sided)
    return dict.fromkeys((*(index for members in sided.values() for index in members), *group.unspecified), "")


def _words(slot: Slot | None) -> str:
    if slot is None:
        return ""
    sites = ", ".join(site.replace("-", " ") for site in slot.sites)
    if slot.residual:
        return f"{slot.residual} {'part of ' + sites if sites else 'sites'}"
    return sites or ("site not specified" if slot.open else "")
