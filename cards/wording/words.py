"""What a wording gives: the words of one card."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from cards.card_context import CardContext

OTHERWISE = "If none fits, dismiss with a reason."
"""The usual last line of a detail."""
NO = "If not, dismiss with a reason."
"""The last line after a question that yes or no answers."""
CORRECT = 'If the code is right, correct the chart and dismiss with "Code is correct as is".'
"""The last line where the chart says otherwise than the code."""
UNKNOWN = 'If it is not known, dismiss with "Unable to determine".'
"""The last line after a question that the chart does not help to answer."""


class Words(Struct, frozen=True):
    """What a card says about an issue, in addition to the facts, notes and options listed from the issue itself.

    `summary` is plain text, the rest Markdown on one line each. `about` names the subject in a few words. `nothing`
    is shown as the chart's part where there is no evidence, `nothing_in_text` instead where the diagnosis has a
    text, which may name a site that no choice has, `remarks` follow the notes of ICD-10-CM, `lead` is the last
    line: what to do. `needs` names the parts of a chart ("cultures", "procedures") whose absence
    the card mentions.
    """

    summary: str
    about: str
    lead: str = OTHERWISE
    nothing: str = ""
    remarks: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    nothing_in_text: str = ""


Wording = Callable[[CardContext], Words]
"""A function that words the issues of one rule."""
