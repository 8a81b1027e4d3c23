"""What a document states of one disease: sentences that affirm it, with their places and sides.

Side errors in reports are rare but real (AJR 2009;192:W239), so a document that contradicts itself about the side says
nothing. An addendum overrides the report that it is part of; one that takes the disease back silences it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.anatomy.side import Side
from icd10cm.documents.sentences import LONGEST_QUOTE, sentences_of
from icd10cm.text.clauses import Bearing
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.status import Status
from icd10cm.text.text_facts import Place, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.documents.named_disease import NamedDisease
    from icd10cm.documents.views import View
    from icd10cm.text.text_facts import TextFacts


class Silence(StrEnum):
    """Why a document says nothing of a disease."""

    NOT_NAMED = "does not state the disease"
    TAKEN_BACK = "an addendum takes it back"
    BOTH_SIDES = "names both sides"
    NO_PLACE = "states it without a place"


class Statement(Struct, frozen=True):
    """A sentence that affirms the disease, unchanged, with what was read of it and its places.

    `side_from` is the name of the exam or procedure where that gives the side, "" otherwise.
    """

    quote: str
    facts: TextFacts
    places: tuple[Place, ...]
    side_from: str = ""


_OWN = frozenset((Bearing.NAMES, Bearing.CONTINUES, Bearing.HEADS))
_ONE_SIDE = (Side.RIGHT, Side.LEFT)
_SIDES = {
    "right": Side.RIGHT,
    "rt": Side.RIGHT,
    "r": Side.RIGHT,
    "left": Side.LEFT,
    "lt": Side.LEFT,
    "l": Side.LEFT,
    "bilateral": Side.BILATERAL,
    "bilat": Side.BILATERAL,
    "both": Side.BILATERAL,
}
_SIDE = re.compile(r"\b(?:(?i:right|rt|left|lt|bilateral|bilat|both)|[RL])\b")


def statements_of(view: View, disease: NamedDisease, own: frozenset[str]) -> tuple[Statement, ...] | Silence:
    """Return the statements of a document about a disease, or why there are none.

    `own` are the stems of the words that name the disease (`evidence.disease_words.naming_words`).
    """
    if not disease.may_be_in(view.lower):  # the usual case, without a sentence read
        return Silence.NOT_NAMED
    later = _stated(view.addendum, disease, own)
    if not later and any(_denies(sentence, disease, own) for sentence in view.addendum):
        return Silence.TAKEN_BACK
    found = later or _stated(view.evidence, disease, own)
    if not found:
        return Silence.NOT_NAMED
    if not any(statement.places for statement in found):
        found = _stated(sentences_of(view.findings), disease, own) or found
    found = [_with_side_of_title(statement, view) for statement in found]
    sides = {place.side for statement in found for place in statement.places if place.side}
    if _contradicts(sides, view) or (view.addendum and not later and not _agrees(view.addendum, sides)):
        return Silence.BOTH_SIDES
    return tuple(found)


def _stated(sentences: Iterable[str], disease: NamedDisease, own: frozenset[str]) -> list[Statement]:
    """Return the sentences that affirm the disease."""
    found: list[Statement] = []
    for sentence in sentences:
        if not disease.may_be_in(sentence.lower()):
            continue
        facts = read_text(sentence, load_lexicon(), own)
        if len(sentence) <= LONGEST_QUOTE and disease.is_named_in(facts):
            found.append(Statement(sentence, facts, _own_places(facts)))
    return found


def _own_places(facts: TextFacts) -> tuple[Place, ...]:
    """Return the places of clauses that name the disease themselves."""
    sites = {
        mention.site for mention in facts.mentions if mention.bearing in _OWN and mention.status is Status.AFFIRMED
    }
    return tuple(place for place in facts.places if place.site in sites)


def _denies(sentence: str, disease: NamedDisease, own: frozenset[str]) -> bool:
    """Return whether a sentence names the disease without affirming it."""
    if not disease.may_be_in(sentence.lower()):
        return False
    everything = read_text(sentence, load_lexicon(), own, frozenset(Status))
    return disease.is_named_in(everything)


def _with_side_of_title(statement: Statement, view: View) -> Statement:
    """Take the side from the exam's name where statement and name share a region and no other side is named at all."""
    open_places = [place for place in statement.places if place.site and place.side is None]
    side = _only_side(view.title)
    if not open_places or side is None or _sides_in(view.text) - {side}:
        return statement
    anatomy = load_lexicon().anatomy
    regions = [place.site for place in read_text(view.title, load_lexicon()).places if place.site]
    if not any(not anatomy.disjoint(place.site, region) for place in open_places if place.site for region in regions):
        return statement
    places = tuple(Place(place.site, place.side or side) for place in statement.places)
    return Statement(statement.quote, statement.facts, places, view.title)


def _only_side(text: str) -> Side | None:
    sides = _sides_in(text)
    return next(iter(sides)) if len(sides) == 1 and not sides.isdisjoint(_ONE_SIDE) else None


def _sides_in(text: str) -> set[Side]:
    """Return every side that a text may name, of anything and in any status: a word too many only silences."""
    return {_SIDES[match.group().lower()] for match in _SIDE.finditer(text)}


def _contradicts(sides: set[Side], view: View) -> bool:
    """Return whether the name of the exam or the findings name sides, and none of those that are stated."""
    for text in (view.title, view.findings):
        named = _sides_in(text)
        if sides and named and named.isdisjoint(sides) and Side.BILATERAL not in named | sides:
            return True
    return False


def _agrees(addendum: Sequence[str], sides: set[Side]) -> bool:
    """Return whether an addendum that does not name the disease names no side, or only the one that is stated."""
    named = set[Side]().union(*map(_sides_in, addendum))
    return not named or named == sides


def quotes_of(statements: Iterable[Statement]) -> Iterator[str]:
    """Yield what a card shows of each statement: the sentence, and the exam's name where that gives the side."""
    for statement in statements:
        yield f"{statement.quote} [{statement.side_from}]" if statement.side_from else statement.quote
