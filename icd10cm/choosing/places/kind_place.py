"""Where a kind of disease that the texts state is: its place must be known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from icd10cm.choosing.choice import Silence
from icd10cm.choosing.places.family_place import leaves_with_words, place_in_family
from icd10cm.choosing.places.open_place import only_left_over
from icd10cm.titles.claims import stem
from icd10cm.titles.site_family import SiteChoice

if TYPE_CHECKING:
    from collections.abc import Container

    from icd10cm.anatomy.side import Side
    from icd10cm.choosing.disease.kind import Kind
    from icd10cm.choosing.places.asked import Asked, Sites
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release

_MULTIPLE = "multiple"


def of_kind(asked: Asked, kind: Kind, sites: Sites, side: Side | None) -> SiteChoice | Silence:
    """Return where the stated kind of disease is."""
    release = asked.release
    if kind.node >= 0 and not release.tabular.nodes[kind.node].children:
        return SiteChoice((kind.node,), ())
    by_site = place_in_family(kind.family, asked.node, sites.telling, side, release)
    if by_site is not None and kind.node >= 0:
        by_site = _within(by_site, range(kind.node, release.tabular.nodes[kind.node].end))
    if kind.place:
        by_site = _with_words(by_site, kind, asked)
    by_site = by_site or _at_multiple_sites(kind, asked, sites)
    if by_site is None:
        return Silence.CONTRADICTION
    return Silence.RESIDUAL if only_left_over(kind.family, by_site, release) else by_site


def _at_multiple_sites(kind: Kind, asked: Asked, sites: Sites) -> SiteChoice | None:
    """Return the one leaf of a family that is for multiple sites, where the texts say so and name none of them."""
    peers = asked.release.families.site_family(kind.family)
    leaves = () if peers is None else peers.residual(_MULTIPLE)
    said = not sites.telling and asked.stated is not None and stem(_MULTIPLE) in asked.stated.words
    return SiteChoice(leaves, ()) if said and len(leaves) == 1 else None


def _with_words(by_site: SiteChoice | None, kind: Kind, asked: Asked) -> SiteChoice | None:
    """Return a choice in the leaves that have the words of place which the texts state; without a side, any."""
    named = leaves_with_words(kind.family, kind.place, asked.release)
    found = None if by_site is None else _within(by_site, named)
    if found is not None or _tells_sides(asked.diagnosis):
        return found
    return _within(SiteChoice(tuple(leaf for leaf in named if not _has_side(leaf, asked.release)), ()), named)


def _within(by_site: SiteChoice, leaves: Container[int]) -> SiteChoice | None:
    """Return a choice in certain leaves; None where it has none there."""
    left = tuple(leaf for leaf in by_site.leaves if leaf in leaves)
    return replace(by_site, leaves=left) if left else None


def _tells_sides(diagnosis: DiagnosisFacts) -> bool:
    return any(mention.sides for text in diagnosis.texts for mention in text.facts.mentions)


def _has_side(leaf: int, release: Release) -> bool:
    return release.side_of(release.tabular.nodes[leaf].code) is not None
