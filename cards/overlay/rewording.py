"""Words of a hospital's own in the place of those of a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from msgspec.structs import replace

from cards.wording import generic

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cards.card_context import CardContext
    from cards.wording import Wording, Words

EVERY_REASON = "*"

# Reasons that had another name in an earlier release; rules files keep working.
_FORMER_NAMES = {"contradicts": "contradicted"}


@dataclass(frozen=True, slots=True)
class Rewording:
    """Other words for one rule. What is None stays as it is.

    `because` is the reason within the rule that they are for; `EVERY_REASON` for those that no other entry names.
    `summary` is a question in which each `{}` is filled with the title and code of a diagnosis concerned.
    """

    rule: str
    because: str = EVERY_REASON
    summary: str | None = None
    about: str | None = None
    lead: str | None = None
    nothing: str | None = None
    remarks: tuple[str, ...] | None = None


def reworded(wordings: Mapping[str, Wording], entries: Iterable[Rewording]) -> dict[str, Wording]:
    """Return the wordings with the entries in their place."""
    by_rule: dict[str, dict[str, Rewording]] = {}
    for entry in entries:
        reason = _FORMER_NAMES.get(entry.because, entry.because)
        by_rule.setdefault(entry.rule, {})[reason] = entry
    changed = {rule: _with(wordings.get(rule, generic.any_rule), of_rule) for rule, of_rule in by_rule.items()}
    return {**wordings, **changed}


def _with(wording: Wording, entries: Mapping[str, Rewording]) -> Wording:
    def word(context: CardContext) -> Words:
        words = wording(context)
        entry = entries.get(context.issue.because) or entries.get(EVERY_REASON)
        if entry is None:
            return words
        return replace(
            words,
            summary=words.summary if entry.summary is None else context.ask(entry.summary),
            about=words.about if entry.about is None else entry.about,
            lead=words.lead if entry.lead is None else entry.lead,
            nothing=words.nothing if entry.nothing is None else entry.nothing,
            remarks=words.remarks if entry.remarks is None else entry.remarks,
        )

    return word
