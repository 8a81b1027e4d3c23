"""What a code says of its disease, and what the texts of a diagnosis state of it."""

from __future__ import annotations

import dataclasses
import re
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.evidence.stated.clauses import without_and
from icd10cm.evidence.stated.stated_words import StatedWords, stated_words
from icd10cm.evidence.stated.stems import forms_of_diseases, place_words, stems_in
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.remembered import LONGEST, Remembered, text_key
from icd10cm.titles.claims import stems_of
from icd10cm.titles.packed.word_lists import load_word_lists

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.anatomy.side import Side
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated_places import ReadStatement
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.text.text_facts import Stretch, TextFacts
    from icd10cm.titles.packed.code_words import CodeWords

    _Texts = tuple[tuple[tuple[Stretch, ...], str], ...]
    """What each of some texts affirms and denies."""

_MOST = 2048
"""How many readings of texts are remembered in each generation."""
_LIST = re.compile(r"\b(?:or|and|nor)\b")
_DENIAL = re.compile(r"\s*(?:no|not|without|w/o|denies)\b")


@kept_with_release
def code_words(index: int, release: Release) -> CodeWords:
    """Return what the code or category at a position says of its disease, its initials among its own words."""
    found = release.families.code_words(index)
    return replace(found, own=found.own | found.initials - place_words())  # "ear" does not mean epilepsy and recurrent


def words_stated(diagnosis: DiagnosisFacts, release: Release, of: Side | None = None) -> StatedWords | None:
    """Return the words that the texts of a diagnosis state, or those `of` one side; None where it has no text."""
    if diagnosis.node is None or not diagnosis.texts:
        return None
    index, coded = diagnosis.node.index, of or release.side_of(diagnosis.code)
    sides = frozenset((of,)) if of else frozenset([fact.side for fact in diagnosis.documented if fact.side])
    texts = _texts_of(diagnosis, diagnosis.node, release)

    def read() -> StatedWords:
        code = code_words(index, release)
        affirmed, denied = zip(*texts, strict=True)
        found = stated_words(affirmed, code.own, code.lineage, sides, coded, denied, code.included)
        aside = chain.from_iterable(text.facts.aside for text in diagnosis.texts)
        listed = chain.from_iterable(map(_denied_in, diagnosis.texts))
        return dataclasses.replace(found, aside=_clauses(aside), listed=_clauses(listed))

    written = _written(texts)
    if len(written) > LONGEST:
        return read()
    key = (index, coded, sides, text_key(written))
    return _remembered(_MOST, release).find(key, read)


def _clauses(written: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(without_and(stems_of(clause)) for clause in written)


def _denied_in(text: ReadStatement) -> Iterable[str]:
    """Return the parts of what a text denies, those behind a comma too: "neg for hemorrhage, perforation"."""
    return chain.from_iterable(stretch.split(",") for stretch in text.facts.denied.split(";"))


def _texts_of(diagnosis: DiagnosisFacts, node: Node, release: Release) -> _Texts:
    own = code_words(node.index, release).own
    return tuple(dict.fromkeys(_parted(text.facts, node.title, own) for text in diagnosis.texts))


def _written(texts: _Texts) -> str:
    parts = chain.from_iterable((*affirmed, (denied,)) for affirmed, denied in texts)
    return "\n".join(chain.from_iterable(("", *part) for part in parts))


def _parted(facts: TextFacts, title: str, own: frozenset[str]) -> tuple[tuple[Stretch, ...], str]:
    """Return what a text affirms and what it denies: nothing beyond the code where it has the code's title in full.

    "Without aura, intractable" may be read as "not intractable"; the title says how it is meant, and else the comma.
    """
    if not facts.denied or stems_in((facts.denied, facts.mentioned)) >= stems_in((title,)):
        return facts.stretches, ""
    parts = [_at_comma(stretch, own) for stretch in facts.denied.split(";")]
    affirmed = [list(stretch) for stretch in facts.stretches]
    for beside, (rest, _) in zip(facts.denied_beside, parts, strict=True):
        if beside is None:
            affirmed.append(rest)
        else:
            affirmed[beside] += rest
    _join_modifiers(affirmed, set(filter(None, facts.denied_beside)))
    return tuple(tuple(stretch) for stretch in affirmed if stretch), ";".join(",".join(denied) for _, denied in parts)


def _join_modifiers(stretches: list[list[str]], beside: set[int]) -> None:
    """Join a degree behind a denial to what stands before that: "anxiety without panic, severe"."""
    for at in sorted(beside, reverse=True):
        said = stems_in(stretches[at])
        if said and said <= load_word_lists().modifiers:
            stretches[at - 1] += stretches.pop(at)


def _at_comma(stretch: str, own: frozenset[str]) -> tuple[list[str], list[str]]:
    """Return the parts of a stretch that its denial does not reach, and those that it does: of a list with "or" all."""
    first, *others = stretch.split(",")
    if _LIST.search(stretch):
        return [], [first, *others]
    reached = [other for other in others if _DENIAL.match(other) or not _only_modifies(other, own)]
    return [other for other in others if other not in reached], [first, *reached]


def _only_modifies(part: str, own: frozenset[str]) -> bool:
    """Return whether a part is said of the coded disease, which it names or not: "without aura, intractable".

    One that names anything else goes on with the list of what is denied: "no fever, tubular necrosis". A single word
    may be a kind of the coded disease, unless it names one.
    """
    lists = load_word_lists()
    known = own | lists.modifiers | lists.neutral
    others = [word for word in stems_of(part) if word not in known and ":" not in word and not word.isdigit()]
    return len(others) <= 1 and forms_of_diseases().keys().isdisjoint(others)


@kept_with_release
def _remembered(most: int, release: Release) -> Remembered[StatedWords]:  # noqa: ARG001 - kept with it
    """Return what is remembered of texts, with what was worked out from it in this release."""
    return Remembered(most)
