"""The words that texts state of one diagnosis: in a clause that names its disease, or that says nothing else.

"Depression, severe; severe back pain" states severe of the depression in its first clause alone. A modifier before a
foreign noun states nothing of the coded disease.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.evidence.stated.clauses import ORDINALS, TRIMESTER, StatedClause, clauses_of, trimesters_in
from icd10cm.evidence.stated.stems import (
    forms_of_diseases,
    names,
    nouns_of_adjectives,
    organism_words,
    place_words,
    plain_words,
    stems_in,
)
from icd10cm.titles.claims import ACUTE, CHRONIC, stem
from icd10cm.titles.packed.word_lists import load_word_lists

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

_Value = TypeVar("_Value")

_ACUTE_ON_CHRONIC = (ACUTE, "on", CHRONIC)
_NUMBERED = ("stage:", "grade:", "type:", "class:", "degree:")
_WEEKS = ":week"
_PARITY = re.compile(r"g\d{1,2}|p\d{1,4}|g\d{1,2}p\d{1,4}")
"""Pregnancies and births so far: "G2P1", "G2 P1001"."""
_DOSE = re.compile(r"x?\d{1,4}(?:u|x|mg|mcg|g|ml|cc|h|hr|d|wk|w|mo|y|yr)|x\d{1,3}")
"""How much of a drug, how often or how long: "14u", "6x", "x7d"."""
RIGHT = frozenset(stem(word) for word in ("right", "rt", "r"))
LEFT = frozenset(stem(word) for word in ("left", "lt", "l"))
"""The stems of the words and letters for one side."""
_OF_A_SIDE = RIGHT | LEFT | {stem(word) for word in ("both", "bilateral", "b")}
_OTHER_SIDE: dict[Side | None, frozenset[str]] = {Side.RIGHT: LEFT, Side.LEFT: RIGHT}
_NO_WORDS: frozenset[str] = frozenset()
_FEWEST = 2
_LEADS_ON = frozenset(("in", "with", "w", "due", "from"))
_KIND_NOUNS = frozenset(("type", "form", "stage", "severity", "course"))
_SOURCES = frozenset(("per", "via"))
"""Behind them comes who says it: "stage 3 per wound nurse"."""


@dataclass(frozen=True, slots=True)
class StatedWords:
    """The clauses of all texts of a diagnosis, the stems that they deny, and the documented `sides`.

    `own` are the stems that name its disease, `said` those of its code's titles, `aside` the stems of the clauses that
    may be of another disease, which a sentence before them names, `listed` of those that may go on with a list of what
    is denied. `kept` is what was worked out from them in a release: it goes when they go.
    """

    clauses: tuple[StatedClause, ...]
    own: frozenset[str]
    said: frozenset[str]
    words: frozenset[str]
    denied: frozenset[str]
    sides: frozenset[Side]
    aside: frozenset[tuple[str, ...]] = frozenset()
    listed: frozenset[tuple[str, ...]] = frozenset()
    kept: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False, init=False)

    def once(self, key: Hashable, compute: Callable[[], _Value]) -> _Value:
        """Return what is worked out from these words alone and the `key`; it is computed once."""
        try:
            value: _Value = self.kept[key]
        except KeyError:
            value = self.kept[key] = compute()
        return value

    def states(
        self, group: frozenset[str], others: frozenset[str], *, linked: bool, title: Sequence[frozenset[str]] = ()
    ) -> frozenset[str]:
        """Return the words of `group` that the texts state of the disease that `said` and `others` name.

        `linked` words name another disease and must be linked to this one. A clause that has all words of a `title`
        names the disease too.
        """
        if group.isdisjoint(self.words):  # the usual case
            return frozenset()
        known = self.said | others
        for clause in self.clauses:
            hits = group & clause.words
            if TRIMESTER in others:
                hits -= ORDINALS - trimesters_in(clause)
            if not hits:
                continue
            names = clause.names_disease or _has_title(clause, title)
            if (names or self._adds(hits, clause, known, linked=linked)) and self._are_of_disease(hits, clause, known):
                return hits
        return frozenset()

    def _adds(self, hits: frozenset[str], clause: StatedClause, known: frozenset[str], *, linked: bool) -> bool:
        """Return whether a clause that does not name the disease adds words to it."""
        if _is_measure(hits, clause.stems) or (linked and not clause.is_linked) or not hits <= clause.said:
            return False
        return self._says_nothing_else(hits, clause, known)

    def _are_of_disease(self, hits: frozenset[str], clause: StatedClause, known: frozenset[str]) -> bool:
        """Return whether one of the words modifies the disease, or is not a modifier."""
        nouns = known | self.own
        return any(_modifies(word, clause.stems, nouns) for word in hits)

    @property
    def acute_on_chronic(self) -> bool:
        """Whether the texts call the coded disease acute on chronic."""
        return any(
            clause.stems[at : at + len(_ACUTE_ON_CHRONIC)] == _ACUTE_ON_CHRONIC
            and _is_of(clause.stems[at:], self.said | self.own)
            for clause in self.clauses
            for at, word in enumerate(clause.stems)
            if word == ACUTE
        )

    def _says_nothing_else(self, hits: frozenset[str], clause: StatedClause, known: frozenset[str]) -> bool:
        """Return whether a clause says nothing but known words, in a sentence that speaks of no other disease."""
        if clause.is_cut or clause.stems in self.aside or not _is_known(clause, known):
            return False
        if hits <= ORDINALS and TRIMESTER in clause.words:  # of the pregnancy, whatever else is said
            return True
        sentence = [each for each in self.clauses if each.sentence == clause.sentence]
        return _goes_on_with_the_name(clause, sentence, known) or _is_of_disease(sentence, known)


def _is_of_disease(sentence: Sequence[StatedClause], known: frozenset[str]) -> bool:
    """Return whether a sentence names the disease, or says nothing but known words."""
    return any(each.names_disease for each in sentence) or all(
        _is_known(each, known | _measured_in(each)) for each in sentence
    )


def _goes_on_with_the_name(clause: StatedClause, sentence: Sequence[StatedClause], known: frozenset[str]) -> bool:
    """Return whether a text begins with a clause that can only be of the disease, which is named elsewhere.

    "In complete remission, ..." goes on with its name, and "mild intermittent, ..." is more than an adjective of what
    follows. Not in a sentence that names another disease.
    """
    if not clause.leads or not _is_whole(clause.body):
        return False
    return not any(_names_any(each, known) for each in sentence)


def _is_whole(body: Sequence[str]) -> bool:
    """Return whether a clause has several telling words, is of a kind or numbered: "paranoid type", "stage 3"."""
    first, *others = body
    neutral = load_word_lists().neutral
    if first in neutral and first not in _LEADS_ON:
        return False
    return body[-1] in _KIND_NOUNS or first.startswith(_NUMBERED) or any(word not in neutral for word in others)


def _names_any(clause: StatedClause, known: frozenset[str]) -> bool:
    """Return whether a clause names a disease or a sign of one, and not in words of the coded disease alone."""
    return not clause.words.difference(known).isdisjoint(forms_of_diseases())


def _measured_in(clause: StatedClause) -> frozenset[str]:
    """Return what a number measures: "glucose 52"."""
    return frozenset(word for word, after in pairwise(clause.stems) if after.isdigit())


def _has_title(clause: StatedClause, title: Sequence[frozenset[str]]) -> bool:
    return len(title) >= _FEWEST and all(not group.isdisjoint(clause.words) for group in title)


def _is_measure(hits: frozenset[str], stems: Sequence[str]) -> bool:
    """Return whether a number follows one of the words, and no time: "systolic 150", but "in remission 3 years"."""
    return any(
        word in hits and after.isdigit() and not _is_time(stems[at + 2 : at + 4])
        for at, (word, after) in enumerate(pairwise(stems))
    )


def _is_time(behind: Sequence[str]) -> bool:
    """Return whether what is behind a number makes it a time or a date: "3 years", "relapsed 3/26"."""
    if not behind:
        return False
    unit, *number = behind
    return (
        unit in load_word_lists().times or bool(_DOSE.fullmatch(unit)) or (unit in "/-" and "".join(number).isdigit())
    )


def _is_known(clause: StatedClause, known: frozenset[str]) -> bool:
    plain, nouns = plain_words(), nouns_of_adjectives()
    return all(
        word in known
        or word in plain
        or word.isdigit()
        or not word[0].isalnum()
        or word.endswith(_WEEKS)
        or _PARITY.fullmatch(word)
        or _DOSE.fullmatch(word)
        or (word in nouns and not known.isdisjoint(nouns[word]))
        for word in clause.body
    )


def stated_words(
    texts: Iterable[Sequence[Sequence[str]]],
    own: frozenset[str],
    said: frozenset[str],
    sides: Iterable[Side] = (),
    coded: Side | None = None,
    denied: Iterable[str] = (),
    included: Sequence[frozenset[str]] = (),
) -> StatedWords:
    """Read what the texts of a diagnosis affirm (`TextFacts.stretches`).

    `own` are the stems of its disease, `said` those of its titles. `included` are the stems of each line that the
    category includes: together they name the disease too. A clause about the other side than the `coded` one is left
    out.
    """
    stretches = [(number == 0, stretch) for text in texts for number, stretch in enumerate(text)]
    other = _OTHER_SIDE.get(coded, _NO_WORDS)
    clauses = _without_covered(
        _with_one_trimester(
            [
                clause
                for number, (leads, stretch) in enumerate(stretches)
                for clause in clauses_of(stretch, number, own, included, leads=leads)
                if other.isdisjoint(clause.words) or not _OF_A_SIDE.isdisjoint(clause.words - other)
            ]
        ),
        said,
    )
    found = frozenset(sides)
    if found >= {Side.RIGHT, Side.LEFT}:
        found = frozenset((Side.BILATERAL,))
    words = frozenset[str]().union(*(clause.words for clause in clauses))
    names = _with_lines(own, included, clauses)
    return StatedWords(clauses, names, said, words, stems_in(denied) - _named_by(words), found)


def _named_by(words: Iterable[str]) -> frozenset[str]:
    """Return the words of titles for what is stated: a stone is not denied by "no calculus of kidney"."""
    forms = forms_of_diseases()
    return frozenset[str]().union(*(forms[word] for word in words if word in forms))


def _with_lines(
    own: frozenset[str], included: Sequence[frozenset[str]], clauses: Sequence[StatedClause]
) -> frozenset[str]:
    """Return the stems that name the disease with those of the included lines that a clause has in full."""
    return own.union(*(line for line in included if any(line <= clause.words for clause in clauses)))


def _with_one_trimester(clauses: Sequence[StatedClause]) -> tuple[StatedClause, ...]:
    """Return the clauses; where they name several trimesters, none of them is stated."""
    named = frozenset(chain.from_iterable(map(trimesters_in, clauses)))
    return tuple(clauses) if len(named) < _FEWEST else _without_words(clauses, named)


def _without_covered(clauses: Sequence[StatedClause], coded: frozenset[str]) -> tuple[StatedClause, ...]:
    """Return the clauses without what a word of them covers and no title of the code has: the punctures of a bite."""
    said = frozenset[str]().union(*(clause.words for clause in clauses))
    covered = frozenset[str]().union(*(others for one, others in load_word_lists().covers if one in said))
    return _without_words(clauses, covered - coded) if said & covered else tuple(clauses)


def _without_words(clauses: Sequence[StatedClause], words: frozenset[str]) -> tuple[StatedClause, ...]:
    return tuple(replace(clause, words=clause.words - words) for clause in clauses)


def _is_modifier(word: str) -> bool:
    return word in load_word_lists().modifiers or word.startswith(_NUMBERED) or word in organism_words()


def _modifies(word: str, stems: Sequence[str], known: frozenset[str]) -> bool:
    """Return whether a word is said of the disease: a modifier before another noun is not.

    A number right behind the name is the disease's: "CKD stage 3a A2".
    """
    if not _is_modifier(word):
        return True
    return any(
        (_is_of(stems[at + 1 :], known) or (at and ":" in word and names(frozenset((stems[at - 1],)), known)))
        and "or" not in stems[max(0, at - 1) : at + 2]
        for at, each in enumerate(stems)
        if each == word
    )


def _is_of(following: Sequence[str], known: frozenset[str]) -> bool:
    """Return whether a modifier's noun is a known word; places may stand before it ("chronic left foot ulcer")."""
    lists = load_word_lists()
    for word in following:
        if word in lists.links - lists.modifiers or word in _SOURCES:  # "secondary" modifies
            break
        if word in lists.neutral or _is_modifier(word) or ":" in word or word in place_words():
            continue
        return names(frozenset((word,)), known)
    return True
