"""SiteFamily of an unspecified code that words its place otherwise than its siblings do.

Three forms, tried where no title differs in place alone: the same words around the place once "of", "in" and the like
are left out ("Interstitial myositis of unspecified site", "Interstitial myositis, right shoulder"); a title that names
no place at all and ends in "unspecified" ("Cellulitis, unspecified", "Cellulitis of right finger"); and one that ends
in an unspecified vessel, with those of the same subcategory ("from unspecified intracranial artery").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.titles.site_family import SiteFamily, work_out_peers
from icd10cm.titles.template import SLOT, Place, Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.tabular.model import Node
    from icd10cm.titles.side_groups import SideGroup

_OPEN = "unspecified"
_LOOSE = frozenset((SLOT, "of", "the", "in", "and", "to", "at", "on", "or", "with", "skin", "subcutaneous", "tissue"))
_VESSELS = frozenset(("artery", "arteries", "vein", "veins"))
_ENOUGH_SITES = 2


def loose_peers(
    nodes: Sequence[Node],
    places: Mapping[int, Place],
    strict: Mapping[int, SiteFamily],
    sides: Mapping[int, SideGroup],
    anatomy: Anatomy,
) -> dict[int, SiteFamily]:
    """Return, for leaves of one category (`nodes`) that say "unspecified", the peers that only a looser reading finds.

    `places` are the titles of the category taken apart, `strict` its peers by node, `sides` its side groups: where
    "unspecified" speaks of the side, nothing more is looked for.
    """
    leaves = [node for node in nodes if not node.children]
    headers = frozenset(node.index for node in nodes if node.children)
    sited = _by_words(leaves, places)
    found: dict[int, SiteFamily] = {}
    for node in leaves:
        group = sides.get(node.index)
        if _OPEN not in node.title or (group is not None and node.index in group.unspecified):
            continue
        known = _sites_of_codes(strict[node.index], node.index, headers)
        for words, within in _ways(node, places[node.index], nodes):
            others = [one for one in sited.get(words, []) if one is not node and one.index in within]
            peers = _peers(node, others, places, anatomy)
            if peers is not None and len(peers.sites) > known:
                found[node.index] = peers
                break
    return found


def _by_words(leaves: Sequence[Node], places: Mapping[int, Place]) -> dict[tuple[str, ...], list[Node]]:
    """Return the leaves that name their place, by the words around it."""
    sited: dict[tuple[str, ...], list[Node]] = {}
    for node in leaves:
        slots = places[node.index].slots
        if slots and not any(slot.open for slot in slots):
            sited.setdefault(_words(places[node.index]), []).append(node)
    return sited


def _sites_of_codes(peers: SiteFamily, index: int, headers: frozenset[int]) -> int:
    """Count the sites that codes, not headers, name among the strict peers; none where those leave nothing open."""
    if not peers.leaves_open(index):
        return 0
    return len({site for one, slot in peers.slots.items() if one not in headers for site in slot.sites})


def _ways(node: Node, place: Place, nodes: Sequence[Node]) -> Iterator[tuple[tuple[str, ...], range]]:
    """Yield the words that the peers of an open title must have, and where they are."""
    category = range(nodes[0].index, nodes[0].end)
    if any(slot.open for slot in place.slots):
        yield _words(place), category
    elif not place.slots and place.template[-1] == _OPEN:
        yield _words(Place(place.template[:-1], ())), category
    elif not place.slots and place.template[-1] in _VESSELS:
        above = nodes[node.parent - nodes[0].index]
        last = max(at for at, word in enumerate(place.template) if word == _OPEN)
        yield _words(Place(place.template[:last], ())), range(above.index, above.end)


def _words(place: Place) -> tuple[str, ...]:
    return tuple(word for word in place.template if word not in _LOOSE)


def _peers(node: Node, others: Sequence[Node], places: Mapping[int, Place], anatomy: Anatomy) -> SiteFamily | None:
    if len({site for one in others for slot in places[one.index].slots for site in slot.sites}) < _ENOUGH_SITES:
        return None
    joined = {one.index: Place((), (_one_slot(places[one.index]),)) for one in others}
    own = _one_slot(places[node.index])
    joined[node.index] = Place((), (Slot(own.sites, own.side, open=True, residual=own.residual),))
    titles = {one.index: one.title for one in sorted((node, *others), key=lambda one: one.index)}
    peers = work_out_peers(titles, joined, anatomy, node.code[:3])
    return peers if peers.leaves_open(node.index) else None


def _one_slot(place: Place) -> Slot:
    """Put the slots of a title together: where the words stand otherwise, the places are in other slots."""
    sides = {slot.side for slot in place.slots if slot.side}
    return Slot(
        sites=tuple(dict.fromkeys(site for slot in place.slots for site in slot.sites)),
        side=sides.pop() if len(sides) == 1 else None,
        open=False,
        residual=next((slot.residual for slot in place.slots if slot.residual), ""),
    )
