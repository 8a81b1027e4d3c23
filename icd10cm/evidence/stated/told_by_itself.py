"""Claims that a clause of a diagnosis's own text states by itself, without the name of the disease.

The text and the note of a Condition speak of that Condition until they name another disease. So a clause states all
that a title says beyond the code, where it says that and how it was found, and nothing else: "Barrett esophagus, 4 cm.
Bx low grade dysplasia". A word that no list holds may change the noun beside it ("candida esophagitis", "malignant
ascites"), and a noun behind it may take it over ("ascites fluid"): then the clause states nothing.
"""

from __future__ import annotations

from functools import cache
from itertools import dropwhile
from typing import TYPE_CHECKING

from icd10cm.evidence.stated.clauses import ORDINALS
from icd10cm.evidence.stated.stems import (
    forms_of_diseases,
    nouns_of_adjectives,
    organism_words,
    place_words,
    plain_words,
)
from icd10cm.titles.packed.word_lists import load_word_lists

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from icd10cm.evidence.stated.clauses import StatedClause
    from icd10cm.evidence.stated.stated_words import StatedWords

Stems = frozenset[str]

_SHORTEST = 4
_TO, _TO_A_WARD = "to", 2


def told_by_itself(
    group: Stems, title: Sequence[Stems], words: StatedWords, not_coded: Stems, diseases: Callable[[], Stems]
) -> Stems:
    """Return the words of `group`, a claim of a `title`, that a clause states by itself.

    `not_coded` are the stems that the title of the code denies or leaves open ("without esophagitis"), `diseases`
    returns those that name diseases: behind one of another disease a sentence speaks of that.
    """
    if group.isdisjoint(words.words) or not group.isdisjoint(words.denied):  # the usual case
        return frozenset()
    known = (words.said - not_coded).union(
        words.own, *(clause.words for clause in words.clauses if clause.names_disease)
    )
    news = [each for each in title if each.isdisjoint(known)]
    clause = _telling(title, news, known, words) if group in news else None
    if clause is None or _is_behind_another(clause, words, known, diseases()):
        return frozenset()
    return group & clause.words


def _telling(title: Sequence[Stems], news: Sequence[Stems], known: Stems, words: StatedWords) -> StatedClause | None:
    """Return the first clause that states all that is new in a title, in a frame of known words."""
    said, whole = frozenset[str]().union(*news), frozenset[str]().union(*title)
    telling = (each for each in words.clauses if _states_all(each, news, words) and _tells(each, said))
    return next((each for each in telling if _is_framed(each, said, whole, known)), None)


def _states_all(clause: StatedClause, news: Sequence[Stems], words: StatedWords) -> bool:
    """Return whether a clause of the disease says all that is new."""
    if clause.stems in words.aside or clause.stems in words.listed or clause.is_cut:
        return False
    return not any(map(clause.words.isdisjoint, news))


def _is_framed(clause: StatedClause, said: Stems, title: Stems, known: Stems) -> bool:
    """Return whether what is said has a frame of known words: how it was found before it, no other noun behind it."""
    stems, nouns = clause.stems, nouns_of_adjectives()
    at = [place for place, word in enumerate(stems) if word in said or not said.isdisjoint(nouns.get(word, ()))]
    frame = known | said | _stands_before()
    if not at or not all(word in frame or word.isdigit() for word in stems[: at[-1]]):
        return False
    return _may_be_behind(tuple(dropwhile(title.__contains__, stems[at[-1] + 1 :])), frame)


@cache
def _stands_before() -> Stems:
    """Return the stems of a visit and of a finding; what is looked for is not found."""
    return load_word_lists().found | load_word_lists().neutral - {"for"}


def _may_be_behind(after: Sequence[str], frame: Stems) -> bool:
    """Return whether words behind a claim leave it what it says: a size, how it was found, who says so, a ward."""
    if not after:
        return True
    word, *others = after
    lists = load_word_lists()
    if word.isdigit():
        return bool(others) and others[0] in lists.sizes
    if word == _TO:
        return not lists.wards.isdisjoint(others[:_TO_A_WARD])
    return word in lists.behind or (word in lists.found and all(each in frame or each.isdigit() for each in others))


def _tells(clause: StatedClause, said: Stems) -> bool:
    """Return whether one of the words tells something by itself: no mere degree, sign, place or organism does."""
    words = (word for word in said & clause.words if len(word) >= _SHORTEST)
    return any(word not in _tells_nothing() for word in words)


@cache
def _tells_nothing() -> Stems:
    lists = load_word_lists()
    return (lists.modifiers | lists.signs | plain_words() | organism_words()) - ORDINALS


def _is_behind_another(clause: StatedClause, words: StatedWords, known: Stems, diseases: Stems) -> bool:
    """Return whether the sentence has named another disease before a clause, or goes on with a place behind it."""
    foreign = (diseases | forms_of_diseases().keys()) - known - load_word_lists().found - load_word_lists().neutral
    sentence = [each for each in words.clauses if each.sentence == clause.sentence]
    at = next(place for place, each in enumerate(sentence) if each is clause)
    goes_on = any(each.words <= place_words() for each in sentence[at + 1 : at + 2])  # "necrosis of muscle | and bone"
    return goes_on or any(not foreign.isdisjoint(each.words) for each in sentence[:at])
