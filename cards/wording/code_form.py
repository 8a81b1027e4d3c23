"""Words about codes that are not whole: characters missing, or a code that no release holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.wording.words import Words

if TYPE_CHECKING:
    from cards.card_context import Matter


def invalid_code(matter: Matter) -> Words:
    """Word `InvalidCode`; `procedure`: a code of ICD-10-PCS."""
    if matter.issue.because == "procedure":
        return Words(
            summary=f"The procedure code {matter.code} does not exist; which procedure was meant?",
            about="Unknown procedure code",
            lead="Choose the procedure that the record supports:",
        )
    return Words(
        summary=f"The code {matter.code} is not in release {matter.release.id}; which diagnosis was meant?",
        about="Unknown code",
        remarks=("The tabular list of this release does not hold the code.",),
        lead="Choose the diagnosis that the record supports:",
    )


def incomplete_code(matter: Matter) -> Words:
    """Word `IncompleteCode`: a header, which is not a valid code."""
    return Words(
        summary=matter.ask("Which more exact diagnosis applies: {}?"),
        about="Incomplete code",
        remarks=("This is a heading. A valid code has more characters.",),
        lead="Choose the diagnosis that the record supports:",
    )


def seventh_character(matter: Matter) -> Words:
    """Word `SeventhCharacter`; `contradicted`: the chart says another one."""
    if matter.issue.because == "contradicted":
        return Words(
            summary=matter.ask("The chart and the 7th character differ; which is right: {}?"),
            about="7th character",
            lead="If the chart is right, change the code; if the code is right, correct the chart:",
        )
    return Words(
        summary=matter.ask("Which 7th character completes this code: {}?"),
        about="Missing 7th character",
        remarks=("A valid code has a 7th character here; X fills the empty places before it.",),
        lead="Choose the meaning that the record supports:",
    )
