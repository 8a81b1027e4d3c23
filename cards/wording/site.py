"""Words about where a condition is: site, side, and codes that leave it open."""

from __future__ import annotations

from msgspec import structs

from cards.wording.rows import Key, Row
from cards.wording.words import CORRECT, NO

WITH_CONVENTION = "A link is presumed unless the chart says otherwise (Guideline I.A.15)."
DOMINANCE = "If not documented, right counts as dominant and left as non-dominant (Guideline I.C.6.a)."

_IF_NOT = "If not, change the code yourself or dismiss with a reason."
_NOT_KNOWN = 'If the site is not known, dismiss with "Unable to determine".'
_QUOTED = (
    '{New_place}? {code} ({name}) says "{open}"; {excerpt}.',
    '{New_place}? {code} says "{open}"; {excerpt}.',
    "{New_place}? {code} leaves it open; {excerpt}.",
    "Is it {the_new_place} ({code}, {name})? {Excerpt_entry}.",
    "Is it {the_new_place} ({code})? {Excerpt_entry}.",
    '{code} says "{denied}"; {excerpt}. Update it?',
    '{code} says "{denied}"; {excerpt_entry}. Update it?',
    '{code} says "{open}"; {excerpt}. Update it?',
    '{code} says "{open}"; {excerpt_entry}. Update it?',
    "{code} says only {name}; {excerpt}. Update it?",
    '{code} says "{open_word}"; {excerpt_entry}. Update it?',
)
"""Sentences about one text: they quote the part of it that counts, and name the side or place that it says."""
_OPEN = (
    *_QUOTED,
    "{Name} ({code}): {sides}? {Order_entry}.",
    "{Name} ({code}, {left_open}): {chart}. {Confirm}?",
    "{Open_name} ({code}): {chart}. {Confirm}?",
    "{Name} ({code}): {chart}. {Confirm}?",
    '{code} says "{open}"; {chart}. {Confirm}?',
    '{code} says "{open}"; {fact}. {Confirm}?',
    "{Fact}. {Confirm_code}?",
    "{Entry}. {Confirm_code}?",
    '{code} ({name}) says "{open}". Is it {the_answer} ({origin})?',
    '{code} says "{open}". Is it {the_answer} ({origin})?',
    '{code} ({name}) says "{open}". Is it {the_answer}?',
    '{code} says "{open}". Is it {the_answer}?',
)
_NO_SITE = (
    '{Which_vessel} is it? {code} ({name}) says "{open}".',
    '{Which_vessel} is it? {code} says "{open}".',
    'Where is the {name}? {code} says "{open}".',
    "Where is the {name} ({code})?",
    "Which site does {code} concern?",
)
_OPEN_SIDE = (
    'The chart says {turned}; {code} says "{open}", {own_kind}. Update it?',
    '{code} says "{open}"; {chart}. Are {both} affected?',
    *_OPEN,
    '{code} says "{open}"; the chart says {chart_side}. {Confirm}?',
)
_NO_SIDE = (
    '{Sides}? {code} ({name}) says "{open}".',
    '{Sides}? {code} says "{open}".',
    "Which side is the {name} on ({code})?",
    "Which side does {code} concern?",
)
_SIDE_NOT_KNOWN = 'If the side is not known, dismiss with "Unable to determine".'

