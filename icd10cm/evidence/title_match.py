"""Finds the more specific title whose words the text affirms, for a code that leaves the disease unspecified."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.evidence.code_choice import carry
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.text_facts import without_kinds_of_others
from icd10cm.titles.side_groups import title_words, words_of
from icd10cm.titles.template import SLOT
from icd10cm.titles.words import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.encounter import Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_ACUTE_ON_CHRONIC = "acute on chronic"
_NOT_SAID = "nos"
_KINDS = frozenset(("acute", "chronic"))
_LEFT_OVER = frozenset(("other", "unspecified"))
_NUMBERED = re.compile(r"\b[a-z]+ [0-9]+[a-z]?\b")
_WITH = re.compile(r"(.+?),? (with|without) (.+)")
_PARENTHESES = re.compile(r"\([^)]*\)|\[[^\]]*\]")


@dataclass(frozen=True, slots=True)
class Match:
    """The codes that a text leads to; `together` tells that all of them apply, else they are alternatives."""

    codes: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    together: bool


def more_specific(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Match | None:
    """Return the codes whose titles the text affirms word for word, with the text as evidence; None when none fits.

    Only for a title that says "unspecified" of the disease. All words of the more specific title, or of an inclusion
    term of at least two words ("Brodie's abscess"), must stand in the text; of several the one with the most words
    wins, and a tie between different diseases decides nothing. "Acute on chronic" is two codes, the acute one first,
    unless one title says both (guideline I.B.8).
    """
    node = diagnosis.node
    if node is None or not diagnosis.texts or not _leaves_disease_open(node.title):
        return None
    wordings = _wordings(node.index, facts.release)
    words = _told_words(text.facts.affirmed for text in diagnosis.texts)
    if _NOT_SAID in words:
        return None
    if not _KINDS.isdisjoint(words):
        own = frozenset[str]().union(
            _words(node.title), *(wording | _words(other.title) for other, wording in wordings)
        )
        words = _told_words(without_kinds_of_others(text.facts.affirmed, own) for text in diagnosis.texts)
    fitting = _fitting(wordings, words, diagnosis)
    kinds = [fitting]
    if any(_ACUTE_ON_CHRONIC in text.facts.chronicity for text in diagnosis.texts):
        both = [each for each in fitting if each[1] >= _KINDS]
        kinds = [both] if both else [[each for each in fitting if kind in each[1]] for kind in sorted(_KINDS)]
    best = [_best(each) for each in kinds]
    placed = [_placed(each.index, diagnosis, facts) for each in best if each is not None]
    together = len(kinds) > 1
    if len(placed) < len(kinds) or not all(placed) or (together and any(len(codes) > 1 for codes in placed)):
        return None
    evidence = tuple(dict.fromkeys(text.evidence for text in diagnosis.texts))
    return Match(tuple(code for codes in placed for code in codes), evidence, together=together)


def named_in_full(leaves: Sequence[Node], diagnosis: DiagnosisFacts) -> Node | None:
    """Return the leaf whose title, place and all, a text has word for word; None for none and for several.

    Titles that leave something over ("other", "unspecified") are passed over: a text does not choose them.
    """
    words = _told_words(text.facts.affirmed for text in diagnosis.texts)
    named = [(leaf, significant_words(leaf.title)) for leaf in leaves if _LEFT_OVER.isdisjoint(_words(leaf.title))]
    return _best(_fitting(named, words, diagnosis)) if words else None


def with_told(codes: tuple[str, ...], diagnosis: DiagnosisFacts, release: Release) -> tuple[str, ...]:
    """Return, of two codes with and without something ("neurogenic claudication"), the one with what a text tells.

    What a text denies is no part of what it affirms: both codes stay then, as they do where it says nothing.
    """
    if len(codes) != 2 or not diagnosis.texts:
        return codes
    told = {code: _WITH.fullmatch(release.title(code)) for code in codes}
    heads = {(match[1], match[3]) for match in told.values() if match}
    having = tuple(code for code, match in told.items() if match and match[2] == "with")
    if None in told.values() or len(heads) != 1 or len(having) != 1:
        return codes
    ((_, what),) = heads
    return having if any(what.lower() in text.facts.affirmed for text in diagnosis.texts) else codes


def _told_words(texts: Iterable[str]) -> set[str]:
    return {word.rstrip("'") for text in texts for word in words_of(text)}


def _fitting(
    wordings: Iterable[tuple[Node, frozenset[str]]], words: set[str], diagnosis: DiagnosisFacts
) -> list[tuple[Node, frozenset[str]]]:
    """Return the wordings whose words and numbers are all told."""
    return [(node, wording) for node, wording in wordings if wording <= words and _numbers_told(node.title, diagnosis)]


def _numbers_told(title: str, diagnosis: DiagnosisFacts) -> bool:
    """Tell whether a text has each number of a title behind the word that it belongs to: "stage 2", not "type 2"."""
    return all(
        any(match[0] in text.facts.affirmed for text in diagnosis.texts) for match in _NUMBERED.finditer(title.lower())
    )


def _best(fitting: Sequence[tuple[Node, frozenset[str]]]) -> Node | None:
    """Return the one leaf whose wording has the most words; None for none and for several."""
    most = max((len(wording) for _, wording in fitting), default=0)
    best = [other for other, wording in fitting if len(wording) == most]
    # Of "other" and "unspecified" with the same words, the text says the unspecified one.
    best = list(dict.fromkeys([other for other in best if _leaves_disease_open(other.title)] or best))
    return best[0] if len(best) == 1 else None


@kept_with_release
def _wordings(leaf: int, release: Release) -> tuple[tuple[Node, frozenset[str]], ...]:
    """Return the wordings of more specific leaves of the category, one leaf for those that differ in place alone."""
    node = release.tabular.nodes[leaf]
    own = significant_words(node.title)
    said = _words(node.title).union(*_terms(node, release))
    category = release.category(leaf)
    found: list[tuple[Node, frozenset[str]]] = []
    seen: set[tuple[str, ...]] = set()
    for index in range(category.index, category.end):
        other = release.tabular.nodes[index]
        template = release.kin.place(index).template
        if other.children or index == leaf or template in seen:
            continue
        seen.add(template)
        # A place that no other title varies is a part of the disease's name: "heart failure".
        alone = len(getattr(release.kin.peers(index), "leaves", ())) < 2
        title = significant_words(other.title if alone else " ".join(word for word in template if word != SLOT))
        wordings = [*(term for term in _terms(other, release) if len(term) > 1), *((title,) if own <= title else ())]
        found += [(other, each) for each in wordings if not each <= said and len(each) >= len(own)]
    return tuple(found)


def _terms(node: Node, release: Release) -> tuple[frozenset[str], ...]:
    """Return the words of each inclusion term of a node, from the code up to what its category divides into.

    A term that says NOS means a text that says no more than that, which words alone do not tell.
    """
    lineage = [each for each in release.lineage(node.index) if each.parent >= 0]
    return tuple(significant_words(term) for each in lineage for term in each.inclusion_terms if "NOS" not in term)


def _leaves_disease_open(title: str) -> bool:
    lowered = title.lower()
    open_ended = lowered.endswith((", unspecified", " unspecified")) or lowered.startswith("unspecified ")
    return open_ended and "site unspecified" not in lowered


def significant_words(title: str) -> frozenset[str]:
    """Return the words of a title that say something, those in brackets left out."""
    return _words(_PARENTHESES.sub(" ", title)) - EMPTY


def _words(title: str) -> frozenset[str]:
    return frozenset(word.rstrip("'") for word in title_words(title))  # "Brodie's" has lost its s already


def _placed(leaf: int, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[str, ...]:
    """Return the codes of a disease at the documented place; its unspecified-site code where none is documented."""
    release = facts.release
    peers = release.kin.peers(leaf)
    if peers is None or len(peers.leaves) == 1 or not peers.slots:
        return (carry(diagnosis.code, leaf, release),)
    placing = peers.place(diagnosis.sites)
    if placing is not None:
        leaves = placing.leaves
    elif any(fact.site for fact in diagnosis.sites):
        return ()
    else:
        leaves = tuple(index for index in peers.leaves if peers.leaves_open(index))
    return tuple(carry(diagnosis.code, index, release) for index in leaves)
