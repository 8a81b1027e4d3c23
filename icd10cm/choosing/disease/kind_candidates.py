"""The wordings that may say more than a code does, of which the code or a text says every word."""

from __future__ import annotations

from functools import reduce
from itertools import chain
from operator import and_, or_
from typing import TYPE_CHECKING

from icd10cm.choosing.code_words import code_words
from icd10cm.choosing.comparing.claimed import DISPLACED
from icd10cm.choosing.disease.kind import OF_SIDES
from icd10cm.evidence.another_disease import coded_category
from icd10cm.evidence.open_organism import categories_by_organism
from icd10cm.evidence.stated.stems import stems_in
from icd10cm.notes.note_index import NEAR
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.category_words import disease_categories
from icd10cm.titles.claims import LEFT_OUT, claims_of
from icd10cm.titles.packed.word_lists import load_word_lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.wordings import Wording

Stems = frozenset[str]

_NOS = " NOS"


def candidates(node: Node, scope: Node, stated: AbstractSet[str], release: Release) -> Iterator[Wording]:
    """Yield the candidates in the category of a code that texts may state; for a category, below another (`scope`)."""
    within = scope if node.children else None
    return _candidates(node, release.category(node.index).index, within, stated, release)


def candidates_by_organism(node: Node, stated: AbstractSet[str], release: Release) -> Iterator[Wording]:
    """Yield those in the categories of the same disease by organism, for a code that leaves the organism open."""
    for category in categories_by_organism(node.index, release):
        yield from _candidates(node, category, None, stated, release)


def _candidates(
    node: Node, category: int, within: Node | None, stated: AbstractSet[str], release: Release
) -> Iterator[Wording]:
    beside = sided_twins(node, release) | {node.index}
    said = code_words(node.index, release).implied | DISPLACED | stated
    for wording in release.families.wordings_within(category, said):
        if wording.family not in beside and (within is None or _lies_within(within, wording, release)):
            yield wording


def sided_twins(node: Node, release: Release) -> frozenset[int]:
    """Return the leaves that differ from one that leaves its side open in side alone."""
    group = release.families.side_group(node.index)
    if group is None or node.index not in group.unspecified:
        return frozenset()
    return frozenset(leaf for leaves in group.sided.values() for leaf in leaves)


def _lies_within(scope: Node, wording: Wording, release: Release) -> bool:
    """Return whether a leaf that a wording names lies below a category."""
    peers = release.families.site_family(wording.family) if wording.node < 0 else None
    leaves = (wording.family,) if peers is None else peers.leaves
    return any(scope.index < leaf < scope.end for leaf in leaves)


def news_of(node: Node, said: Stems, release: Release) -> Stems:
    """Return what texts say beyond a code and what any disease may have."""
    return said - _says_nothing_new(node.index, release)


def categories_elsewhere(node: Node, news: Stems, release: Release) -> tuple[int, ...]:
    """Return the other categories that name the disease of a code and some of what the texts say beyond it.

    Excludes1 notes may send a kind of the disease to a category too ("lumbago with sciatica").
    """
    names = names_of(node.index, release)
    return tuple(dict.fromkeys((*_sent_to(node.index, release), *_categories_of(names, news, node, release))))


def candidates_elsewhere(node: Node, category: int, news: Stems, stated: Stems, release: Release) -> Iterator[Wording]:
    """Yield those in another category that say some of the news, and a name of the disease unless a note sends there.

    An abbreviation alone is none of the news: what "GBS" means depends on the category as which it is read.
    """
    names, is_sent = names_of(node.index, release), category in _sent_to(node.index, release)
    for wording in release.families.wordings_within(category, stated.union(*names)):
        is_news = not news.isdisjoint(chain.from_iterable(wording.claims.needed))
        if is_news and (is_sent or _names_it(wording, names, release)):
            yield wording


@kept_with_release
def names_of(index: int, release: Release) -> tuple[Stems, ...]:
    """Return the names of the disease of a code: those of its title, of its terms and Includes notes with NOS."""
    lines = (line for each in release.lineage(index) for line in (*each.inclusion_terms, *_includes(each)))
    said = (claims_of(line.removesuffix(_NOS)) for line in lines if line.endswith(_NOS))
    names = (Stems().union(*each.needed) for each in (code_words(index, release).whole, *said))
    return tuple(dict.fromkeys(filter(None, names)))


def _includes(node: Node) -> Iterator[str]:
    return chain.from_iterable(block.lines for block in node.notes if block.element == "includes")


@kept_with_release
def _says_nothing_new(index: int, release: Release) -> Stems:
    """Return the words that are nothing new beside a code: its own ones, its names, and those around any disease."""
    words = code_words(index, release)
    lists = load_word_lists()
    said = words.lineage.union(words.terms, lists.neutral, lists.links, LEFT_OUT, OF_SIDES, *names_of(index, release))
    return said - words.whole.unsaid


def _names_it(wording: Wording, names: Sequence[Stems], release: Release) -> bool:
    """Return whether a wording, or what is above its leaf, says a name of the disease."""
    above = code_words(wording.family, release)
    said = wording.claims.said.union(above.lineage, above.terms, *above.included)
    return any(name <= said for name in names)


def _categories_of(names: Sequence[Stems], news: Stems, node: Node, release: Release) -> Iterator[int]:
    """Yield the other categories that say a name of the disease, and some of the news."""
    coded = coded_category(node, release)
    if coded is None:
        return
    said = coded.categories
    asked = reduce(or_, (said.get(word, 0) for word in news), 0)
    found = reduce(or_, (reduce(and_, (said.get(word, 0) for word in name), asked) for name in names), 0)
    found &= ~coded.own & ~coded.companions
    categories = disease_categories(release.tabular) if found else ()
    while found:
        yield categories[(found & -found).bit_length() - 1].index
        found &= found - 1


@kept_with_release
def _sent_to(index: int, release: Release) -> tuple[int, ...]:
    """Return the categories of the kinds of a disease, by Excludes1 notes.

    Those of a code send a kind there by what they say, and those of a category tell its own disease from "peptic ulcer
    NOS (K27.-)".
    """
    own, code = release.notes.categories[index], release.tabular.nodes[index].code
    told = (category for category, line in _telling_nos("", release) if line.names(index, code))
    return tuple(each for each in dict.fromkeys((*_sent_away(index, release), *told)) if each != own)


def _sent_away(index: int, release: Release) -> Iterator[int]:
    """Yield the categories in the Excludes1 notes of a code that say a name of its disease."""
    names = names_of(index, release)
    for line in release.notes_for(release.tabular.nodes[index].code, "excludes1"):
        if line.level in NEAR and any(name <= stems_in((line.lead, line.wording)) for name in names):
            spans = chain.from_iterable(reference.spans for reference in line.references)
            yield from dict.fromkeys(release.notes.categories[at] for span in spans for at in range(*span))


@kept_with_release
def _telling_nos(_: str, release: Release) -> tuple[tuple[int, NoteLine], ...]:
    """Return the Excludes1 lines of all categories that name a disease with NOS, each with its category."""
    nodes = release.tabular.nodes
    return tuple(
        (release.notes.categories[node.index], line)
        for node in nodes
        if any(block.element == "excludes1" for block in node.notes)
        for line in release.notes.at(node.code)
        if line.element == "excludes1" and line.wording.endswith(_NOS)
    )