_DOCUMENTED: dict[Key, Row] = {
    ("UnspecifiedSite", ""): Row(
        sentences=(*_OPEN, *_NO_SITE),
        about="Unspecified site",
        nothing="no site stated",
        nothing_in_text="the site is not clear from it",
        lead=_IF_NOT,
    ),
    ("UnspecifiedSite", "side"): Row(
        sentences=(*_OPEN, *_NO_SITE),
        about="Unspecified site and side",
        nothing="no site or side stated",
        nothing_in_text="the site is not clear from it",
        lead=_IF_NOT,
    ),
    ("UnspecifiedLaterality", ""): Row(
        sentences=(*_OPEN_SIDE, *_NO_SIDE),
        about="Unspecified side",
        nothing="no side stated",
        nothing_in_text="the side is not clear from it",
        lead=_IF_NOT,
    ),
    ("UnspecifiedLaterality", "dominance"): Row(
        sentences=(*_OPEN_SIDE, *_NO_SIDE),
        about="Unspecified side",
        nothing="no side stated",
        nothing_in_text="the side is not clear from it",
        remarks=(DOMINANCE,),
        lead=_IF_NOT,
    ),
    ("SiteMismatch", ""): Row(
        sentences=(
            "{Side_choice}? {code} is the {side}; {dated_excerpt}.",
            "{Side_choice}? {code} is the {side}; {excerpt}.",
            "{Left_or_right}? {code} ({name}) is the {side}; {excerpt}.",
            "{Left_or_right}? {code} is the {place}; {excerpt}.",
            "{Left_or_right}? {code} is the {side} side; {excerpt}.",
            "{Side_choice}? {code} is the {side}; {dated_fact}.",
            "{Left_or_right}? {code} is the {place}; {fact}.",
            "{Left_or_right}? {code} is the {side} side; {fact}.",
            "{Name} is coded ({code}); {dated_fact}. Which is correct?",
            "{Name} is coded ({code}); {chart}. Which is correct?",
            "{code} says {place}; {chart}. Which is correct?",
            "{code} is the {own}; {fact}. Which is correct?",
            "{Fact}; {code} names another site. Which is correct?",
            "The chart and {code} ({name}) differ. Is it {the_answer}?",
            "{code} is the {own}; the chart differs. Is it {the_answer}?",
            "The chart and {code} name different sites. Which is correct?",
        ),
        about="Different sites",
        lead=CORRECT,
    ),
    ("ResidualCode", ""): Row(
        sentences=(
            *_OPEN,
            "{Chart}. Is there a more exact code than {code} ({name})?",
            "{Fact}. Is there a more exact code than {code}?",
            "Can the {name} be stated more exactly ({code})?",
            "Can {code} be stated more exactly?",
        ),
        about="Residual code",
        nothing="nothing more specific",
        lead=NO,
    ),
    ("ResidualCode", "elsewhere"): Row(
        sentences=(
            "{Name} ({code}) and {name2} ({code2}) are both coded. Same condition, or two separate ones?",
            "{Name} ({code}) and {name2} ({code2}): same condition or two separate ones?",
            "{Name} ({code}) and {name2} ({code2}): one condition or two?",
            "{code} ({name}) and {code2}: same condition, or two separate ones?",
            "{code} and {code2}: same condition, or two separate ones?",
            "Does another code describe the same condition as {code} ({name})?",
            "Does another code describe the same condition as {code}?",
        ),
        about="Condition coded elsewhere",
        lead='If they are two conditions, keep both and dismiss with "Two separate conditions".',
    ),
    ("ResidualCode", "text"): Row(
        sentences=(
            "{Text}; only {only_code} ({name}) is coded. Are both present?",
            "{Text}; only {only_code} is coded. Are both present?",
            *_QUOTED,
            '{Text}; {code} says "{denied}". Update it?',
            '{Text}; {code} says "{open}". Update it?',
            "{Text}; {code} says only {name}. Update it?",
            '{Chart}; {code} says "{denied}". Update the code?',
            "{Chart}; {code} says only {name}. Update the code?",
            "The chart says {answer}; {code} says only {name}. Update it?",
            "The chart says more than {code}: {answer}. Update it?",
            "The chart says more than {code} ({name}). Update the code?",
            "The chart says more than {code}. Update the code?",
        ),
        about="Documented diagnosis and code",
        lead=NO,
    ),
    ("ExcludedSite", ""): Row(
        sentences=(
            "{Coded_fact}; {code} ({name}) does not cover it. {Combined}?",
            "{Coded_fact}; {code} does not cover it. {Combined}?",
            "{Chart}; {code} ({name}) does not cover that site. Is it affected?",
            "{Chart}; {code} does not cover that site. Is it affected?",
            "{Fact}; {code} does not cover that site. Is it affected?",
            "The chart says {answer}; {code} does not cover that site. Is it affected?",
            "The chart names a site that {code} ({name}) does not cover. Is it affected?",
            "The chart names a site that {code} does not cover. Is it affected?",
        ),
        about="Site with its own category",
        remarks=("Both may be coded (Excludes2).",),
        lead="If that site is not affected, dismiss with a reason.",
    ),
}

ROWS: dict[Key, Row] = {
    **_DOCUMENTED,
    # A prompt names no site: there is nothing that could be wrong.
    **{
        (*key, "prompt"): structs.replace(row, lead=_NOT_KNOWN if key[0] == "UnspecifiedSite" else _SIDE_NOT_KNOWN)
        for key, row in _DOCUMENTED.items()
        if key[0] in ("UnspecifiedSite", "UnspecifiedLaterality")
    },
}
