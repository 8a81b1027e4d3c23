"""Draws codes to be read by hand, with all their options: is the side or site really open, and do they say it.

`python -m benchmarks.axis_sample [SEED]` prints a sample drawn by stratum, each code with every code that would fill in
what it leaves open. What came of reading it is in docs/decisions/0004-axes-from-titles.md.
"""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

from icd10cm.choosing.open_axes import finer_sides, open_sides, open_sites, sides_by_seventh
from icd10cm.releases.loading import load_embedded
from icd10cm.titles.forms import read_forms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.releases.release import Release

SEED = 20260401
# Stratum and how many of it are read; the strata that are based on looser readings are read more closely.
SIZES = {
    "side, same words": 40,
    "side, same words in another order or without a phrase": 30,
    "side, in the place of a side": 15,
    "side and more": 20,
    "site, one template": 40,
    "site, worded otherwise": 25,
    "eye, by 7th character": 10,
}


def strata(release: Release) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return, by stratum, the leaves that leave something open and the codes that say it."""
    nodes = release.tabular.nodes
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {stratum: [] for stratum in SIZES}
    for node in nodes:
        if node.children:
            continue
        for code in release.codes_at(node.index):
            by_seventh = sides_by_seventh(code, release)
            if by_seventh:
                found["eye, by 7th character"].append((code, _flat(by_seventh.values())))
        sided = open_sides(node.code, release)
        if sided:
            codes = _flat(sided.values())
            found[_side_stratum(node.title, [release.title(each) for each in codes])].append((node.code, codes))
        finer = finer_sides(node.index, release)
        if finer is not None:
            leaves = sorted(leaf for members in finer.sided.values() for leaf in members)
            found["side and more"].append((node.code, tuple(nodes[leaf].code for leaf in leaves)))
        sites = open_sites(node.index, release)
        if sites:
            template = release.kin.place(node.index).template
            alike = all(release.kin.place(leaf).template == template for leaf in sites)
            stratum = "site, one template" if alike else "site, worded otherwise"
            found[stratum].append((node.code, tuple(nodes[leaf].code for leaf in sites)))
    return found


def _side_stratum(title: str, options: list[str]) -> str:
    own = read_forms(title)
    forms = [read_forms(option) for option in options]
    if any(form.exact in own.opened for form in forms):
        return "side, same words"
    if any(form.bag in own.opened_bags or form.cut == own.cut for form in forms):
        return "side, same words in another order or without a phrase"
    return "side, in the place of a side"


def _flat(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(code for group in groups for code in group)


def main() -> None:
    """Print the sample."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else SEED
    release = load_embedded()
    draw = random.Random(seed)
    for stratum, members in strata(release).items():
        chosen = sorted(draw.sample(members, min(SIZES[stratum], len(members))))
        print(f"\n## {stratum}: {len(chosen)} of {len(members):,}")
        for code, options in chosen:
            print(f"{code} {release.title(code)}")
            for option in options:
                print(f"    {option} {release.title(option)}")


if __name__ == "__main__":
    main()
