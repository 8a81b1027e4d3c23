"""Words about codes that belong together, and about their order."""

from __future__ import annotations

from cards.wording.rows import Key, Row
from cards.wording.words import NO, UNKNOWN

_ETIOLOGY = Row(
    sentences=(
        "{Name} ({code}) is coded; {named_inside} is not. Is it present?",
        "What {underlying} is causing the {name} ({code})?",
        "What is causing {code}?",
    ),
    about="Underlying condition",
    nothing="no cause coded",
    lead="Code the cause and list it first; if it is not known, dismiss with a reason.",
)

ROWS: dict[Key, Row] = {
    ("UseAdditionalCode", ""): Row(
        sentences=(
            "{Chart}. Is that the {rest_of_noun} ({code})?",
            "{Chart}. Code {asked_beside} ({choice}) with the {name} ({code})?",
            "{Chart}. Does it belong to the {name} ({code})?",
            "{Fact}. Does it belong to {code} ({name})?",
            "{Fact}. Does it belong to {code}?",
            "Does the {name} ({code}) have a further detail to code?",
            "Does {code} have a further detail to code?",
        ),
        about="Additional code",
        nothing="no further detail",
        lead=NO,
    ),
    ("UseAdditionalCode", "", "prompt"): Row(
        sentences=(
            "Which {noun_alone} is it? {code} ({name}) asks for its code.",
            "{Asks} ({code})?",
            "Is there {asked} with the {name} ({code})?",
            "Is there {asked} with {code}?",
            "The {name} ({code}) is coded without its additional code. Can it be stated?",
            "{code} is coded without its additional code. Can it be stated?",
        ),
        about="Additional code",
        nothing="no further detail",
        lead=UNKNOWN,
        named_lead="If there is no {asked}, or it is not known, dismiss with a reason.",
    ),
    ("UseAdditionalCode", "drug"): Row(
        sentences=(
            "Which drug caused the {effect} ({code})? No drug is coded.",
            "Which drug caused {code}? No drug is coded.",
        ),
        about="Adverse effect of a drug",
        nothing="no drug coded",
        lead="Code the adverse effect of the drug (T36-T50), or dismiss with a reason.",
    ),
    ("CodeFirst", ""): _ETIOLOGY,
    ("CodeFirst", "missing"): _ETIOLOGY,
    ("CodeFirst", "primary"): Row(
        sentences=(
            "{Name} ({code}) is coded without a primary cancer. What is the primary?",
            "{code} is coded without a primary cancer. What is the primary?",
        ),
        about="Primary neoplasm",
        nothing="no primary neoplasm or history of one coded",
        remarks=("A metastasis has its primary coded too (Guideline I.C.2).",),
        lead="Code the primary, its history (Z85.-) or an unknown primary (C80.1), or dismiss with a reason.",
    ),
    ("CodeFirst", "order"): Row(
        sentences=(
            "Is this encounter for the {name2}? If so, {code2} is listed before {status} ({name}).",
            "Is this encounter for the {name2}? If so, {code2} is listed before {status}.",
            "Is this encounter for the {name2}? If so, {code2} is listed first, not {status}.",
            "Is this for the {name2}? If so, {code2} is listed before {status}.",
            "Is this encounter for {code2}? If so, it is listed before {status}.",
            "ICD-10-CM lists {name2} ({code2}) before {name} ({code}). Move it up?",
            "ICD-10-CM lists {cause} ({code2}) before {head} ({code}). Move it up?",
            "ICD-10-CM lists {cause} ({code2}) before {code}. Move it up?",
            "ICD-10-CM lists {code2} before {name} ({code}). Move it up?",
            "ICD-10-CM lists {code2} before {code}. Move it up?",
            "{code} is listed before its cause. What is the cause?",
        ),
        about="Order of two codes",
        lead="If so, move it up in the diagnosis list; otherwise dismiss with a reason.",
    ),
    ("Sequencing", "sequela"): Row(
        sentences=(
            "The sequela ({code}, {name}) {cannot_be_first}. What {is_encounter} mainly for?",
            "The sequela ({code}, {section}) {cannot_be_first}. What {is_encounter} mainly for?",
            "{code} ({section}) {cannot_be_first}. What {is_encounter} mainly for?",
            "The sequela ({code}, {name}) {cannot_be_first}. Which diagnosis comes first?",
            "The sequela ({code}, {section}) {cannot_be_first}. Which diagnosis comes first?",
            "The sequela ({code}) {cannot_be_first}. What {is_encounter} mainly for?",
            "{code} is a sequela. Which condition resulted from it?",
        ),
        about="{First_diagnosis}",
        lead="List the condition that resulted from it first, or dismiss with a reason.",
        named_lead="List {next} first, or dismiss with a reason.",
    ),
    ("Sequencing", ""): Row(
        sentences=(
            "{Kind} ({code}, {name}) {cannot_be_first}. What {is_encounter} mainly for?",
            "{code} ({name}) {cannot_be_first}. What {is_encounter} mainly for?",
            "{code} ({section}) {cannot_be_first}. What {is_encounter} mainly for?",
            "{code} ({name}) {cannot_be_first}. Which diagnosis comes first?",
            "{code} ({section}) {cannot_be_first}. Which diagnosis comes first?",
            "{Kind} ({code}) {cannot_be_first}. What {is_encounter} mainly for?",
            "What is this encounter mainly for?",
        ),
        about="{First_diagnosis}",
        lead="Code that condition and list it first, or dismiss with a reason.",
        named_lead="List {next} first, or dismiss with a reason.",
    ),
}
