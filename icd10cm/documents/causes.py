"""The organism that a statement names as the cause of its disease: "S. pneumoniae empyema", "empyema due to MRSA".

Only a name beside that of the disease counts, with nothing but places, sides and usual adjectives between them, or
behind words that say what the cause is (`data/document_cues.toml`). A carrier, a precaution, a screen or a contaminant
anywhere in the sentence silences it, and so does a second disease of the same name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.documents.cues import load_cues
from icd10cm.documents.sides import SIDE_WORDS
from icd10cm.organisms.named import most_exact, organisms_in
from icd10cm.organisms.table import written_out
from icd10cm.titles.claims import stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from icd10cm.documents.named_disease import NamedDisease
    from icd10cm.documents.statements import Statement
    from icd10cm.encounter import Organism
    from icd10cm.organisms.named import Named

_TOKEN = re.compile(r"[a-z0-9]+|[;,:()/&?]")
_LIST = r"O(?:[,+(]+O\)?)*"
_BEFORE = re.compile(rf"(?:^|[;,:+pD])(?P<named>{_LIST})[pe]*D")
_BEHIND = re.compile(rf"D[p,]*(?:c|[,:(]c?)(?P<named>{_LIST})[ie]?(?:$|[;,)+])")
_OF_ONE_NAME = re.compile(r"D(?:[p,]*D)*")


class _Cues(NamedTuple):
    cause: tuple[tuple[str, ...], ...]
    between: frozenset[str]
    behind: frozenset[str]
    letters: Mapping[str, str]
    qualifies: frozenset[str]
    no_cause: re.Pattern[str]


def causes_of(statement: Statement, disease: NamedDisease, own: frozenset[str]) -> tuple[Organism, ...]:
    """Return the organisms that a statement of a disease names as its cause.

    `own` are the stems of the words that name the disease (`evidence.disease_words.naming_words`).
    """
    words = written_out(_TOKEN.findall(statement.facts.affirmed))
    named = organisms_in(words)
    if not named or _cues().no_cause.search(statement.quote.lower()) is not None:
        return ()
    if not _cues().qualifies.isdisjoint(_beside(words, named)):
        return ()
    between = _between(statement, own)
    starts = {one.start: one for one in named}
    shape, places, at = "", list[int](), 0
    while at < len(words):
        found = starts.get(at)
        kind, at = _kind_at(words, at, between, disease) if found is None else ("O", found.end)
        places += [len(shape)] if found is not None else []
        shape += kind
    causes = _places_of_causes(shape)
    return most_exact(one.organism for place, one in zip(places, named, strict=True) if place in causes)


def _beside(words: Sequence[str], named: Sequence[Named]) -> Iterator[str]:
    """Yield the words outside of the names of organisms."""
    within = {place for one in named for place in range(one.start, one.end)}
    return (word for place, word in enumerate(words) if place not in within)


def _places_of_causes(shape: str) -> frozenset[int]:
    """Return the places of the organisms in a shape that are causes; none where several diseases have the name."""
    if len(_OF_ONE_NAME.findall(shape)) != 1:
        return frozenset()
    spans = (match.span("named") for pattern in (_BEFORE, _BEHIND) for match in pattern.finditer(shape))
    return frozenset(place for start, end in spans for place in range(start, end))


def _kind_at(words: Sequence[str], at: int, between: frozenset[str], disease: NamedDisease) -> tuple[str, int]:
    """Return what a word is to a cause, as a letter, and the position behind it."""
    word, cues = words[at], _cues()
    for phrase in cues.cause:
        if tuple(words[at : at + len(phrase)]) == phrase:
            return "c", at + len(phrase)
    if word in cues.letters:
        return cues.letters[word], at + 1
    if _names(word, disease):
        return "D", at + 1
    if word in between or stem(word) in between or word.isdigit():
        return "p", at + 1
    return ("i" if word in cues.behind else "x"), at + 1


def _names(word: str, disease: NamedDisease) -> bool:
    """Return whether a word is one of those that name a disease."""
    if disease.names:
        return word in disease.own or any(word in name.split() for name in disease.names)
    return any(
        stem(word) in each.stems or word.startswith(each.roots) or any(word in one.split() for one in each.phrases)
        for each in disease.words
    )


def _between(statement: Statement, own: frozenset[str]) -> frozenset[str]:
    """Return the words that may stand between a disease and its cause."""
    places = frozenset(word for one in statement.facts.mentions for word in _TOKEN.findall(one.phrase))
    return places | SIDE_WORDS | own | _cues().between


@cache
def _cues() -> _Cues:
    data = load_cues()["organism"]
    phrases = sorted((tuple(phrase.split()) for phrase in data["cause"]), key=len, reverse=True)
    no_cause = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, data['no_cause']))})(?!\w)|\?")
    letters = {mark: mark for mark in ";,:()"} | dict.fromkeys(("and", "&"), "+") | dict.fromkeys(data["either"], "e")
    return _Cues(
        tuple(phrases),
        frozenset(data["between"]),
        frozenset(data["behind"]),
        letters,
        frozenset(data["qualifies"]),
        no_cause,
    )
