"""Words about codes that leave open what kind of a disease it is: acute or chronic, type, stage, degree."""

from __future__ import annotations

from cards.wording.rows import Key, Row
from cards.wording.words import UNKNOWN

_ABOUT = "Unspecified kind"
_NOTHING = "nothing more specific"
_LEAD = UNKNOWN


def _row(*sentences: str) -> Row:
    return Row(
        sentences=(
            *sentences,
            "Can the {name} ({code}) be stated more exactly?",
            "Can {code} be stated more exactly?",
        ),
        about=_ABOUT,
        nothing=_NOTHING,
        lead=_LEAD,
    )


ROWS: dict[Key, Row] = {
    ("UnspecifiedKind", ""): _row(),
    ("UnspecifiedKind", "acuity"): _row(
        "Is the {name} ({code}) acute, chronic, or acute on chronic?",
        "Is {code} acute, chronic, or acute on chronic?",
    ),
    ("UnspecifiedKind", "type"): _row("Which type of {name} is it ({code})?", "Which type is {code}?"),
    ("UnspecifiedKind", "stage"): _row("Which stage is the {name} ({code})?", "Which stage is {code}?"),
    ("UnspecifiedKind", "degree"): _row(
        "Is the {name} ({code}) mild, moderate or severe?", "Is {code} mild, moderate or severe?"
    ),
    ("UnspecifiedKind", "site"): _row("Where is the {name} ({code})?", "Which site does {code} concern?"),
    ("UnspecifiedKind", "several"): Row(
        sentences=(
            "Which kind of {name} and of {name2} is it ({codes})?",
            "Which kind are {codes}?",
            "Which kind is each of these conditions?",
        ),
        about=_ABOUT,
        nothing=_NOTHING,
        lead=_LEAD,
    ),
}
