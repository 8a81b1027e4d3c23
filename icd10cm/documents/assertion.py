"""Whether a report asserts what it names, as of now: of a sentence, of an addendum's word on it, of the whole document.

The words are data (`data/document_cues.toml`). A sentence is a closed world around the name of the disease: before it,
up to the last comma, and behind a verb that follows it, stand only words that titles of codes have, places, numbers and
listed words. "Findings argue against osteomyelitis" and "osteomyelitis remains a consideration" assert none.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from icd10cm.anatomy.operations import operation_words
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.documents.cues import any_of, any_phrase, load_cues, whole_words
from icd10cm.documents.named_disease import BEFORE_WORDS
from icd10cm.documents.sentences import words_of_places
from icd10cm.documents.sides import SIDE_WORDS
from icd10cm.encounter import DocumentKind
from icd10cm.text.lexicon import load_lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icd10cm.documents.named_disease import NamedDisease

_WORD = re.compile(r"(?<![a-z0-9])[a-z]+(?![a-z0-9])")
_BORDER = re.compile(r"[.;,](?=\s|$)(?![^()]*\))")
_END = re.compile(r"[.;,(](?=\s|$)| with ")
_TOKEN = re.compile(r"[a-z]+|[.;:!?]")
_PART = r"(?:side|laterality|left|right)(?: [a-z]+){0,3} "
"""What an addendum may correct in a report that stands: "the side was dictated in error"."""


class Assertion(StrEnum):
    """What a sentence or a document does with what it names."""

    ASSERTED = "asserted"
    DOUBTED = "doubted, asked for, recommended or told by others"
    PAST = "treated or healed before"
    UNKNOWN = "governed by words that are not known"
    WITHDRAWN = "taken back"


class _Cue(NamedTuple):
    """A pattern by which a sentence has an assertion: up to the name of the disease, from there on, or anywhere."""

    says: Assertion
    reach: str
    pattern: re.Pattern[str]
    kinds: frozenset[DocumentKind]
    unless: re.Pattern[str] | None = None
    of_treatment: bool = False
    """A device is a treatment itself: what it is after does not end its trouble."""

    def is_in(self, lower: str, first: int) -> bool:
        """Return whether a sentence has the pattern where it counts; the name of the disease begins at `first`."""
        start, end = (first if self.reach == "behind" else 0), (first if self.reach == "before" else len(lower))
        if self.pattern.search(lower, start, end) is None:
            return False
        return self.unless is None or self.unless.search(lower) is None


def assertion_of(lower: str, kind: DocumentKind, disease: NamedDisease, first: int | None = None) -> Assertion:
    """Return what a lower-case sentence of a document does with a disease that it may name, or states from `first`."""
    first = _first_name(lower, disease) if first is None else first
    for cue in _cues():
        if kind in cue.kinds and cue.is_in(lower, first) and not (cue.of_treatment and disease.of_device):
            return cue.says
    return Assertion.UNKNOWN if _is_governed(lower, first, disease.vocabulary) else Assertion.ASSERTED


def _first_name(lower: str, disease: NamedDisease) -> int:
    """Return where a sentence begins to name a disease; its end where it does not."""
    first = len(lower)
    padded = BEFORE_WORDS[0] + lower
    for name in disease.heads:
        at = padded.find(name) - (not name.startswith(BEFORE_WORDS))
        first = at if 0 <= at < first else first
    return first


def _is_governed(lower: str, first: int, vocabulary: frozenset[str]) -> bool:
    """Return whether a word that is not known stands before the name, or behind a verb that follows it."""
    if _has_unknown(_BORDER.split(lower[: lower.rfind(" ", 0, first) + 1])[-1], vocabulary):
        return True
    clause = _END.split(lower[first:], maxsplit=1)[0]
    verb = _verbs().search(clause)
    return verb is not None and _has_unknown(clause[verb.end() :], vocabulary)


def _has_unknown(text: str, vocabulary: frozenset[str]) -> bool:
    return not vocabulary.issuperset(set(_WORD.findall(text)) - _known())


@cache
def _cues() -> tuple[_Cue, ...]:
    return (*map(_listed, load_cues()["cue"]), *_of_treatment(load_cues()["treated"]))


def _listed(row: Mapping[str, Any]) -> _Cue:
    unless = any_phrase(row["unless"]) if "unless" in row else None
    return _Cue(Assertion[row["says"]], row["reach"], any_phrase(row["words"]), _kinds(row), unless)


def _kinds(row: Mapping[str, list[str]]) -> frozenset[DocumentKind]:
    return frozenset(map(DocumentKind, row.get("kinds", DocumentKind)))


def _of_treatment(row: Mapping[str, list[str]]) -> tuple[_Cue, _Cue]:
    """Return how a sentence names a disease as treated before: behind the treatment, or before it."""
    past, again, current = (any_phrase(row[key]).pattern for key in ("past", "again", "current"))
    treatment = whole_words((*map(re.escape, row["treatments"]), f"[a-z]+{any_of(row['endings'])}")).pattern
    named_behind = rf"{treatment} of |{past}.*?{treatment}(?:.*\bfor\b|(?!.*(?:{again}|{current})))"
    named_before = rf"{past}.*?(?:{treatment}|{any_phrase(row['replacements']).pattern})"
    return (
        _Cue(Assertion.PAST, "before", re.compile(named_behind), _kinds(row), of_treatment=True),
        _Cue(Assertion.PAST, "behind", re.compile(named_before), _kinds(row), re.compile(again), of_treatment=True),
    )


@cache
def _known() -> frozenset[str]:
    """Return the words that may govern the name of a disease which is asserted, beside those of titles."""
    anatomy, lexicon = load_anatomy(), load_lexicon()
    short = (word for phrase, _ in lexicon.short_forms.items() for word in phrase)
    places = (word for phrase in anatomy.phrases for word in phrase)
    names = (word for form in lexicon.diseases for word in re.findall(r"[a-z0-9]+", form))
    listed = load_cues()["known"]["words"]
    others = (*anatomy.plurals, *lexicon.capitals_in_mixed_case, *operation_words())
    return frozenset((*listed, *places, *names, *short, *others))


@cache
def _verbs() -> re.Pattern[str]:
    return any_phrase(load_cues()["known"]["verbs"])


def is_old(sentence: str) -> bool:
    """Return whether a sentence says that what it describes is of the past: "remote lacune in the right thalamus"."""
    return _old().search(sentence.lower()) is not None


def is_normal(sentence: str) -> bool:
    """Return whether a sentence says of all that it names that it is well: "right tube and both ovaries normal"."""
    found = _normal().fullmatch(sentence.lower())
    return found is not None and _parts().issuperset(found["parts"].split())


@cache
def _normal() -> re.Pattern[str]:
    data = load_cues()["normal"]
    verb, looks = r"(?:is|are|was|were|appears?|remains?)", any_of(data["looks"])
    return re.compile(rf"(?P<parts>[a-z ]+?)(?: {verb})? {any_of(data['words'])}(?: in {looks}(?: and {looks})?)?[.;]?")


@cache
def _parts() -> frozenset[str]:
    return words_of_places().union(load_cues()["normal"]["parts"], SIDE_WORDS, operation_words())


@cache
def _old() -> re.Pattern[str]:
    return any_phrase(load_cues()["old"]["words"])


def assertion_of_document(text: str) -> Assertion:
    """Return whether a document says that all of it is void, of another patient, or was entered in error."""
    lower, void = text.lower(), _void()
    for look in void.looks:  # the usual case has none
        if look in lower:
            return void.read(lower)
    return Assertion.ASSERTED


class _Void(NamedTuple):
    """How a document takes all of itself back; one of `looks` is in every text that does."""

    looks: tuple[str, ...]
    whole: re.Pattern[str]
    in_error: re.Pattern[str]
    of_part: re.Pattern[str]
    line: re.Pattern[str]

    def read(self, lower: str) -> Assertion:
        said = " ".join(_TOKEN.findall(lower))
        lines = (" ".join(_TOKEN.findall(line)) for line in lower.split("\n"))
        is_void = (
            self.whole.search(said) is not None
            or self.in_error.search(self.of_part.sub("", said)) is not None
            or any(self.line.fullmatch(line) for line in lines)
        )
        return Assertion.WITHDRAWN if is_void else Assertion.ASSERTED


@cache
def _void() -> _Void:
    data = load_cues()["withdrawn"]
    document, void, error = (any_of(data[key]) for key in ("document", "void", "in_error"))
    between = f"(?:{any_of(data['between'])} )*"
    backward = rf"{any_of(data['order'])} {between}{document}"
    forward = rf"{document} {between}(?:{void}|{error})"
    return _Void(
        looks=tuple(data["looks"]),
        whole=re.compile(rf"\b(?:{any_of(data['whole'])}|{backward}|{void} {between}{document}|{forward})\b"),
        in_error=re.compile(rf"\b{error}\b"),
        of_part=re.compile(rf"\b{_PART}{error}\b"),
        line=re.compile(rf"(?:[a-z]+ : )?(?:{void}|{error})(?: [.!:])?"),
    )


def assertion_of_addendum(sentence: str) -> Assertion:
    """Return whether a sentence of an addendum takes a finding back that it does not name: "the line is a canal"."""
    lower, (corrects, told) = sentence.lower(), _corrections()
    return Assertion.WITHDRAWN if corrects.search(lower) and not told.search(lower) else Assertion.ASSERTED


@cache
def _corrections() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = load_cues()["addendum"]
    found = rf"{any_phrase(data['pointing']).pattern}(?: [\w-]+){{0,3}} {any_phrase(data['findings']).pattern}"
    return re.compile(rf"{found}|{any_phrase(data['nothing']).pattern}"), any_phrase(data["told"])
