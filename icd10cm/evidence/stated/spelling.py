"""Misspelled long words of notes in the spelling of the release: "penumonia" is pneumonia.

Bounded, so that no medical word becomes another: a word of eight letters or more that neither the release nor the
lexicon knows, one slip of the hand away from one word of the release alone. A slip is two letters in each other's
place, or a vowel or one of a double letter left out or typed too much; never the first letter or the last. Those of
words of English that look like one are in `spelling.toml`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from icd10cm.releases.release import Release

_SHORTEST = 8
_LONG = re.compile(rf"[A-Za-z]{{{_SHORTEST},30}}")
_WORD = re.compile(r"[a-z]+")
_VOWELS = frozenset("aeiouy")
_MOST = 1 << 12
"""How many words are remembered."""


def well_spelled(text: str, release: Release) -> str:
    """Return a text with its misspelled long words as the release spells them."""
    spelling = _spelling("", release)
    return _LONG.sub(lambda word: spelling(word[0]), text)


@kept_with_release
def _spelling(_: str, release: Release) -> Callable[[str], str]:
    """Return what spells a word as a release does; some thousands of words are remembered."""
    titles = _words_of_release(release)
    by_form: dict[tuple[str, str, int], list[str]] = {}
    for each in titles:
        by_form.setdefault((each[0], each[-1], len(each)), []).append(each)
    known = titles | _known_to_texts()

    @lru_cache(maxsize=_MOST)
    def spell(word: str) -> str:
        lower = word.lower()
        if lower in known or _singular(lower) in known:  # the usual case
            return word
        near = _near(lower, by_form)
        return near[0] if len(near) == 1 else word

    return spell


def _singular(word: str) -> str:
    (one,) = words_of(word)
    return one


def _words_of_release(release: Release) -> frozenset[str]:
    """Return the words of titles, inclusion terms and notes; most are said many times."""
    said: set[str] = set()
    for node in release.tabular.nodes:
        for text in chain((node.title,), node.inclusion_terms, *(block.lines for block in node.notes)):
            said.update(text.lower().split())
    return frozenset(chain.from_iterable(map(_WORD.findall, said)))


@cache
def _known_to_texts() -> frozenset[str]:
    """Return the words of all tables that texts are read by, and of those that look like a misspelling."""
    folder = files("icd10cm").joinpath("data")
    tables = chain(folder.iterdir(), folder.joinpath("specialties").iterdir())
    return frozenset(
        chain.from_iterable(
            _WORD.findall(table.read_text(encoding="utf-8").lower()) for table in tables if table.name.endswith(".toml")
        )
    )


def _near(word: str, by_form: Mapping[tuple[str, str, int], list[str]]) -> list[str]:
    """Return the words that are one slip away from a word."""
    lengths = range(len(word) - 1, len(word) + 2)
    return [each for length in lengths for each in by_form.get((word[0], word[-1], length), ()) if _is_slip(word, each)]


def _is_slip(word: str, meant: str) -> bool:
    """Return whether a word is one slip away from another with the same first and last letters."""
    if len(meant) < _SHORTEST:
        return False
    first = next((at for at, (one, other) in enumerate(zip(word, meant, strict=False)) if one != other), len(word) - 1)
    if len(word) == len(meant):
        return word[first : first + 2] == meant[first : first + 2][::-1] and word[first + 2 :] == meant[first + 2 :]
    longer, shorter = (word, meant) if len(word) > len(meant) else (meant, word)
    letter = longer[first]
    return longer[first + 1 :] == shorter[first:] and (letter in _VOWELS or letter == longer[first - 1])
