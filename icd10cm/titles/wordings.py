"""The wordings of one category: its titles and inclusion terms, each with the leaf or site family that it names."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.titles.claims import Claims, claims_of
from icd10cm.titles.template import read_title
from icd10cm.titles.words import names_heart_artery, side_in, title_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import SiteFamily
    from icd10cm.titles.template import Place, Slot

_DOMINANCE = "dominant"
_TRIMESTER = "trimester"
_TISSUES = frozenset(("bone",))
"""What a disease may reach: not its place where nothing else is named."""
_OVER = ("NOS", "not specified", "without mention")


class Wording(Struct, frozen=True, array_like=True, gc=False):
    """One way to name a disease.

    `family` is the first of the leaves that differ from the named one in place alone, the leaf itself where none do.
    `node` is the leaf or header that an inclusion term represents; -1 where any leaf of the family may be meant.
    `kind` are the words of a whole title less its place, `is_open` tells that they leave something open or over.
    `side` is the side of a title whose family has no place to find it by ("Conductive hearing loss, bilateral").
    `is_least` marks an inclusion term for texts that say nothing more ("Pancreatitis NOS").
    """

    family: int
    node: int
    claims: Claims
    kind: frozenset[str] = frozenset()
    is_open: bool = False
    is_term: bool = False
    is_least: bool = False
    side: Side | None = None


class WordingIndex(Struct, frozen=True, array_like=True, gc=False):
    """The wordings of a category by the words of the group that the fewest of them share; `free` are without a group.

    They are numbered; `first` and `end` are the numbers of all of them.
    """

    first: int
    end: int
    by_stem: dict[str, tuple[int, ...]]
    free: tuple[int, ...]

    def saying(self, said: Iterable[str]) -> list[int]:
        """Return the numbers of the wordings that may have said a word of each of their groups, in their order."""
        by_stem = self.by_stem
        found = set(self.free)
        for stem in said:
            if stem in by_stem:
                found.update(by_stem[stem])
        return sorted(found)


def index_wordings(wordings: Sequence[Wording], first: int) -> WordingIndex:
    """Return the index of the wordings of a category, of which the first one has a number."""
    shared = Counter(stem for each in wordings for group in each.claims.needed for stem in group)
    by_stem: dict[str, list[int]] = {}
    free = [number for number, each in enumerate(wordings, first) if not each.claims.needed]
    for number, each in enumerate(wordings, first):
        rarest = min(each.claims.needed, key=lambda group: sum(shared[stem] for stem in group), default=())
        for stem in rarest:
            by_stem.setdefault(stem, []).append(number)
    found = {stem: tuple(numbers) for stem, numbers in by_stem.items()}
    return WordingIndex(first, first + len(wordings), found, tuple(free))


def read_wordings(
    nodes: Sequence[Node], places: Mapping[int, Place], peers_of: Callable[[int], SiteFamily | None], anatomy: Anatomy
) -> tuple[Wording, ...]:
    """Return the wordings of a category (`nodes`: all nodes of the category)."""
    firsts = _firsts(nodes, places, peers_of)
    found: list[Wording] = []
    for node in nodes:
        if not node.children:
            found.extend(_of_title(node, places, firsts, anatomy))
            found.extend(_of_terms(node, firsts, anatomy))
        elif node.parent >= 0:
            found.extend(_of_header(node, nodes, places, firsts))
    return tuple(found)


def _firsts(
    nodes: Sequence[Node], places: Mapping[int, Place], peers_of: Callable[[int], SiteFamily | None]
) -> dict[int, int]:
    """Return for each leaf that differs from others in place alone the first leaf of its family."""
    firsts: dict[int, int] = {}
    seen: dict[tuple[tuple[str, ...], tuple[int, ...]], int] = {}
    for node in nodes:
        peers = None if node.children else peers_of(node.index)
        if peers is not None and len(peers.leaves) > 1 and peers.slots:
            firsts[node.index] = seen.setdefault((places[node.index].template, peers.leaves), node.index)
    return firsts


def _of_title(
    node: Node, places: Mapping[int, Place], firsts: Mapping[int, int], anatomy: Anatomy
) -> Iterator[Wording]:
    place = places[node.index]
    family = firsts.get(node.index, node.index)
    if _is_reached_otherwise(node, place):
        if _TRIMESTER in place.template:
            yield Wording(family, -1, claims_of(node.title, is_term=True))
        return
    kind = claims_of(node.title, _template(node, place))
    if _is_placeless(node, place, firsts):
        yield Wording(family, -1, kind)
    if not any(slot.open or slot.residual for slot in place.slots):
        yield _with_place(node, place, kind, firsts, anatomy)


def _with_place(node: Node, place: Place, kind: Claims, firsts: Mapping[int, int], anatomy: Anatomy) -> Wording:
    """Return the whole title as a wording, its place too."""
    claims = claims_of(node.title, sides=_is_sideless(node.title, place, anatomy))
    is_open = bool(place.slots) and (_leaves_open(place.template) or place.template[0] == "other")
    words = frozenset[str]().union(*kind.needed) if place.slots else frozenset[str]()
    side = None if node.index in firsts else side_in(title_words(node.title))
    return Wording(firsts.get(node.index, node.index), -1, claims, words, is_open, side=side)


def _template(node: Node, place: Place) -> frozenset[str]:
    """Return the words of a title less its places; one that names no place next to one that does is none.

    The bone of "ulcer of right thigh with necrosis of bone" is not where the ulcer is.
    """
    words = frozenset(place.template)
    if all(map(_names_place, place.slots)) or not any(map(_names_place, place.slots)):  # the usual case
        return words
    return words | (frozenset(title_words(node.title)) & _TISSUES)


def _names_place(slot: Slot) -> bool:
    return bool(slot.sites or slot.side or slot.open or slot.residual)


def _leaves_open(template: Sequence[str]) -> bool:
    """Return whether a title less its place says "unspecified" of a part; "secondary and unspecified" means both."""
    return any(word == "unspecified" and before != "and" for before, word in pairwise(template))


def _is_placeless(node: Node, place: Place, firsts: Mapping[int, int]) -> bool:
    """Return whether the words of a title less its place name its disease: once for all codes that differ in place.

    "Follicular lymphoma grade II, unspecified site" differs from no other code in place alone, and leaves it open.
    """
    if node.index in firsts:
        return firsts[node.index] == node.index
    return any(slot.open for slot in place.slots) and "unspecified" not in place.template


def _is_sited(place: Place) -> bool:
    return any(slot.sites for slot in place.slots)


def _is_reached_otherwise(node: Node, place: Place) -> bool:
    """Return whether a title is not chosen by its own words: it says other, or a side with its dominance.

    To these the leaf leads that leaves both open; a trimester adds to all that the code says.
    """
    words = title_words(node.title)
    dominance = side_in(words) is not None and any(word.endswith(_DOMINANCE) for word in words)
    return dominance or "other" in place.template[1:]


def _is_sideless(title: str, place: Place, anatomy: Anatomy) -> bool:
    """Return whether a title says right or left of a part that has no sides: "right heart failure"."""
    if names_heart_artery(title_words(title)):
        return True
    sites = [site for slot in place.slots for site in slot.sites]
    return bool(sites) and not any(anatomy.paired(site) for site in sites)


def _of_terms(node: Node, firsts: Mapping[int, int], anatomy: Anatomy) -> Iterator[Wording]:
    family = firsts.get(node.index, node.index)
    denied = claims_of(node.title).denied
    both = None if node.index in firsts else _both(node)
    for term in node.inclusion_terms:
        least = any(words in term for words in _OVER)
        place = read_title(term, anatomy)
        claims = claims_of(term, is_term=True)
        placeless = claims_of(term, frozenset(place.template), is_term=True)
        if node.index in firsts:
            said = replace(placeless, denied=placeless.denied + denied)
            yield Wording(family, -1, said, is_term=True, is_least=least)
        sited = any(slot.sites for slot in place.slots)
        said = replace(claims, denied=claims.denied + denied)
        words = frozenset[str]().union(*placeless.needed) if sited and node.index in firsts else frozenset[str]()
        yield Wording(family, node.index if sited else -1, said, words, is_term=True, is_least=least, side=both)


def _both(node: Node) -> Side | None:
    """Return `BILATERAL` for a title that says it: so are its inclusion terms, even where they put it in brackets."""
    return Side.BILATERAL if side_in(title_words(node.title)) is Side.BILATERAL else None


def _of_header(
    node: Node, nodes: Sequence[Node], places: Mapping[int, Place], firsts: Mapping[int, int]
) -> Iterator[Wording]:
    """Yield the terms of a header for the families below it, with what each family adds to the header's title."""
    if not node.inclusion_terms:
        return
    own = claims_of(node.title)
    terms = [(claims_of(term, is_term=True), any(words in term for words in _OVER)) for term in node.inclusion_terms]
    start = nodes[0].index
    seen: set[int] = set()
    for leaf in nodes[node.index + 1 - start : node.end - start]:
        family = firsts.get(leaf.index, leaf.index)
        if leaf.children or family in seen:
            continue
        seen.add(family)
        template = _template(leaf, places[leaf.index]) if leaf.index in firsts else None
        added = claims_of(leaf.title, template, sides=names_heart_artery(title_words(leaf.title)))
        side = None if leaf.index in firsts else _side_of_term(leaf, places[leaf.index])
        for term, least in terms:
            yield Wording(family, node.index, _joined(term, added, own), is_term=True, is_least=least, side=side)


def _side_of_term(leaf: Node, place: Place) -> Side | None:
    """Return the side that a term of a header has at a leaf below it; at a leaf with a site only that it is both."""
    return _both(leaf) if _is_sited(place) else side_in(title_words(leaf.title))


def _joined(term: Claims, leaf: Claims, header: Claims) -> Claims:
    said = term.said | header.said
    return Claims(
        needed=(*term.needed, *(group for group in leaf.needed if said.isdisjoint(group))),
        denied=leaf.denied,
        said=term.said | leaf.said,
        linked=term.linked | leaf.linked,
        is_open=leaf.is_open,
        unsaid=leaf.unsaid,
    )
