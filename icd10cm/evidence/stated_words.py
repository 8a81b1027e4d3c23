"""The words that texts state of one diagnosis: in a clause that names its disease, or that says nothing else.

"Depression, severe; severe back pain" states severe of the depression in its first clause alone. A modifier before a
foreign noun states nothing of the coded disease.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate, chain, pairwise, takewhile
from typing import TYPE_CHECKING, Any, TypeVar

from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.text.lexicon import load_lexicon
from icd10cm.titles.claims import ACUTE, CHRONIC, KINDS, stem, stems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

_Value = TypeVar("_Value")

_MARKS = frozenset(",;:()[]")
_AND = frozenset(("and", "&", "+"))
_LINKS = frozenset(
    stem(word)
    for word in ("with", "w", "due", "secondary", "from", "by", "complicated", "associated", "causing", "related")
)
_MODIFIERS = KINDS | frozenset(
    stem(word) for word in ("mild", "moderate", "severe", "profound", "recurrent", "persistent", "primary", "secondary")
)
_ACUTE_ON_CHRONIC = (ACUTE, "on", CHRONIC)
_NUMBERED = ("stage:", "grade:", "type:", "class:", "degree:")
_WEEKS = ":week"
_PARITY = re.compile(r"g\d{1,2}|p\d{1,4}|g\d{1,2}p\d{1,4}")
"""Pregnancies and births so far: "G2P1", "G2 P1001"."""
_NEUTRAL = frozenset(
    stem(word)
    for word in (
        *("a", "an", "the", "on", "of", "in", "with", "w", "and", "is", "was", "at", "to", "for", "s"),
        *("right", "left", "rt", "lt", "r", "l", "both", "bilateral", "side", "sided", "today", "now", "known"),
        *("visit", "encounter", "exam", "here", "still", "stable", "noted", "patient", "pt", "h", "x", "old", "new"),
        *(
            "trimester",
            "first",
            "second",
            "third",
            "since",
            "currently",
            "case",
            "episode",
            "initial",
            "subsequent",
            "early",
            "sustained",
            "degree",
            "stage",
            "severity",
            "type",
            "form",
            "course",
            "status",
            "bmi",
            *("ct", "mri", "xr", "xray", "film", "imaging", "radiograph", "hvf", "oct", "emg", "echo", "duplex"),
            *("yo", "y", "o", "f", "m", "female", "male", "woman", "man", "girl", "boy"),
            *("per", "by", "seen", "established", "confirmed"),
            *("mo", "month", "months", "wk", "wks", "week", "weeks", "day", "days", "yr", "yrs", "year", "years"),
        ),
    )
)
_NO_PLACE = frozenset((stem("pressure"),))
_RIGHT = frozenset(stem(word) for word in ("right", "rt", "r"))
_LEFT = frozenset(stem(word) for word in ("left", "lt", "l"))
_OF_A_SIDE = _RIGHT | _LEFT | {stem(word) for word in ("both", "bilateral")}
_OTHER_SIDE: dict[Side | None, frozenset[str]] = {Side.RIGHT: _LEFT, Side.LEFT: _RIGHT}
_NO_WORDS: frozenset[str] = frozenset()
_TRIMESTER = stem("trimester")
_ORDINALS = frozenset(("first", "second", "third"))
_COUNTING = _ORDINALS | {"or", "to", "and", "-"}
_DENIALS = frozenset(("without", "no", "not", "never"))
_FEWEST = 2
_SHORTEST_PART = 5
_SHORTEST_INITIALS = 3


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its stems in order, and whether it names the coded disease.

    `has_link` tells that it links two things ("with", "due to"), `goes_on` that a clause before it does.
    """

    stems: tuple[str, ...]
    words: frozenset[str]
    sentence: int
    names_disease: bool
    has_link: bool
    goes_on: bool

    @property
    def is_linked(self) -> bool:
        """Whether it links something to the disease, or goes on with what is linked."""
        return self.has_link or self.goes_on


