"""Whether a sentence of a report asserts what it names: a closed world of the words that may govern the name.

"Findings argue against osteomyelitis" and "osteomyelitis remains a consideration" name a disease and do not assert it.
Before the name, up to the last comma, stand only words that titles of codes have, places, numbers and listed words
(`data/document_cues.toml`); behind a verb that follows the name, too. One unknown word is enough for silence.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.documents.cues import any_phrase, load_cues
from icd10cm.text.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

_WORD = re.compile(r"[a-z0-9]+")
_BORDER = re.compile(r"[.;,](?=\s|$)")
_END = re.compile(r"[.;,(](?=\s|$)| with ")


class _Words(NamedTuple):
    known: frozenset[str]
    doubts: re.Pattern[str]
    verb: re.Pattern[str]


def is_governed(lower: str, names: Iterable[str], vocabulary: Container[str]) -> bool:
    """Return whether words of a lower-case sentence that are not known govern the name of a disease.

    `names` are words one of which names it; `vocabulary` holds the words that titles of codes have.
    """
    first = min((at for name in names if (at := lower.find(name)) >= 0), default=0)
    before = _BORDER.split(lower[: lower.rfind(" ", 0, first) + 1])[-1]
    return _has_unknown(before, vocabulary) or _is_doubted(lower[first:], vocabulary)


def _is_doubted(behind: str, vocabulary: Container[str]) -> bool:
    """Return whether what follows a name doubts it: "should be considered", "if present", "is difficult to exclude"."""
    words = _words()
    clause = _END.split(behind, maxsplit=1)[0]
    if words.doubts.search(behind) is not None:
        return True
    verb = words.verb.search(clause)
    return verb is not None and _has_unknown(clause[verb.end() :], vocabulary)


def _has_unknown(text: str, vocabulary: Container[str]) -> bool:
    known = _words().known
    return any(word not in known and word not in vocabulary for word in _WORD.findall(text) if not _is_number(word))


def _is_number(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


@cache
def _words() -> _Words:
    data = load_cues()["governors"]
    anatomy, lexicon = load_anatomy(), load_lexicon()
    short = (word for phrase, _ in lexicon.short_forms.items() for word in phrase)
    places = (word for phrase in anatomy.phrases for word in phrase)
    names = (word for form in lexicon.diseases for word in _WORD.findall(form))
    return _Words(
        known=frozenset((*data["known"], *places, *anatomy.plurals, *names, *short, *lexicon.capitals_in_mixed_case)),
        doubts=any_phrase(data["doubts"]),
        verb=any_phrase(data["verbs"]),
    )
