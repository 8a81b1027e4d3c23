"""What a title claims of its disease: words that must be true, words it denies, words it leaves open.

"Dementia, unspecified severity, with agitation, without anxiety" claims dementia and agitation, denies anxiety and
leaves the severity open. Sites and sides are not claims; they are compared by anatomy.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.titles.words import EMPTY, SIDE_WORDS, plain_letters, words_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|[,;:/()&+\[\]]")
_NON = re.compile(r"\bnon(?:-| -? ?)(?=[a-z])")
_BRACKET = re.compile(r"[()\[\]]")
BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NUMBER = re.compile(r"(?:\d{1,2}[a-e]?|i{1,3}|iv|v)")
_ARABIC = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_ORDINALS = {"1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth"}
_NUMBERED = frozenset(("stage", "grade", "type", "class", "degree", "level", "group", "serogroup"))
WEEKS = re.compile(r"(\d{1,2})(?:w|wk|wks|week|weeks)(\d[a-z]*)?")
"""Weeks of gestation in one word, and the days behind them: "31w", "31w2d"."""
WEEK_WORDS = frozenset(("week", "weeks", "wk", "wks"))
_SUFFIXES = (
    "ations",
    "ation",
    "ated",
    "ings",
    "ing",
    "ions",
    "ion",
    "ives",
    "ive",
    "ed",
    "ics",
    "ic",
    "ia",
    "es",
    "s",
    "e",
)
_SHORTEST_STEM = 5
_SAME_ROOT = 4
_DIGIT = re.compile(r"\d")
_FIRST_PREGNANCY = "normal first pregnancy"


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """Return what a word has in common with its other forms: "perforated" and "perforation"."""
    (word,) = words_of(word) or (word,)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word


def stems_of(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words in order, marks kept, a number joined to the word before it ("stage:3")."""
    plain = plain_letters(text).lower().replace("'s", "").replace("secondary to", "due to")
    if _FIRST_PREGNANCY in plain:  # its ordinal counts no trimester
        plain = plain.replace(_FIRST_PREGNANCY, "normal primigravida pregnancy")
    tokens = _TOKEN.findall(_NON.sub("non", plain) if "non" in plain else plain)
    if _NUMBERED.isdisjoint(tokens) and _DIGIT.search(plain) is None:  # the usual case
        return tuple([stem(token) if token[0].isalnum() else token for token in tokens])
    return tuple(_stems([_ORDINALS.get(token, token) for token in tokens]))


def _stems(tokens: list[str]) -> Iterator[str]:
    before = ""
    for place, token in enumerate(tokens):
        if token[0].isdigit() or token in _NUMBERED or before in _NUMBERED:
            yield from _with_number(tokens, place)
        else:  # the usual case
            yield stem(token) if token[0].isalnum() else token
        before = token


def _with_number(tokens: list[str], place: int) -> Iterator[str]:
    """Yield the stem of a word that is a number, or may have one; none where another word says it too."""
    token = tokens[place]
    before = tokens[place - 1] if place else ""
    after = tokens[place + 1] if place + 1 < len(tokens) else ""
    weeks = WEEKS.fullmatch(token)
    if weeks:
        yield f"{int(weeks[1])}:week"
    elif token.isdigit() and after in WEEK_WORDS:
        yield f"{int(token)}:week"
    elif before in _NUMBERED and _NUMBER.fullmatch(token):
        if not _is_of_a_range(tokens, place):
            yield f"{before}:{_ARABIC.get(token, token)}"
    elif not (token in _NUMBERED and _NUMBER.fullmatch(after)):
        yield stem(token) if token[0].isalnum() else token


