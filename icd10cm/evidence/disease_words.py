"""The words by which the tabular list names the disease of a code: those of its title and of the titles above it."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import chain, takewhile
from typing import TYPE_CHECKING

from icd10cm.anatomy.phrases import stem
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.details.ranges import quantities_in_titles, ranges_in
from icd10cm.text.lexicon import load_lexicon
from icd10cm.titles.side_groups import title_words
from icd10cm.titles.words import EMPTY

_LETTERS = 2
_LINKS = frozenset(("with", "without", "due"))

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.text.details.ranges import Range


def disease_words(node: Node, release: Release) -> frozenset[str]:
    """Return the words of the titles of a node and of the nodes above it, up to its category."""
    return _words_of_lineage(node.index, release)


@kept_with_release
def _words_of_lineage(index: int, release: Release) -> frozenset[str]:
    return frozenset[str]().union(*[title_words(each.title) for each in release.lineage(index)])


def naming_words(node: Node, release: Release) -> frozenset[str]:
    """Return the stems of the words by which a note names the disease of a node: places and empty words left out."""
    return _naming_words(node.index, release)


@kept_with_release
def _naming_words(index: int, release: Release) -> frozenset[str]:
    return _names_in([title_words(each.title) for each in release.lineage(index)])


@kept_with_release
def heads_of(index: int, release: Release) -> frozenset[str]:
    """Return those of the `naming_words` that name the disease itself, and nothing that a title has it with."""
    return _names_in([_head(title_words(each.title)) for each in release.lineage(index)])


def _head(title: tuple[str, ...]) -> tuple[str, ...]:
    if _LINKS.isdisjoint(title):  # the usual case
        return title
    return tuple(takewhile(lambda word: word not in _LINKS, title))


def _names_in(titles: Iterable[tuple[str, ...]]) -> frozenset[str]:
    return frozenset[str]().union(*map(_names_in_title, titles))


@lru_cache(maxsize=1 << 14)
def _names_in_title(title: tuple[str, ...]) -> frozenset[str]:
    """Return the stems in one title; those above many codes are the same."""
    said = [word.rstrip("'") for word in title]  # "swimmer's" has lost its s already
    words = frozenset([word for word in said if len(word) > _LETTERS and not word[0].isdecimal()])
    named = words - EMPTY - load_lexicon().no_disease
    whole = " ".join(title)
    return named | {stem(word) for word in named} | {name for name, as_titles in _compounds() if as_titles in whole}


@cache
def _compounds() -> tuple[tuple[str, str], ...]:
    """Return the names of several words, each with its words as titles are compared."""
    return tuple((name, " ".join(title_words(name))) for name in load_lexicon().compounds)


@kept_with_release
def fields_of(index: int, release: Release) -> tuple[str, ...]:
    """Return the fields of medicine whose short forms a text of a code may use, by the words of its titles.

    Some fields are those of a word of the code's own title: "burn and corrosion" is above both.
    """
    lexicon = load_lexicon()
    own = title_words(release.tabular.nodes[index].title)
    names = {
        *_fields_led_to(_words_of_lineage(index, release), lexicon.field_words),
        *_fields_led_to(own, lexicon.own_field_words),
    }
    return tuple(sorted(names))


def _fields_led_to(words: Iterable[str], fields: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for word in words:
        yield from fields.get(word.rstrip("'"), ())  # "alzheimer's" has lost its s already


@kept_with_release
def ranges_of(index: int, release: Release) -> tuple[Range, ...]:
    """Return the ranges of quantities in the titles of the category of a code: those of birth weights, of durations."""
    return _ranges_below(release.notes.categories[index], release)


@kept_with_release
def _ranges_below(category: int, release: Release) -> tuple[Range, ...]:
    if category not in _categories_with_quantities(quantities_in_titles(), release):  # the usual case
        return ()
    nodes = release.tabular.nodes
    titles = [node.title for node in nodes[category : nodes[category].end] if not node.children]
    return tuple(dict.fromkeys(chain.from_iterable(map(ranges_in, titles))))


@kept_with_release
def _categories_with_quantities(names: tuple[str, ...], release: Release) -> frozenset[int]:
    """Return the few categories that may give ranges, all at once: the first call of a release asks."""
    nodes, category, found = release.tabular.nodes, 0, list[int]()
    while category < len(nodes):
        end = nodes[category].end
        titles = "\n".join([node.title for node in nodes[category:end] if not node.children]).lower()
        found += [category] if any(name in titles for name in names) else []
        category = end
    return frozenset(found)


@kept_with_release
def is_of_device(index: int, release: Release) -> bool:
    """Return whether the title of a code or of what is above it names a device: "internal joint prosthesis"."""
    words = _words_of_lineage(index, release)
    return not words.isdisjoint(load_lexicon().devices)