@dataclass(frozen=True, slots=True)
class StatedWords:
    """The clauses of all texts of a diagnosis, the stems that they deny, and the documented `sides`.

    `own` are the stems that name its disease, `said` those of its code's titles. `kept` is what was worked out from
    them in a release: it goes when they go.
    """

    clauses: tuple[Clause, ...]
    own: frozenset[str]
    said: frozenset[str]
    words: frozenset[str]
    denied: frozenset[str]
    sides: frozenset[Side]
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
            if _TRIMESTER in others:
                hits -= _ORDINALS - _trimesters(clause)
            if not hits:
                continue
            names = clause.names_disease or _has_title(clause, title)
            if (names or self._adds(hits, clause, known, linked=linked)) and self._are_of_disease(hits, clause, known):
                return hits
        return frozenset()

    def _adds(self, hits: frozenset[str], clause: Clause, known: frozenset[str], *, linked: bool) -> bool:
        """Return whether a clause that does not name the disease adds words to it."""
        if _is_measure(hits, clause.stems) or (linked and not clause.is_linked):
            return False
        return self._says_nothing_else(clause, known)

    def _are_of_disease(self, hits: frozenset[str], clause: Clause, known: frozenset[str]) -> bool:
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

    def _says_nothing_else(self, clause: Clause, known: frozenset[str]) -> bool:
        """Return whether a clause says nothing but known words, in a sentence that speaks of no other disease."""
        if not _is_known(clause, known):
            return False
        sentence = [each for each in self.clauses if each.sentence == clause.sentence]
        return any(each.names_disease for each in sentence) or all(_is_known(each, known) for each in sentence)


def _trimesters(clause: Clause) -> frozenset[str]:
    """Return the ordinals that count trimesters, as in "second or third trimester"; "first visit" does not."""
    ends = [at for at, word in enumerate(clause.stems) if word == _TRIMESTER]
    runs = (takewhile(_COUNTING.__contains__, reversed(clause.stems[:end])) for end in ends)
    return _ORDINALS.intersection(chain.from_iterable(runs))


def _has_title(clause: Clause, title: Sequence[frozenset[str]]) -> bool:
    return len(title) >= _FEWEST and all(not group.isdisjoint(clause.words) for group in title)


def _is_measure(hits: frozenset[str], stems: Sequence[str]) -> bool:
    """Return whether a number follows one of the words: "systolic 150"."""
    return any(word in hits and after.isdigit() for word, after in pairwise(stems))


def _is_known(clause: Clause, known: frozenset[str]) -> bool:
    plain, nouns = _plain_words(), _nouns()
    return all(
        word in known
        or word in plain
        or word.isdigit()
        or word.endswith(_WEEKS)
        or _PARITY.fullmatch(word)
        or (word in nouns and not known.isdisjoint(nouns[word]))
        for word in clause.words
    )


def stated_words(
    texts: Iterable[str],
    own: frozenset[str],
    said: frozenset[str],
    sides: Iterable[Side] = (),
    coded: Side | None = None,
    denied: Iterable[str] = (),
) -> StatedWords:
    """Read the affirmed texts of a diagnosis; `own` are the stems of its disease, `said` those of its titles.

    A clause about the other side than the `coded` one is left out.
    """
    sentences = [sentence for text in texts for sentence in text.split(";")]
    other = _OTHER_SIDE.get(coded, _NO_WORDS)
    clauses = _with_one_trimester(
        [
            clause
            for number, text in enumerate(sentences)
            for clause in _clauses(text, number, own)
            if other.isdisjoint(clause.words) or not _OF_A_SIDE.isdisjoint(clause.words - other)
        ]
    )
    found = frozenset(sides)
    if found >= {Side.RIGHT, Side.LEFT}:
        found = frozenset((Side.BILATERAL,))
    words = frozenset[str]().union(*(clause.words for clause in clauses))
    return StatedWords(clauses, own, said, words, stems_in(denied), found)


def stems_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the stems of texts, without their marks."""
    return frozenset(word for text in texts for word in stems_of(text) if word[0].isalnum())


def _with_one_trimester(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses; where they name several trimesters, none of them is stated."""
    named = frozenset(chain.from_iterable(map(_trimesters, clauses)))
    if len(named) < _FEWEST:
        return tuple(clauses)
    return tuple(replace(clause, words=clause.words - named) for clause in clauses)


