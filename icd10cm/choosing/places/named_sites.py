"""The sites that titles name: those of one code, and those of the codes that differ from it in place alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from icd10cm.releases.release import Release


def named_sites(code: str, release: Release) -> frozenset[str]:
    """Return the sites that the title of a code or header names."""
    return frozenset(release.sites_of(code))


@kept_with_release
def family_sites(leaf: int, release: Release) -> frozenset[str]:
    """Return the sites that a leaf and its peers name: a kind of disease may be at any of them."""
    peers = release.families.site_family(leaf)
    own = named_sites(release.tabular.nodes[leaf].code, release)
    return own if peers is None else own | peers.sites