_UNSPECIFIED, _SPECIFIED = stem("unspecified"), stem("specified")
_UNDETERMINED = stem("undetermined")
"""It leaves the intent of a poisoning open, as "unspecified" would."""
DEFAULTS = frozenset(stem(word) for word in ("uncomplicated", "asymptomatic", "unilateral"))
"""Stems by which a title says only that nothing more was documented."""
ACUTE, SUBACUTE, CHRONIC = stem("acute"), stem("subacute"), stem("chronic")
KINDS = frozenset((ACUTE, SUBACUTE, CHRONIC))
"""How long a disease has lasted; a title names at most one, or two together."""
_AROUND = ("affecting", "involving", "following", "complicating")
LEFT_OUT = (
    frozenset(stem(word) for word in EMPTY)
    | DEFAULTS
    | frozenset(SIDE_WORDS)
    | {"dominant", "nondominant", "side", "whether", "mention", "whole", "unknown"}
    | {"on", "at", "from", "as", "such", "is", "no"}
    | {stem(word) for word in (*_AROUND, "without", "not", "except", "with", "due", "status")}
)
"""Words of a title that claim nothing: sides are compared as such, the rest is grammar."""
_OPENS = frozenset((_UNSPECIFIED, "other", "without", "not", "nos", "unknown")) | DEFAULTS
_STOPS = frozenset((",", ";", "with", "in", "of", "due", *(stem(word) for word in ("affecting", "complicating"))))
_PROPERTIES = frozenset(stem(word) for word in ("severity", "stage", "depth", "degree", "laterality", "trimester"))
_LINKS = frozenset(("with", "due"))
_TO = frozenset(("to",))
_MEASURED = frozenset(("number", "length", "onset"))
"""What a title leaves open together with what is of it: "unspecified as to length of time"."""
_DENIED_THERE = frozenset(stem(word) for word in ("body", "complications", "extension", "fracture"))
"""What a title denies whole before its place: "without intercondylar fracture | of right humerus"."""
_OR = frozenset(("and", "or", "/"))
_SPECIFIED_AS = (_SPECIFIED, "as")
_AND_OR = frozenset(("and", "or"))
_UNSPECIFIED_AS_TO = (_UNSPECIFIED, "as", "to")
_OR_UNSPECIFIED = ("or", _UNSPECIFIED)
_NAMING_BOTH = frozenset(("whether", "as"))
"""Behind "unspecified", they name what is left open: "unspecified as acute or chronic"."""
_LEADING = frozenset((_UNSPECIFIED, "other"))
_NOT_BEGUN = _LEADING | {_SPECIFIED}
_DENYING = frozenset(("without", "not", "except"))
_TURNING = _LEADING | _DENYING | _STOPS
"""Words that may change what a title does from there on."""
_CHANGING = _LEADING | _DENYING | _OR
"""Words without any of which a title claims each of its words, stops or not."""
_NO_WORDS = frozenset[str]()
_CLAIMS, _OPEN, _WHETHER, _UNSAID, _DENIES = "claims", "open", "whether", "unsaid", "denies"
_SKIPS_TO_COMMA = frozenset((_WHETHER, _UNSAID))


def _is_of_a_range(tokens: list[str], place: int) -> bool:
    return _is_range(tokens[place + 1 : place + 3]) or _ends_range(tokens[max(0, place - 3) : place - 1])


def _is_range(following: list[str]) -> bool:
    """Return whether a second number follows: "stage 2-3", "stage 2 or 3", "stage 2 to stage 3"."""
    if following[:1] and following[0] in {"or", "to", "/", "and"}:
        return len(following) > 1 and (following[1] in _NUMBERED or _NUMBER.fullmatch(following[1]) is not None)
    return bool(following) and following[0].isdigit() and len(following[0]) == 1


def _ends_range(before: list[str]) -> bool:
    """Return whether a number and "to" or "or" come before: the second one of "stage 2 to stage 3"."""
    return len(before) > 1 and before[1] in {"or", "to"} and _NUMBER.fullmatch(before[0]) is not None


def is_another_number(word: str, other: str) -> bool:
    """Return whether two stems say different numbers of one property: "stage 2" and "stage 3", not "stage 3a"."""
    if ":" not in word or word.partition(":")[0] != other.partition(":")[0]:
        return False
    return not word.startswith(other) and not other.startswith(word)


