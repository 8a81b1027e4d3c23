"""Words about codes that are not complete: characters missing, or a code that no release has."""

from __future__ import annotations

from msgspec import structs

from cards.wording.rows import Key, Row
from cards.wording.words import CORRECT

_CLOSED = "A fracture not said to be open is coded as closed (Guideline I.C.19.c)."
_NO_TYPE = "An open fracture without its type is coded as type I or II."
_OTHER_FRACTURE = "For another kind of fracture, change the code yourself."
_SEVENTH = Row(
    sentences=(
        "{Fact}. Which 7th character completes {code} ({name})?",
        "The chart says {stated_fracture}. Which 7th character completes {code} ({name})?",
        "{Fact}. Which 7th character completes {code} ({place})?",
        "{Fact}. Which 7th character completes {code}?",
        "The chart says {stated_fracture}. Which 7th character completes {code} ({place})?",
        "The chart says {stated_fracture}. Which 7th character completes {code}?",
        "{Name} ({code}, incomplete): {choices}?",
        "{Choices}? {code} ({place}) is incomplete.",
        "{Choices}? {code} is incomplete.",
        "{Name} ({code}, incomplete): {phases}?",
        "{Phases}? {code} ({place}) is incomplete.",
        "{Name} ({code}, incomplete): {answer}?",
        "{Answer}? {code} is incomplete.",
        "Which 7th character completes {code} ({name})?",
        "Which 7th character completes {code} ({place})?",
        "Which 7th character completes {code}?",
        "Which 7th character completes this code?",
    ),
    about="Missing 7th character",
    lead="If none fits, change the code yourself or dismiss with a reason.",
)

ROWS: dict[Key, Row] = {
    ("InvalidCode", ""): Row(
        sentences=(
            "{code} lacks the placeholder X. Did you mean {placed} ({placed_name})?",
            "{code} lacks the placeholder X. Did you mean {placed}?",
            "{code} does not exist; {near_code} ({nearest}) comes closest. Which diagnosis was meant?",
            "{code} does not exist; {near_code} ({nearest}) comes closest. Which was meant?",
            "{code} does not exist; {near_code} comes closest. Which diagnosis was meant?",
            "{code} is not a valid code on {service_day}. Which diagnosis was meant?",
            "This code is not valid on {service_day}. Which diagnosis was meant?",
        ),
        about="Unknown code",
        lead="If none fits, change the code yourself or dismiss with a reason.",
    ),
    ("InvalidCode", "not effective"): Row(
        sentences=(
            "{code} was not effective on {service_day}. Which diagnosis was meant?",
            "This code was not effective on {service_day}. Which diagnosis was meant?",
        ),
        about="Code not effective",
        lead="If none fits, change the code yourself or dismiss with a reason.",
    ),
    ("InvalidCode", "procedure"): Row(
        sentences=(
            "The procedure code {code} does not exist. Which procedure was meant?",
            "This procedure code does not exist. Which procedure was meant?",
        ),
        about="Unknown procedure code",
        lead="If none fits, change the procedure code yourself or dismiss with a reason.",
    ),
    ("IncompleteCode", ""): Row(
        sentences=(
            "{Name} ({code}, incomplete): {chart_sites}. {Confirm}?",
            "{code} {missing}; {chart_sites}. {Confirm}?",
            "{Name} ({code}, incomplete): {chart}. Is that the diagnosis?",
            "{code} {missing}; {chart}. Is that the diagnosis?",
            "{code} {missing}; {chart}. Is that it?",
            "{code} {missing}; {fact}. Is that the diagnosis?",
            "{Fact}. Does that complete {code}?",
            "{Name} ({code}, incomplete): {sides}?",
            "{code} {missing}. Where is the {sited}?",
            "{code} {missing}. Which kind of {name}?",
            "{code} {missing}. Which diagnosis is meant?",
            "This code needs more characters. Which diagnosis is meant?",
        ),
        about="Incomplete code",
        lead="If none fits, change the code yourself or dismiss with a reason.",
    ),
    ("SeventhCharacter", ""): _SEVENTH,
    ("SeventhCharacter", "closed"): structs.replace(_SEVENTH, remarks=(_CLOSED,), lead=_OTHER_FRACTURE),
    ("SeventhCharacter", "open"): structs.replace(_SEVENTH, remarks=(_NO_TYPE,), lead=_OTHER_FRACTURE),
    ("SeventhCharacter", "contradicted"): Row(
        sentences=(
            "Open or closed? {code} ({place}) is {own_open}; {fact}.",
            "Open or closed? {code} is {own_open}; {fact}.",
            "Open or closed? {code} ({place}) is {own_open}; the chart says {other_seventh}.",
            "Open or closed? {code} is {own_open}; the chart says {other_seventh}.",
            "{code} ({place}) says {own_seventh}; {fact}. Which is correct?",
            "{code} says {own_seventh}; {fact}. Which is correct?",
            "{code} ({place}) says {own_seventh}; the chart says {other_seventh}. Which is correct?",
            "{code} says {own_seventh}; the chart says {other_seventh}. Which is correct?",
            "{code}: {own_seventh}; chart: {other_seventh}. Which is correct?",
            "{code} says {own}; {fact}. Which is correct?",
            "{code} says {own}; the chart says {answer}. Which is correct?",
            "{Fact}; the 7th character of {code} ({place}) says otherwise. Which is correct?",
            "{Fact}; the 7th character of {code} says otherwise. Which is correct?",
            "The chart and the 7th character of {code} ({name}) differ. Which is correct?",
            "The chart and the 7th character of {code} differ. Which is correct?",
        ),
        about="7th character",
        lead=CORRECT,
    ),
}
