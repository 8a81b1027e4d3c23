"""Sites that an Excludes2 note sends to another category: "osteomyelitis of: vertebra (M46.2-)" at M86.

A line carves a site out when the documented place lies in the site that it names, and every other word of it is a word
of the diagnosis or of the line's own lead-in: then it speaks of the same disease elsewhere. A place that the title of
the code or of one of its peers names as narrowly belongs here, whatever the notes say of its surroundings: the knee to
joint pain, although "pain in limb" is elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.evidence.disease_words import disease_words
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.side_groups import title_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from icd10cm.encounter import SiteFact
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_LEVELS = frozenset(("category", "subcategory"))
_STOP = frozenset(
    ("of", "the", "and", "or", "in", "to", "due", "with", "other", "region", "structure", "bone", "external")
)
_OF_NO_TYPE = "unspecified type"
_INJURIES = ("S", "T")
_ANY_DISEASE = frozenset(("condition", "disease", "disorder", "lesion", "certain", "specified"))


@dataclass(frozen=True, slots=True)
class CarveOut:
    """A documented place that a note sends elsewhere."""

    fact: SiteFact
    line: NoteLine


def carve_outs(node: Node | None, sites: Sequence[SiteFact], release: Release) -> tuple[CarveOut, ...]:
    """Return the documented places of a code that an Excludes2 note in the lineage sends to another category."""
    places = tuple([fact.site or "" for fact in sites])
    if node is None or not any(places):
        return ()
    return tuple([CarveOut(sites[at], line) for at, line in _carved((node.index, places), release)])


@kept_with_release
def _carved(node_and_places: tuple[int, tuple[str, ...]], release: Release) -> tuple[tuple[int, NoteLine], ...]:
    """Return which of the places are carved out, and by which line; "" is a place that is not known."""
    index, places = node_and_places
    return tuple(_find(release.tabular.nodes[index], places, release))


def _find(node: Node, places: tuple[str, ...], release: Release) -> Iterator[tuple[int, NoteLine]]:
    sought = _sought(node, places, release)
    if not sought:
        return
    disease = disease_words(node, release)
    own = _places_of_family(node, release)
    for line in release.notes_for(node.code, "excludes2"):
        named = _sent_elsewhere(line, disease)
        for at, place in sought:
            if any(_lies_in(place, site, own) for site in named):
                yield at, line


def _sought(node: Node, places: tuple[str, ...], release: Release) -> list[tuple[int, str]]:
    """Return the places, with their positions, that the title of a code does not name as narrowly."""
    anatomy = load_anatomy()
    own = _places(node.code, release)
    sought = [(at, place) for at, place in enumerate(places) if place and not _holds_any(place, own)]
    if not own or not node.code.startswith(_INJURIES):
        return sought
    # An injury is coded by its region: one elsewhere is another injury, or a contradiction.
    return [(at, place) for at, place in sought if not all(anatomy.disjoint(place, one) for one in own)]


def _places(code: str, release: Release) -> set[str]:
    return set(release.sites_of(code))


def _holds_any(place: str, sites: Collection[str]) -> bool:
    is_part_of = load_anatomy().is_part_of
    return any(is_part_of(one, place) for one in sites)


def _places_of_family(node: Node, release: Release) -> frozenset[str]:
    """Return the places that a code, its peers and the codes below it name."""
    peers = release.families.site_family(node.index)
    below = release.tabular.nodes[node.index : node.end] if node.children else (node,)
    return frozenset(peers.sites if peers is not None else ()).union(*(_places(each.code, release) for each in below))


def _sent_elsewhere(line: NoteLine, disease: frozenset[str]) -> tuple[str, ...]:
    """Return the places in which a line speaks of this disease, and sends it elsewhere."""
    if line.level not in _LEVELS or not line.references or line.has_exception:
        return ()
    if _OF_NO_TYPE in line.lead:  # "localized pain, unspecified type": not chronic pain in a knee
        return ()
    named, rest = _taken_apart(line.wording)
    lead = frozenset(title_words(line.lead))
    if not disease | _STOP | lead >= rest or rest | lead <= _STOP | _ANY_DISEASE:
        return ()  # another disease, or any: "diseases of tongue"
    return (*named, "spine") if "vertebra" in named else named


def _lies_in(place: str, site: str, own: Collection[str]) -> bool:
    """Return whether a place lies in a site, and in no narrower one that belongs to the code."""
    is_part_of = load_anatomy().is_part_of
    return is_part_of(place, site) and not any(is_part_of(place, one) and is_part_of(one, site) for one in own)


@lru_cache(maxsize=1 << 14)
def _taken_apart(text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Return the sites that the words of a note name, and its other words."""
    anatomy = load_anatomy()
    mentions = anatomy.find(text.lower())
    rest = list(text)
    for mention in mentions:
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    return anatomy.narrowest(mention.site for mention in mentions), frozenset(title_words("".join(rest)))
