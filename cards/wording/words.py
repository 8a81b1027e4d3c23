"""What a wording gives: the words of one card."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from cards.card_context import Matter


class Words(Struct, frozen=True):
    """What a card says about an issue, besides the facts, notes and options listed from the issue itself.

    `summary` is plain text, the rest Markdown on one line each. `about` names the matter in a few words.
    `nothing` stands for the evidence where there is none, `remarks` follow the notes of ICD-10-CM, `lead`
    comes before the options. `needs` names the parts of a chart ("cultures", "procedures") whose absence the
    reader has to know of.
    """

    summary: str
    about: str
    lead: str = "Choose what the record supports:"
    nothing: str = ""
    remarks: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()


Wording = Callable[[Matter], Words]
"""A function that words the issues of one rule."""
