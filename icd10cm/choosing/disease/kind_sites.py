"""The documented places against those of a kind of disease, where they are the code's own."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.code_words import code_words
from icd10cm.choosing.disease.kind import site_words
from icd10cm.choosing.places.named_sites import family_sites, named_sites
from icd10cm.evidence.stated.stems import place_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.choosing.disease.kind import AskedKind, Kind
    from icd10cm.releases.release import Release


def is_at_home(kind: Kind, asked: AskedKind, sites: frozenset[str]) -> bool:
    """Return whether a kind may be at the documented sites, and keeps them where the code leaves nothing open."""
    return _is_near(kind, asked, sites) and not (asked.is_definite and _leaves_a_place(kind, asked, sites))


def _is_near(kind: Kind, asked: AskedKind, sites: frozenset[str]) -> bool:
    """Return whether a kind is at the place of the code, where the documented sites are the code's own ones.

    The neck of a metatarsal is not that of the talus.
    """
    own = load_anatomy().narrowest(named_sites(asked.node.code, asked.release))
    if not sites or not all(_are_related((site,), own) for site in sites):
        return True
    return _are_related(_with_headers(kind.family, asked.release), own)


def _with_headers(leaf: int, release: Release) -> frozenset[str]:
    """Return the sites of a family and of the titles above it, below the category (S43.0- for a humerus)."""
    above = [named_sites(each.code, release) for each in release.lineage(leaf) if each.parent >= 0]
    return family_sites(leaf, release).union(*above)


def _are_related(sites: Iterable[str], own: Iterable[str]) -> bool:
    """Return whether one of some sites holds one of a code's own, or lies in it; no site at all may."""
    related = load_anatomy().related
    pairs = [(site, one) for site in sites for one in own]
    return not pairs or any(related(*pair) for pair in pairs)


def _leaves_a_place(kind: Kind, asked: AskedKind, sites: frozenset[str]) -> bool:
    """Return whether a kind lacks a place that the texts name and the code or its peers have, and has no part of it.

    "Right subclavian vein DVT" leaves the deep veins of an arm out, and so does "axillary DVT".
    """
    within = load_anatomy().is_part_of
    its, own = (family_sites(leaf, asked.release) for leaf in (kind.family, asked.node.index))
    if not all(any(within(site, one) for site in its) for one in sites & own):
        return True
    of_place = (group for group in asked.code.whole.needed if group not in asked.code.claims.needed)
    said = frozenset(chain.from_iterable(of_place)) & asked.stated.words & place_words()
    return not said <= code_words(kind.family, asked.release).lineage.union(*map(site_words, its))