class Claims(Struct, frozen=True, array_like=True, gc=False):
    """What a title claims.

    Each of `needed` is a group of stems of which one must be said ("hemiplegia and hemiparesis": either). `denied` are
    the phrases after "without" and "not", `unsaid` the stems after "not specified as": a text need not deny those, and
    the title is wrong where a text says them. `said` are all stems of the title, `linked` those after "with" and "due
    to", which may name another disease. `is_open` tells that the title leaves something open or over: it says
    "unspecified", "other" or "without", or a default such as "uncomplicated".
    """

    needed: tuple[frozenset[str], ...]
    denied: tuple[frozenset[str], ...]
    said: frozenset[str]
    linked: frozenset[str]
    is_open: bool
    unsaid: frozenset[str] = frozenset()


@lru_cache(maxsize=1 << 14)
def claims_of(
    title: str, template: frozenset[str] | None = None, *, sides: bool = False, is_term: bool = False
) -> Claims:
    """Read the claims of a title; only words of its `template` count, if given, so that places do not.

    `sides` counts "right" and "left" too, where they are not sides of the body: "right heart failure". An inclusion
    term claims what it calls other or unspecified too; a title does not.
    """
    words, said, linked = _words_of(title)
    keep = None if template is None else stems_of_words(template)
    needed: list[frozenset[str]] = []
    denied: list[set[str]] = [set()]
    unsaid = _NO_WORDS
    left_out = LEFT_OUT.difference(SIDE_WORDS) if sides else LEFT_OUT
    for group, mode in _read(words, keep):
        content = frozenset() if mode == _OPEN and not is_term else group - left_out
        if mode == _DENIES:
            _deny(denied, group, content)
        elif mode == _UNSAID:
            unsaid |= content
        elif content and (keep is None or any(word in keep or ":" in word for word in content)):
            needed.append(content)
    return Claims(
        needed=tuple(dict.fromkeys(needed)),
        denied=tuple(frozenset(phrase) for phrase in denied if phrase),
        said=said,
        linked=linked,
        is_open=not _OPENS.isdisjoint(words),
        unsaid=unsaid,
    )


def _deny(denied: list[set[str]], group: frozenset[str], content: frozenset[str]) -> None:
    """Add denied words to the last phrase; a word without content begins the next, but "damage to nail" is one."""
    if content:
        denied[-1] |= content
    elif group != _TO:
        denied.append(set())


@lru_cache(maxsize=1 << 12)
def _words_of(title: str) -> tuple[tuple[str, ...], frozenset[str], frozenset[str]]:
    """Return the stems of a title without its brackets, all of its stems, and those that follow "with" or "due to"."""
    words = tuple([_UNSPECIFIED if word == _UNDETERMINED else word for word in stems_of(BRACKETS.sub(" ", title))])
    said = frozenset(words if _BRACKET.search(title) is None else stems_of(_BRACKET.sub(" ", title)))
    link = next((at for at, word in enumerate(words) if word in _LINKS), len(words))
    return words, said, frozenset(words[link:]) - frozenset(words[:link]) - LEFT_OUT


@lru_cache(maxsize=1 << 12)
def left_open_in(title: str) -> frozenset[str]:
    """Return the stems between which a title leaves it open: "unspecified as to partial versus complete"."""
    words = _words_of(title)[0]
    begin = next((at for at, word in enumerate(words) if words[at : at + 3] == _UNSPECIFIED_AS_TO), len(words))
    end = next((at for at in range(begin, len(words)) if words[at] == ","), len(words))
    return frozenset(words[begin + 3 : end]) - frozenset(words[:begin]) - frozenset(words[end:]) - LEFT_OUT


def said_in(title: str) -> frozenset[str]:
    """Return all stems of a title or term, those in brackets too."""
    return _words_of(title)[1]


@lru_cache(maxsize=1 << 12)
def stems_of_words(template: frozenset[str]) -> frozenset[str]:
    """Return the stems of the words of a template."""
    return frozenset(each for word in template for each in stems_of(word))


@lru_cache(maxsize=1 << 14)
def _alone(word: str) -> frozenset[str]:
    """Return a group of one word, the same one for the same word."""
    return frozenset((word,))


def _read(words: tuple[str, ...], keep: Container[str] | None) -> Iterable[tuple[frozenset[str], str]]:
    """Return the words of a title, alternatives together, each with what the title does with it."""
    if _CHANGING.isdisjoint(words):
        return [(_alone(word), _CLAIMS) for word in words if word[0].isalnum()]
    return _read_turns(words, keep)


