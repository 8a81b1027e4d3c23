"""Words that are data: one row for each rule and reason, filled in with the phrases of an issue."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from cards.phrases.fitting import filled, fitted, sentences_of
from cards.phrases.slots import FACTS, NAMED, PARTS, Phrases
from cards.wording.words import OTHERWISE, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cards.card_context import CardContext
    from cards.phrases.fitting import Sentences
    from cards.wording.words import Wording

Key = tuple[str, ...]
"""A rule id and a reason, with the strength as a third part where the words depend on it."""


class Row(Struct, frozen=True, kw_only=True):
    """The words for one rule and reason.

    `sentences` are summaries with phrases in braces (`cards.phrases.slots`), the fullest first; the first that fits is
    taken, and the last one needs nothing but the codes. `about` may have phrases too. `named_lead` takes the place
    of `lead` where there are words for its phrases. The other fields are those of `Words`.
    """

    sentences: tuple[str, ...]
    about: str
    lead: str = OTHERWISE
    named_lead: str = ""
    nothing: str = ""
    remarks: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    nothing_in_text: str = ""


def by_rows(rows: Mapping[Key, Row], rule: str) -> Wording:
    """Return the wording of a rule whose words are all in rows. A reason without a row gets the row for ""."""

    def word(context: CardContext) -> Words:
        found: Words | None = context.derived.get(word)
        if found is None:
            found = context.derived[word] = written(context)
        return found

    def written(context: CardContext) -> Words:
        issue = context.issue
        key = (rule, issue.because)
        row = rows.get((*key, issue.strength)) or rows.get(key) or rows[rule, ""]
        phrases = Phrases(context)
        summary = fitted(_summaries(row.sentences), (phrases.spoken(), phrases), phrases.shorter)
        lead = filled(row.named_lead, phrases) or row.lead
        return Words(
            summary,
            fitted(_subject(row.about), (phrases,)),
            lead,
            row.nothing,
            row.remarks,
            row.needs,
            row.nothing_in_text,
        )

    return word


@cache
def _summaries(sentences: tuple[str, ...]) -> Sentences:
    return sentences_of(sentences, (FACTS, PARTS), NAMED)


@cache
def _subject(about: str) -> Sentences:
    return sentences_of((about,))
