"""Words about codes that are not complete: characters missing, or a code that no release has."""

from __future__ import annotations

from cards.wording.rows import Key, Row

ROWS: dict[Key, Row] = {
    ("InvalidCode", ""): Row(
        sentences=(
            "{code} does not exist; the nearest is {near_code} ({nearest}). Which diagnosis was meant?",
            "{code} does not exist; the nearest is {near_code} ({nearest}). Which was meant?",
            "{code} does not exist; the nearest is {near_code}. Which diagnosis was meant?",
            "{code} is not a valid code on {service_day}. Which diagnosis was meant?",
            "This code is not valid on {service_day}. Which diagnosis was meant?",
        ),
        about="Unknown code",
        lead="Change the code by hand if none fits.",
    ),
    ("InvalidCode", "not effective"): Row(
        sentences=(
            "{code} was not effective on {service_day}. Which diagnosis was meant?",
            "This code was not effective on {service_day}. Which diagnosis was meant?",
        ),
        about="Code not effective",
        lead="Change the code by hand if none fits.",
    ),
    ("InvalidCode", "procedure"): Row(
        sentences=(
            "The procedure code {code} does not exist. Which procedure was meant?",
            "This procedure code does not exist. Which procedure was meant?",
        ),
        about="Unknown procedure code",
        lead="Change the procedure code by hand if none fits.",
    ),
    ("IncompleteCode", ""): Row(
        sentences=(
            "{code} ({name}) {missing}; {chart_sites}. Is that the site?",
            "{code} {missing}; {chart_sites}. Is that the site?",
            "{code} ({name}) {missing}; {chart}. Is that the diagnosis?",
            "{code} {missing}; {chart}. Is that the diagnosis?",
            "{code} {missing}; {chart}. Is that it?",
            "{code} {missing}; {fact}. Is that the diagnosis?",
            "{Fact}. Does that complete {code}?",
            "{Sides}? {code} ({name}) {missing}.",
            "{code} {missing}. Where is the {sited}?",
            "{code} {missing}. Which kind of {name}?",
            "{code} {missing}. Which diagnosis is meant?",
            "This code needs more characters. Which diagnosis is meant?",
        ),
        about="Incomplete code",
        lead="Change the code by hand if none fits.",
    ),
    ("SeventhCharacter", ""): Row(
        sentences=(
            "{Choices}? {code} ({name}) is incomplete without it.",
            "{Choices}? {code} is incomplete without it.",
            "{Answer}? {code} ({name}) is incomplete without it.",
            "{Answer}? {code} ({name}) is incomplete.",
            "{Answer}? {code} is incomplete without it.",
            "Which 7th character completes {code} ({name})?",
            "Which 7th character completes {code}?",
            "Which 7th character completes this code?",
        ),
        about="Missing 7th character",
        lead="Change the code by hand if none fits.",
    ),
    ("SeventhCharacter", "contradicted"): Row(
        sentences=(
            "Open or closed? {code} is {own_open}; {fact}.",
            "Open or closed? {code} is {own_open}; the chart says {answer}.",
            "{code} says {own}; {fact}. Which is correct?",
            "{code} says {own}; the chart says {answer}. Which is correct?",
            "The chart and the 7th character of {code} ({name}) differ. Which is correct?",
            "The chart and the 7th character of {code} differ. Which is correct?",
        ),
        about="7th character",
        lead="If the code is correct, correct the chart and dismiss with a reason.",
    ),
}
