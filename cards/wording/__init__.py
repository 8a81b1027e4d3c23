"""Every sentence that a clinician reads on a card, by rule and reason.

`ROWS` has one row of words for each rule and reason; `WORDINGS` maps rule ids to functions from a `CardContext` to
`Words` that fill the rows in. To add a rule or change words, give `DeckOptions.wordings` a mapping of your
own, for instance `{**WORDINGS, "MyRule": my_wording}`. A rule without an entry gets `generic.any_rule`.

Knows nothing of rules but their ids and reasons. Public: the names below.

House rules for the words, checked by the tests: a summary is one neutral question; nothing in it presses
for an answer; nothing anywhere speaks of payment, quality scores or severity; an answer that the chart
does not support is not named.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cards.wording import code_form, generic, kind, linked, organism, procedure, site, two_codes
from cards.wording.detail import write_detail
from cards.wording.rows import Key, Row, by_rows
from cards.wording.words import Wording, Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cards.card_context import CardContext

__all__ = ["ROWS", "WORDINGS", "Row", "Wording", "Words", "by_rows", "write_detail", "write_words"]

ROWS: Mapping[Key, Row] = MappingProxyType(
    code_form.ROWS | site.ROWS | kind.ROWS | organism.ROWS | two_codes.ROWS | linked.ROWS | procedure.ROWS
)
WORDINGS: Mapping[str, Wording] = MappingProxyType({rule: by_rows(ROWS, rule) for rule, *_ in ROWS})


def write_words(context: CardContext, wordings: Mapping[str, Wording]) -> Words:
    """Return the words for an issue: by its rule, or the general ones for a rule that the mapping lacks."""
    return wordings.get(context.issue.rule, generic.any_rule)(context)
