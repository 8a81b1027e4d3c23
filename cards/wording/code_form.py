"""Words about codes that are not whole: characters missing, or a code that no release holds."""

from __future__ import annotations

from cards.wording.rows import Key, Row

ROWS: dict[Key, Row] = {
    ("InvalidCode", ""): Row(
        summary="The code {code} is not in release {release}; which diagnosis was meant?",
        about="Unknown code",
        remarks=("The tabular list of this release does not hold the code.",),
        lead="Choose the diagnosis that the record supports:",
    ),
    ("InvalidCode", "not effective"): Row(
        summary="{code} was not effective on {day}; which diagnosis was meant?",
        about="Code not effective",
        lead="Choose the diagnosis that the record supports:",
    ),
    ("InvalidCode", "procedure"): Row(
        summary="The procedure code {code} does not exist; which procedure was meant?",
        about="Unknown procedure code",
        lead="Choose the procedure that the record supports:",
    ),
    ("IncompleteCode", ""): Row(
        summary="Which more exact diagnosis applies: {}?",
        about="Incomplete code",
        remarks=("This is a heading. A valid code has more characters.",),
        lead="Choose the diagnosis that the record supports:",
    ),
    ("SeventhCharacter", ""): Row(
        summary="Which 7th character completes this code: {}?",
        about="Missing 7th character",
        remarks=("A valid code has a 7th character here; X fills the empty places before it.",),
        lead="Choose the meaning that the record supports:",
    ),
    ("SeventhCharacter", "contradicted"): Row(
        summary="The chart and the 7th character differ; which is right: {}?",
        about="7th character",
        lead="If the chart is right, change the code; if the code is right, correct the chart:",
    ),
}