def _clauses(sentence: str, number: int, own: frozenset[str]) -> Iterator[Clause]:
    goes_on = linked = False
    for is_joined, body in _bodies(sentence):
        words = _with_nouns(body)
        names = _names(words, own) or (goes_on and is_joined)
        has_link = not _LINKS.isdisjoint(words)
        yield Clause(body, words, number, names, has_link, linked)
        # "Varicose veins with ulcer and inflammation": what "with" begins goes on behind "and".
        linked = linked or has_link
        goes_on = (names or linked) and has_link


def _bodies(sentence: str) -> Iterator[tuple[bool, tuple[str, ...]]]:
    """Yield the parts of a sentence without their "and", and whether they began with it."""
    for stems in _parted(sentence):
        body = tuple(word for word in stems if word not in _AND)
        if body:
            yield stems[0] in _AND, body


def _parted(sentence: str) -> Iterator[tuple[str, ...]]:
    """Part a sentence at its marks, and before each "and"; what a clause denies is left out."""
    stems = stems_of(sentence)
    starts = accumulate(word in _MARKS or word in _AND for word in stems)
    parts: dict[int, list[str]] = {}
    denied = False
    for number, word in zip(starts, stems, strict=True):
        denied = word in _DENIALS or (denied and word not in _MARKS and word != "with")
        if word not in _MARKS and not denied:
            parts.setdefault(number, []).append(word)
    return iter([tuple(part) for part in parts.values()])


def _names(words: frozenset[str], own: frozenset[str]) -> bool:
    """Return whether words name the disease: in full, in another form or by their first letters ("osteo")."""
    forms = _forms()
    if not own.isdisjoint(words) or any(word in forms and not own.isdisjoint(forms[word]) for word in words):
        return True
    return any(len(word) >= _SHORTEST_PART and any(each.startswith(word) for each in own) for word in words)


def _is_modifier(word: str) -> bool:
    return word in _MODIFIERS or word.startswith(_NUMBERED)


def _modifies(word: str, stems: Sequence[str], known: frozenset[str]) -> bool:
    """Return whether a word is said of the disease: a modifier before another noun is not."""
    if not _is_modifier(word):
        return True
    return any(
        _is_of(stems[at + 1 :], known) and "or" not in stems[max(0, at - 1) : at + 2]
        for at, each in enumerate(stems)
        if each == word
    )


def _is_of(following: Sequence[str], known: frozenset[str]) -> bool:
    """Return whether a modifier's noun is a known word; places may stand before it ("chronic left foot ulcer")."""
    for word in following:
        if word in _LINKS and word != "secondary":
            break
        if word in _NEUTRAL or word in _MODIFIERS or ":" in word or word in place_words():
            continue
        return _names(frozenset((word,)), known)
    return True


def _with_nouns(body: Sequence[str]) -> frozenset[str]:
    nouns = _nouns()
    return frozenset(body).union(*(nouns[word] for word in body if word in nouns))


@cache
def _nouns() -> dict[str, frozenset[str]]:
    """Return the stems of the nouns that adjectives say: "painful" says pain."""
    return {stem(word): frozenset((stem(noun),)) for word, noun in load_lexicon().nouns.items()}


@cache
def _forms() -> dict[str, frozenset[str]]:
    """Return the stems of the words that titles have for the forms of one word that notes have."""
    return {
        stem(form): frozenset(each for name in names for each in stems_of(name) if " " not in name)
        for form, names in load_lexicon().diseases.items()
        if " " not in form
    }


@cache
def _plain_words() -> frozenset[str]:
    return _NEUTRAL | _LINKS | place_words()


@cache
def place_words() -> frozenset[str]:
    """Return the stems of the words of places; "sacral ulcer" is a place, and "ulcer" is none."""
    places = {each for site in load_anatomy().sites.values() for words in site.words for each in stems_of(words)}
    return frozenset(places - _NO_PLACE - {stem(form) for form in load_lexicon().diseases if " " not in form})


def initials(words: Sequence[str]) -> frozenset[str]:
    """Return the initialisms of a name: those of its first words, "copd" of "chronic obstructive pulmonary disease"."""
    letters = "".join(word[0] for word in words)
    found = frozenset(letters[:end] for end in range(_SHORTEST_INITIALS, len(letters) + 1))
    return found - place_words()  # "ear" does not mean epilepsy and recurrent seizures
