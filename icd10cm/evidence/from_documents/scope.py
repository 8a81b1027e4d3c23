"""What places a report may give a code: those of its title, and of an open one those that its peers name.

A report narrows a place and never moves a code to another one, so a part that another code names is none of it: the
renal pelvis of a kidney. A place that only an inclusion term has ("fracture of hip NOS") lends its side.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.anatomy.phrases import stem
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.documents.named_disease import load_table
from icd10cm.evidence.from_documents.disease_names import disease_at
from icd10cm.evidence.stated.stems import place_words
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.words import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.releases.release import Release

_OPEN = "unspecified"
_PROPER = re.compile(r"\b([a-z]{4,})'s?(?=\s)")
"""A name in the genitive: "Colles' fracture", "Smith's fracture"."""
_NO_WORDS = EMPTY | frozenset(("nos",))
_DISPLACEMENT = frozenset(("displaced", "nondisplaced"))
"""No word of a place: a report need not repeat it, displaced is the default (I.C.19.c)."""


class Scope(NamedTuple):
    """The places of a code.

    `sites` are those that it may have; `elsewhere` those of other codes within them, and of an open code the organs
    that no peer names; `loosely` those that inclusion terms name. `specific` are the stems by which its own title, or
    each of its inclusion terms, names more than its disease: "bimalleolar", "subcapital". A code that leaves its kind
    open has the proper names of the kinds beside it as well ("Colles' fracture"): they say where the disease is.
    """

    sites: tuple[str, ...]
    elsewhere: frozenset[str]
    loosely: frozenset[str]
    specific: tuple[frozenset[str], ...]

    def holds(self, site: str | None) -> bool:
        """Return whether a site may be that of the code; one that is not said may be."""
        if site is None or site in self.elsewhere:
            return site is None
        related = load_anatomy().related
        return not self.sites or any(related(site, one) for one in self.sites)

    def names_loosely(self, site: str | None) -> bool:
        """Return whether an inclusion term names a site; a joint and its region are the same."""
        is_part = load_anatomy().is_part_of
        return site is not None and any(is_part(site, one) and is_part(one, site) for one in self.loosely)


@kept_with_release
def scope_of(index: int, release: Release) -> Scope:
    """Return the places that a report may give the code of a node."""
    own = _without_wholes(release.sites_of(release.tabular.nodes[index].code))
    loosely = _named_by_terms(index, release).difference(own) if own else frozenset[str]()
    specific = _specific_words(index, release)
    apart = _apart(release.tabular.nodes[index].title.lower())
    if not own or _OPEN not in sided_title(index, release):
        elsewhere = _parts_elsewhere(own, release.category(index).index, release) if own else _organs(index, release)
        return Scope(tuple(own), elsewhere | apart, loosely, specific)
    return Scope((*own, *_named_by_peers(index, release)), apart, loosely, specific)


def _apart(title: str) -> frozenset[str]:
    """Return the sites that a title leaves out by a word that does not name one: a femur is none of the short bones."""
    wholes = [
        site for row in load_table()["apart"] if any(each in title for each in row["titles"]) for site in row["sites"]
    ]
    anatomy = load_anatomy()
    sites = anatomy.sites if wholes else ()  # none: the usual case
    return frozenset(site for site in sites if any(anatomy.is_part_of(site, whole) for whole in wholes))


def _organs(index: int, release: Release) -> frozenset[str]:
    """Return the organs that no title of the category of an open node names: a kidney has no cutaneous abscess."""
    peers = release.families.site_family(index)
    if peers is None or not peers.leaves_open(index):
        return frozenset()
    anatomy = load_anatomy()
    named = [site for site in _sites_of(release.category(index).index, release) if anatomy.is_organ(site)]
    organs = filter(anatomy.is_organ, anatomy.sites)
    return frozenset(site for site in organs if not any(anatomy.related(site, one) for one in named))


def _named_by_peers(index: int, release: Release) -> Iterator[str]:
    """Yield the places that peers name of a site that a node leaves open."""
    peers = release.families.site_family(index)
    if peers is not None and peers.leaves_open(index):
        yield from chain.from_iterable(peers.slots[leaf].sites for leaf in peers.naming(index))


def sided_title(index: int, release: Release) -> str:
    """Return the lower-case title of a node with a side, where siblings have one: what it leaves open beside that."""
    return release.tabular.nodes[with_side(index, release)].title.lower()


def with_side(index: int, release: Release) -> int:
    """Return the first leaf that differs from one that leaves its side open in side alone; itself where none does."""
    group = release.families.side_group(index)
    sided: Sequence[int] = () if group is None else tuple(chain.from_iterable(group.sided.values()))
    return min(sided, default=index)


def _without_wholes(named: Sequence[str]) -> list[str]:
    """Return the places of a title less the whole that a part before it is of; what a place includes is behind it."""
    is_part = load_anatomy().is_part_of
    return [site for at, site in enumerate(named) if not any(is_part(before, site) for before in named[:at])]


def _parts_elsewhere(own: list[str], category: int, release: Release) -> frozenset[str]:
    """Return the places of other codes of a category that lie within those of a code."""
    is_part = load_anatomy().is_part_of
    others = _sites_of(category, release).difference(own)
    return frozenset(
        site for site in others if any(is_part(site, one) and not is_part(one, site) for one in own)
    )  # a joint and its region are the same


@kept_with_release
def _sites_of(category: int, release: Release) -> frozenset[str]:
    """Return the places that the titles of a category name."""
    nodes = release.tabular.nodes[category : release.tabular.nodes[category].end]
    return frozenset(site for node in nodes for site in release.sites_of(node.code))


def _named_by_terms(index: int, release: Release) -> frozenset[str]:
    """Return the places that the inclusion terms of a node and of those above it name."""
    terms = (term for each in release.lineage(index) for term in each.inclusion_terms)
    return frozenset(mention.site for term in terms for mention in load_anatomy().find(term.lower()))


def _specific_words(index: int, release: Release) -> tuple[frozenset[str], ...]:
    """Return the stems by which the own title of a node, or a term, says more than the disease that reports name."""
    disease, own = disease_at(index, release)
    known = disease.own | {form for name in disease.names for word in name.split() for form in (word, stem(word))}
    said = [own & _words((release.tabular.nodes[index].title.lower(),))]
    said += [_words((term.lower(),)) - _NO_WORDS for each in release.lineage(index) for term in each.inclusion_terms]
    elsewhere = _words(_titles_elsewhere(index, release)) | known | _DISPLACEMENT
    found = [frozenset(stem(word) for word in words - elsewhere) - place_words() for words in said]
    found += _proper_names(index, release)
    return tuple(dict.fromkeys(filter(None, found)))


@kept_with_release
def _proper_names(index: int, release: Release) -> tuple[frozenset[str], ...]:
    """Return the stems of the proper names of the kinds that a code for an unspecified one has beside it."""
    *below, _ = release.lineage(index)
    if not below or not below[0].title.lower().startswith(_OPEN):
        return ()
    titles = (node.title.lower() for node in release.tabular.nodes[below[-1].index : below[-1].end])
    names = {match[1] for title in titles for match in _PROPER.finditer(title)}
    return tuple(frozenset((stem(name),)) for name in sorted(names))


def _titles_elsewhere(index: int, release: Release) -> Iterator[str]:
    """Yield the titles of the category, and of the codes of other sites beside a node."""
    yield release.category(index).title.lower()
    peers = release.families.site_family(index)
    if peers is None or index not in peers.slots:
        return
    own = peers.slots[index].sites
    yield from (release.tabular.nodes[leaf].title.lower() for leaf, slot in peers.slots.items() if slot.sites != own)


def _words(titles: Iterable[str]) -> frozenset[str]:
    return frozenset(word.strip(",()[]") for title in titles for word in title.split())