def _read_turns(words: tuple[str, ...], keep: Container[str] | None) -> Iterator[tuple[frozenset[str], str]]:
    words = _without_open_choices(words)
    mode, begun, place = _CLAIMS, False, 0
    while place < len(words):
        word = words[place]
        rest = words[place + 1 :]
        if (word in _TURNING or mode in _SKIPS_TO_COMMA) and not _is_of_place(word, rest, keep):
            mode = _mode(mode, word, words[place - 1] if place else "", rest, begun=begun)
        begun = begun or word not in _NOT_BEGUN
        group = _alternatives(word, rest)
        place += 1 + 2 * (len(group) > 1)
        if mode != _WHETHER:
            yield group if word[0].isalnum() else _NO_WORDS, mode


def _is_of_place(word: str, rest: tuple[str, ...], keep: Container[str] | None) -> bool:
    """Return whether a title leaves only a place open or over: "other site"."""
    return word in _LEADING and keep is not None and bool(rest) and rest[0][0].isalnum() and rest[0] not in keep


def _without_open_choices(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without those that a title leaves open in pairs.

    "Chronic or unspecified" claims neither, "fentanyl or fentanyl analogs" the fentanyl alone.
    """
    for place in range(1, len(words) - 1):
        if words[place : place + 2] == _OR_UNSPECIFIED:
            return words[: place - 1] + words[place + 2 :]
        if words[place] in _AND_OR and words[place - 1] == words[place + 1]:
            return words[:place] + words[place + 3 :]
    return words


def _mode(mode: str, word: str, before: str, rest: tuple[str, ...], *, begun: bool) -> str:
    """Return what a title does from a word on: a leading "unspecified" or "other" opens nothing itself."""
    after = rest[0] if rest else ""
    if word in _LEADING:
        if after in _NAMING_BOTH:
            return _WHETHER
        # "With unspecified angina pectoris" claims the angina, "with unspecified severity" nothing.
        claims_noun = word == _UNSPECIFIED and before in {"with", "to"} and after not in _PROPERTIES
        return _OPEN if begun and after not in {"", ",", "with"} and not claims_noun else mode
    if mode in _SKIPS_TO_COMMA:
        return _CLAIMS if word == "," else mode
    if word in _DENYING:
        return _UNSAID if rest[:2] == _SPECIFIED_AS else _DENIES
    if word not in _STOPS:
        return mode
    return mode if _goes_on(mode, word, before, rest) else _CLAIMS


def _goes_on(mode: str, word: str, before: str, rest: tuple[str, ...]) -> bool:
    """Return whether what a title does reaches beyond a stop: "unspecified number of placenta"."""
    if mode == _DENIES:
        return _denial_goes_on(word, before, rest)
    return mode == _OPEN and word == "of" and before in _MEASURED


def _denial_goes_on(word: str, before: str, rest: tuple[str, ...]) -> bool:
    """Return whether a denial reaches beyond a word that ends other phrases: "not due to", "without A, B, and C"."""
    if word == "of":
        return before not in _DENIED_THERE
    return (word == "due" and before == "not") or (word == "," and _list_goes_on(rest))


def _alternatives(word: str, rest: tuple[str, ...]) -> frozenset[str]:
    """Return a word with its alternative: "hemiplegia and hemiparesis", "grade/stage III"."""
    if len(rest) < 2 or rest[0] not in _OR:
        return _alone(word)
    other = rest[1]
    if word in _NUMBERED and ":" in other:
        return frozenset((f"{word}:{other.split(':')[1]}", other))
    one_root = word[:_SAME_ROOT] == other[:_SAME_ROOT] and len(word) > _SAME_ROOT
    return frozenset((word, other)) if rest[0] == "/" or one_root else _alone(word)


def _list_goes_on(rest: tuple[str, ...]) -> bool:
    """Return whether a list of what is not there goes on behind a comma: "without A, B, and C"."""
    return (",", "and") in pairwise((",", *rest)) and rest[0] not in {"with", "without", "not", _UNSPECIFIED}
