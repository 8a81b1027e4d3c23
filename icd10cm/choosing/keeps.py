"""What an offer must keep: every fact that the texts state or the coded title says, and no more than that.

A code loses a fact where another one under its header says all that it says of the facts, and one more: "Poisoning by
unspecified narcotics, undetermined" is not the accidental one. A code that only leaves open what the coded one leaves
open too loses nothing: the side alone may be offered. What a text calls unspecified or doubtful
counts here as well: an "unspecified dislocation" does not become a subluxation. A code contradicts the texts where its
title denies what they state, or claims what they deny.
"""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.code_words import code_words, words_stated
from icd10cm.choosing.stated_facts import stated_facts
from icd10cm.evidence.stated_words import place_words, stems_in
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import KINDS, LEFT_OUT, claims_of, stem, stems_of
from icd10cm.titles.words import SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.choosing.stated_facts import StatedFacts
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated_words import StatedWords
    from icd10cm.releases.release import Release

_MULTIPLE = stem("multiple")
_BOTH = frozenset((Side.RIGHT.value, Side.LEFT.value))
_WEIGHED_ELSEWHERE = ("encounter", "initial", "subsequent", "specified", "bone", "joint", "open", "closed")
_NO_FACTS = KINDS | frozenset(stem(word) for word in (*LEFT_OUT, *SIDE_WORDS, *_WEIGHED_ELSEWHERE))
_LEFT_OVER = frozenset(("other",))


def kept(codes: tuple[str, ...], diagnosis: DiagnosisFacts, release: Release, *, together: bool) -> tuple[str, ...]:
    """Return those of the codes that keep every fact; of codes that all apply, all or none."""
    if diagnosis.node is None or not codes:
        return codes
    facts = stated_facts(diagnosis, diagnosis.node, release)
    coded = diagnosis.node.index
    whole = _read_whole(codes, words_stated(diagnosis, release), release)
    if together:
        return codes if whole == codes and _keep(codes, facts, coded, release) else ()
    return tuple(code for code in whole if _keep((code,), facts, coded, release))


def _keep(codes: Sequence[str], facts: StatedFacts, coded: int, release: Release) -> bool:
    positions = [position for code in codes if (position := release.position(code)) is not None]
    if any(_contradicts(position, facts, release) for position in positions):
        return False
    said = _said_together(positions, release)
    if all(_only_loses(position, said, facts, coded, release) for position in positions):
        return False
    if _MULTIPLE in said:  # each of the places may have a code
        return True
    if all(_says_no_more(position, facts, release) for position in positions):
        return True
    return not _others_say_more(positions, facts, release)


def _read_whole(codes: tuple[str, ...], read: StatedWords | None, release: Release) -> tuple[str, ...]:
    return codes if read is None else tuple(code for code in codes if not _passes_over(code, read, release))


def _passes_over(code: str, stated: StatedWords, release: Release) -> bool:
    """Return whether the texts have all words by which a sibling of a code differs, and not those of the code.

    "Ulcer, full thickness with fat layer exposed" is not offered an unspecified depth, whichever clause says it, and
    "nonunion" no routine healing: where the whole is not read, a part of it is not offered.
    """
    own = _words_apart(code, release)
    denies = bool(claims_of(release.title(code)).denied)
    for sibling in _siblings(code, release):
        its = _words_apart(sibling, release)
        if denies and (its - own) & stated.words and not own - its <= stated.words:
            return True
        if its - own and its - own <= stated.words and not (own - its and own - its <= stated.words):
            return True
    return False


@kept_with_release
def _siblings(code: str, release: Release) -> tuple[str, ...]:
    """Return the codes that differ in the 7th character alone, else those of the leaves beside the code."""
    index = release.position(code)
    if index is None:
        return ()
    node = release.tabular.nodes[index]
    if node.parent < 0:
        return ()
    leaves = range(node.parent + 1, release.tabular.nodes[node.parent].end)
    beside = (carry(code, leaf, release) for leaf in leaves if not release.tabular.nodes[leaf].children)
    return tuple(each for each in (*release.codes_at(index), *beside) if each != code and release.is_valid(each))


@kept_with_release
def _words_apart(code: str, release: Release) -> frozenset[str]:
    """Return the stems by which a title may differ from that of a sibling; sides and places are compared elsewhere."""
    return stems_in((release.title(code),)) - _NO_FACTS - place_words()


def _says_no_more(index: int, facts: StatedFacts, release: Release) -> bool:
    """Return whether a title claims nothing beyond the facts and leaves the rest open: "unspecified severity"."""
    words = code_words(index, release)
    return words.whole.is_open and all(group & facts.all for group in words.claims.needed)


def _said_together(positions: Sequence[int], release: Release) -> frozenset[str]:
    said = frozenset[str]().union(*(_said(position, release) for position in positions))
    return said | {Side.BILATERAL.value} if said >= _BOTH else said


def _others_say_more(positions: Sequence[int], facts: StatedFacts, release: Release) -> bool:
    titles, headers = _titles(positions, release), _headers(positions, release)
    lost = facts.stated - titles - stems_in(release.tabular.nodes[header].title for header in headers)
    return any(_some_say_more(title_words(header, release), facts.stated & titles, lost) for header in headers)


def _titles(positions: Sequence[int], release: Release) -> frozenset[str]:
    """Return the stems of the codes' own titles and inclusion terms; right and left are both sides."""
    nodes = [release.tabular.nodes[position] for position in positions]
    said = frozenset(each for node in nodes for text in (node.title, *node.inclusion_terms) for each in stems_of(text))
    return said | {Side.BILATERAL.value} if said >= _BOTH else said


def _headers(positions: Sequence[int], release: Release) -> set[int]:
    """Return the headers of the codes: below one of them the coded word gives way ("dislocation", "subluxation")."""
    return {node.parent for index in positions if (node := release.tabular.nodes[index]).parent >= 0}


def _only_loses(index: int, said: frozenset[str], facts: StatedFacts, coded: int, release: Release) -> bool:
    """Return whether a code leaves open what the coded title says, and says nothing that the latter does not."""
    words = code_words(index, release)
    if not words.whole.is_open or not facts.coded - said:
        return False
    return facts.all & said <= _said(coded, release)


def _contradicts(index: int, facts: StatedFacts, release: Release) -> bool:
    """Return whether a title denies what the texts state, or claims what they deny."""
    words = code_words(index, release)
    if any(phrase <= facts.stated for phrase in words.whole.denied):
        return True
    return any(group.isdisjoint(facts.stated) and group & facts.denied for group in words.claims.needed)


def _said(index: int, release: Release) -> frozenset[str]:
    """Return what a code says; that its category is called other does not count."""
    words = code_words(index, release)
    return (words.lineage | words.terms) - _LEFT_OVER | words.whole.said


def _some_say_more(leaves: Mapping[str, int], kept: Iterable[str], lost: Iterable[str]) -> bool:
    """Return whether one of the leaves has all that is kept, and something that is lost."""
    known = [leaves.get(word, 0) for word in kept]
    alike = reduce(and_, known) if known else 0
    return any(alike & leaves[word] for word in lost if word in leaves)


@kept_with_release
def title_words(header: int, release: Release) -> Mapping[str, int]:
    """Return for each stem the leaves below a header that have it in their own titles, one bit each."""
    found: dict[str, int] = {}
    for index in range(header, release.tabular.nodes[header].end):
        node = release.tabular.nodes[index]
        for word in () if node.children else claims_of(node.title).said:
            found[word] = found.get(word, 0) | 1 << (index - header)
    return found
