"""What a free text affirms: its sentences, less what is denied, doubted or past.

The reading is conservative: where the reach of a word is unclear, it silences more. Text is untrusted, so its
length is bounded, every pass is linear, and no pattern can backtrack.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MAX_LENGTH = 2_000
"""Characters of a text that are read; a sentence that the limit cuts is left out whole."""

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[^\sa-z0-9]")
_CAPITALS = re.compile(r"\b[A-Z]{2,3}\b")
_LEVELS = re.compile(r"\b([CTL]\d\d?)-([CTL]\d\d?) (vertebra)", re.IGNORECASE)
_REGIONS = re.compile(
    r"\b(cervical|thoracic|lumbar)(?= ?(?:,|/|&|\band\b) ?(?:thoracic|lumbar|lumbosacral|sacral)\b)", re.IGNORECASE
)
_SIDES = frozenset(("right", "left", "bilateral"))
_SIDE_AT_END = 4
_PLAINER = str.maketrans(
    {
        **dict.fromkeys("\n\r|!\u2022", ";"),
        **dict.fromkeys("\u2013\u2014\u2212", "-"),
        "\t": " ",
        "\u2019": "'",
        "\u00bf": "?",
    }
)


class Token(NamedTuple):
    """A word or a mark of a lower-case text, and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases to be found in a row of tokens, each with what it means."""

    meanings: Mapping[tuple[str, ...], str]
    longest: Mapping[str, int]

    def match(self, tokens: Sequence[Token], first: int) -> tuple[str, int] | None:
        """Return the meaning of the longest phrase at `first` and the token after it, or None."""
        longest = self.longest.get(tokens[first].text, 0)
        for length in range(min(longest, len(tokens) - first), 0, -1):
            meaning = self.meanings.get(tuple(token.text for token in tokens[first : first + length]))
            if meaning is not None:
                return meaning, first + length
        return None


@dataclass(frozen=True, slots=True)
class Cues:
    """The reviewed words of `data/text_cues.toml`."""

    scope: Phrases
    routes: Phrases
    abbreviations: frozenset[str]
    short_forms: Mapping[str, str]
    diseases: Mapping[str, str]
    elsewhere: frozenset[str]
    chronic_others: frozenset[str]
    not_a_fracture: frozenset[str]


@dataclass(frozen=True, slots=True)
class Affirmed:
    """What is left of a text.

    `lower` and `cased` have equal length; ";" stands at every border. `segments` are the tokens of each
    stretch between two borders.
    """

    lower: str
    cased: str
    segments: tuple[tuple[Token, ...], ...]


def tokens_of(lower: str) -> list[Token]:
    """Split a lower-case text into words and marks."""
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(lower)]


@cache
def load_cues() -> Cues:
    """Load the reviewed words; read once per process."""
    text = files("icd10cm").joinpath("data", "text_cues.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    kinds = ("after", "clause", "word", "plain", "turn", "exception")
    return Cues(
        scope=_phrases((phrase, kind) for kind in kinds for phrase in data[kind]),
        routes=_phrases((phrase, route) for route, phrases in data["routes"].items() for phrase in phrases),
        abbreviations=frozenset(data["abbreviations"]),
        short_forms=data["short_forms"],
        diseases={word: disease for disease, words in data["diseases"].items() for word in words},
        elsewhere=frozenset(data["elsewhere"]),
        chronic_others=frozenset(data["chronic_others"]),
        not_a_fracture=frozenset(data["not_a_fracture"]),
    )


def _phrases(rows: Iterable[tuple[str, str]]) -> Phrases:
    meanings: dict[tuple[str, ...], str] = {}
    longest: dict[str, int] = {}
    for phrase, meaning in rows:
        words = tuple(token.text for token in tokens_of(phrase))
        if meanings.setdefault(words, meaning) != meaning:
            raise ValueError(f"{phrase!r} means both {meanings[words]!r} and {meaning!r}")
        longest[words[0]] = max(len(words), longest.get(words[0], 0))
    return Phrases(meanings, longest)


def affirm(text: str, cues: Cues) -> Affirmed:
    """Return what `text` affirms; a ";" stands wherever something was taken out or a sentence ends."""
    cased = _plain(text, cues)
    lower = cased.lower()
    silent: list[tuple[int, int]] = []
    segments: list[tuple[Token, ...]] = []
    for sentence in _sentences(tokens_of(lower)):
        taken_out = sorted(_silenced(sentence, cues.scope))
        silent.extend(taken_out)
        segments.extend(_stretches(sentence, taken_out))
    if silent:
        lower, cased = _blanked(lower, silent), _blanked(cased, silent)
    return Affirmed(lower, cased, tuple(segments))


def _sentences(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    first = 0
    for place, token in enumerate(tokens):
        if token.text == ";":
            yield tokens[first:place]
            first = place + 1
    yield tokens[first:]


def _stretches(sentence: Sequence[Token], silent: Sequence[tuple[int, int]]) -> Iterator[tuple[Token, ...]]:
    """Yield the tokens left of a sentence, parted where something was taken out (`silent`, in order)."""
    kept: list[Token] = []
    at = 0
    for token in sentence:
        while at < len(silent) and silent[at][1] <= token.start:
            at += 1
        if at < len(silent) and silent[at][0] <= token.start:
            if kept:
                yield tuple(kept)
            kept = []
        else:
            kept.append(token)
    if kept:
        yield tuple(kept)


def _blanked(text: str, silent: Iterable[tuple[int, int]]) -> str:
    letters = list(text)
    for start, end in silent:
        letters[start:end] = ";" + " " * (end - start - 1)
    return "".join(letters)


def _plain(text: str, cues: Cues) -> str:
    """Return the text in ASCII letters, at most MAX_LENGTH of them, short forms written out, sentences ended by ";"."""
    plain = text[: MAX_LENGTH + 1].translate(_PLAINER)
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(
            letter if letter.isascii() else " " for letter in decomposed if not unicodedata.combining(letter)
        )
    plain = _CAPITALS.sub(lambda short: cues.short_forms.get(short[0], short[0]), plain)
    plain = _REGIONS.sub(r"\1 region", _LEVELS.sub(r"\1 vertebra and \2 \3", plain))
    whole = _end_sentences(plain, cues.abbreviations) if "." in plain else plain
    if len(text) > MAX_LENGTH or len(whole) > MAX_LENGTH:
        return whole[: whole.rfind(";", 0, MAX_LENGTH) + 1]
    return whole


def _end_sentences(plain: str, abbreviations: frozenset[str]) -> str:
    return "".join(
        ";" if letter == "." and _ends_sentence(plain, place, abbreviations) else letter
        for place, letter in enumerate(plain)
    )


def _ends_sentence(plain: str, place: int, abbreviations: frozenset[str]) -> bool:
    if place + 1 < len(plain) and not plain[place + 1].isspace():
        return False
    start = place
    while start > 0 and place - start < 8 and plain[start - 1].isalpha():
        start -= 1
    return plain[start:place].lower() not in abbreviations


def _silenced(sentence: Sequence[Token], scope: Phrases) -> list[tuple[int, int]]:
    """Return the stretches of one sentence that are to be taken out."""
    if scope.longest.keys().isdisjoint(token.text for token in sentence):
        return []
    clauses: list[tuple[int, int]] = []
    cues: list[tuple[str, int]] = []
    exceptions: list[int] = []
    silent: list[tuple[int, int]] = []
    begun = 0
    place = 0
    while place < len(sentence):
        found = scope.match(sentence, place)
        if found is None:
            place += 1
            continue
        meaning, after = found
        if meaning in ("turn", "exception"):
            if meaning == "exception" and not any(begun <= cue < place for _, cue in cues):
                exceptions.append(after)
            clauses.append((begun, place))
            silent.append((sentence[place].start, sentence[after - 1].end))
            begun = after
        elif meaning != "plain":
            cues.append((meaning, place))
        place = after
    clauses.append((begun, len(sentence)))
    for first, end in clauses:
        inside = [(meaning, place) for meaning, place in cues if first <= place < end]
        silent.extend(_silenced_in_clause(sentence, first, end, inside))
    # What is excepted from something affirmed is denied; what is excepted from a denial is affirmed.
    silent.extend(_until_mark(sentence, first) for first in exceptions if first < len(sentence))
    return silent


def _until_mark(sentence: Sequence[Token], first: int) -> tuple[int, int]:
    stop = first + 1
    while stop < len(sentence) and sentence[stop].text not in {",", ")", "]"}:
        stop += 1
    return sentence[first].start, sentence[stop - 1].end


def _silenced_in_clause(
    sentence: Sequence[Token], first: int, end: int, cues: Sequence[tuple[str, int]]
) -> list[tuple[int, int]]:
    silent: list[tuple[int, int]] = []
    for meaning, place in cues:
        if meaning == "clause" and not (place > first and sentence[place - 1].text == "with"):
            return [(sentence[first].start, sentence[end - 1].end)]
        if silent and sentence[place].start < silent[-1][1]:
            continue
        if meaning == "word":
            hyphen = place + 1 < end and sentence[place + 1].text == "-"
            stop = min(end, place + 2 + hyphen)
        else:
            stop = _reach(sentence, first, place, end)
        silent.append((sentence[place].start, sentence[stop - 1].end))
    return silent


def _reach(sentence: Sequence[Token], first: int, place: int, end: int) -> int:
    """Return the token where a cue's reach ends: at its clause's end, or the bracket closed around it.

    A side at the end is that of what is not without something: "tear of retina without detachment, right eye".
    """
    if sentence[place].text == "without" and place > first:
        comma = max((at for at in range(place, end) if sentence[at].text == ","), default=end)
        if end - comma <= _SIDE_AT_END and comma + 1 < end and sentence[comma + 1].text in _SIDES:
            return comma
    depth = sum((token.text == "(") - (token.text == ")") for token in sentence[first:place])
    if depth <= 0:
        return end
    for stop in range(place, end):
        if sentence[stop].text == ")":
            return stop
    return end
