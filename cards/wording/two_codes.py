"""Words about two codes: pairs that an Excludes1 note keeps apart, that one code covers, or that are one condition."""

from __future__ import annotations

from msgspec import structs

from cards.wording.organism import CULTURES, GREW, LEAD, SIGNIFICANCE
from cards.wording.rows import Key, Row
from cards.wording.site import WITH_CONVENTION
from cards.wording.words import NO

HYPERTENSION = "A link to hypertension is presumed unless the chart says otherwise (Guideline I.C.9.a)."
ORGAN = "Severe sepsis has organ dysfunction due to the sepsis (Guideline I.C.1.d.1.a)."
PROCEDURE = "Sepsis after a procedure (T81.44-) is listed before the code of the sepsis (Guideline I.C.1.d.5.b)."
LESSER = "A superficial injury is not coded with a more severe one of the same site (Guideline I.C.19.b.1)."
_SEPARATE = 'If they are two conditions, dismiss with "Two separate conditions".'
_TWO = 'If they are two conditions, keep both (Guideline I.A.12.a) and dismiss with "Two separate conditions".'
_ONE_OR_TWO = (
    'If they are one condition, {by_hand}. If two, keep both (Guideline I.A.12.a) and dismiss with "Two separate '
    'conditions".'
)
_ONE_OR_SEPARATE = 'If they are one condition, {by_hand}. If two, dismiss with "Two separate conditions".'
_ONE_OF_THESE = (
    "If it is one of these, remove {code}. If not, keep it (Guideline I.A.12.a) and dismiss with "
    '"Two separate conditions".'
)
_SAME = (
    "{Name} {is} coded twice: {unspecified} ({code}) and {added} ({code2}). Same condition, or two?",
    "{Name} {is} coded twice: {unspecified} ({code}) and {added} ({code2}). Same condition?",
    "{In_common}: {one_part} ({code}) or {other_part} ({code2})?",
    "{Pair} are both coded. Same condition, or two separate ones ({codes})?",
    "{Name} ({code}) and {name2} ({code2}) are both coded. Same condition, or two separate ones?",
    "{Pair}: same condition or two separate ones ({codes})?",
    "{Name} ({code}) and {name2} ({code2}): same condition or two separate ones?",
    "{Pair}: one condition or two ({codes})?",
    "{Name} ({code}) and {name2} ({code2}): one condition or two?",
    "{code} ({name}) and {code2} ({second}): one condition or two?",
    "{Apart_both}: one condition or two ({codes})?",
    "{code} ({place}) and {code2} ({place2}): same condition or two separate ones?",
    "{code} ({name}) and {code2}: same condition or two separate ones?",
    "{code} and {code2}: same condition or two separate ones?",
    "Is {code} coded twice?",
)
_OF_ONE_THING = 2
"""The first sentences are for a code that says another one in fewer words; exclusive codes are of two things."""
_WHICH = (
    "{Either}? Both are coded ({two_codes}).",
    "{Name} or {name2}? Both are coded ({two_codes}).",
    "{Apart} or {apart2}? Both are coded ({two_codes}).",
    "{Name} or {second}? Both are coded ({two_codes}).",
    "{Name} or {name2} ({two_codes})?",
    "{Name} or {code2}? Both are coded ({two_codes}).",
    "{Types}? Both are coded ({type_codes}).",
    "{Each_of}? All are coded ({codes}).",
    "{Name} ({code}) is coded with {more_codes}. Which one applies?",
    "{codes} are coded together. Which one applies?",
)
_ONE_APPLIES = Row(
    sentences=_WHICH,
    about="Codes that contradict each other",
    lead="Remove the one that does not apply, or dismiss with a reason.",
)


def _given_up(verb: str, agreeing: str) -> tuple[str, ...]:
    """Return the sentences for a code that is given up; `verb` joins the two, in `agreeing` words after a name.

    All but the last ones name both codes, or where each is.
    """
    return (
        f"{{Name}} ({{code}}) {agreeing} {{name2}} ({{code2}}). Remove {{code}}?",
        f"{{Name}} {agreeing} {{name2}} ({{codes}}). Remove {{code}}?",
        f"{{Name}} {agreeing} {{name2}}. Remove {{code}}?",
        f"{{code}} ({{place}}) {verb} {{code2}} ({{place2}}). Remove {{code}}?",
        f"{{code}} ({{place}}) {verb} {{code2}}. Remove {{code}}?",
        f"{{code}} {verb} {{code2}} ({{place2}}). Remove {{code}}?",
        f"{{code}} {verb} {{code2}}. Remove {{code}}?",
        "Only one of {codes} applies. Remove {code}?",
    )


_NOT_WITH = _given_up("is not coded with", "{is} not coded with")
_DENIED = Row(
    sentences=(
        '{code} says "{denial}"; {name2} ({code2}) {is2} coded. Remove {code}?',
        '{code} says "{denial}"; {name2} {is2} coded. Remove {code}?',
        '{code} says "{denial}"; {code2} ({place2}) is coded. Remove {code}?',
        *_NOT_WITH,
    ),
    about="Codes that contradict each other",
    lead=NO,
)
_PART = Row(
    sentences=_given_up("is part of", "{is} part of"),
    about="Code that another one includes",
    lead=NO,
)
_UNRELATED = 'If they are unrelated, dismiss with "Two separate conditions".'
_UNRELATED_AND_DENIED = "If they are unrelated, remove {code} all the same: {remains} is coded."
_PRESUMED = Row(
    sentences=(
        "{Head} with {linked} {is} coded {choice} unless they are unrelated. Update {code}?",
        "{Head} with {linked} {is} {choice} unless unrelated. Update {code}?",
        "{Head} with {linked} has its own codes unless unrelated. Update {code}?",
        "{Head} with {name2} {is} coded {choice} unless the two are unrelated. Add it to {only_code}?",
        "{Head} with {name2} {is} {choice} unless unrelated. Add it to {only_code}?",
        "{Head} with {cause} {is} {choice} unless unrelated. Add it to {only_code}?",
        "{Head} with {name2} {is} coded {choice} unless the two are unrelated. Update {code}?",
        "{Head} with {name2} {is} {choice} unless unrelated. Update {code}?",
        "{Head} with {cause} {is} {choice} unless unrelated. Update {code}?",
        "{Name} and {name2}: linked ({codes})?",
        "{Head} and {cause}: linked ({codes})?",
        "{Head} with {more_codes} has its own codes unless unrelated. Update {code}?",
        "{Head} with {code2} {is} {choice} unless unrelated. Update {code}?",
        "{code} with {more_codes} has its own codes unless unrelated. Update {code}?",
        "{code} ({place}) and {code2} ({place2}): linked?",
        "{code} ({place}) and {code2}: linked?",
        "{code} and {code2} ({place2}): linked?",
        "{code} and another coded condition: linked?",
    ),
    about="Conditions presumed to be linked",
    remarks=(WITH_CONVENTION,),
    lead=_UNRELATED,
    named_lead=_UNRELATED_AND_DENIED,
)
"""The first sentences are for several diseases, the next for a code that is added, then for one that replaces."""
_DUE = Row(
    sentences=(
        "{Is} the {name} ({code}) due to the {name2} ({code2})? If so, {it_is} {becomes}.",
        "{Is} the {name} due to the {name2} ({codes})? If so, {it_is} {becomes}.",
        "{Is} the {head} due to the {cause} ({codes})? If so, {it_is} {becomes}.",
        "{Is} the {name} ({code}) due to the {name2} ({code2})?",
        "{Is} the {name} due to the {name2} ({codes})?",
        "{Is} the {head} due to the {cause} ({codes})?",
        "Is {code} ({place}) due to {code2} ({place2})?",
        "Is {code} ({place}) due to {code2}?",
        "Is {code} due to {code2} ({place2})?",
        "Is {code} due to {code2}?",
        "Is {code} due to another coded condition?",
    ),
    about="Condition that another one may have caused",
    lead='If not, dismiss with "Two separate conditions".',
)

ROWS: dict[Key, Row] = {
    ("Excludes1", ""): Row(
        sentences=_SAME[_OF_ONE_THING:],
        about="Codes that exclude each other",
        lead=_TWO,
        named_lead=_ONE_OR_TWO,
    ),
    ("Excludes1", "several"): Row(
        sentences=(
            "{Name} ({code}) is coded with {more_codes}. Is it one of these, or a separate condition?",
            "{code} ({place}) is coded with {more_codes}. Is it one of these, or a separate condition?",
            "{code} is coded with {more_codes}. Is it one of these, or a separate condition?",
            "{codes}: one condition, or several?",
        ),
        about="Codes that exclude each other",
        lead=_TWO,
        named_lead=_ONE_OF_THESE,
    ),
    ("Excludes1", "either"): structs.replace(
        _ONE_APPLIES,
        about="Codes that exclude each other",
    ),
    ("Excludes1", "ruled_out"): structs.replace(_DENIED, about="Codes that exclude each other"),
    ("Excludes1", "vaguer"): Row(
        sentences=_SAME,
        about="Vaguer code with a definite one",
        lead=_TWO,
    ),
    ("Excludes1", "part"): _PART,
    ("Excludes1", "organism"): Row(
        sentences=(
            *GREW,
            "A culture result is available. Is the organism the cause of the {name} ({code})?",
            "A culture result is available. Is the organism the cause of {code}?",
        ),
        about="Organism with its own code",
        remarks=(SIGNIFICANCE,),
        lead=LEAD,
        needs=CULTURES,
    ),
    ("Excludes1", "injury"): structs.replace(_DUE, about="Condition that an injury may have caused"),
    ("Excludes1", "cause"): _DUE,
    ("Excludes1", "one"): Row(
        sentences=(
            "{Name} and {name2} are both coded. One condition? If so, {becomes} covers both ({codes}).",
            "{Name} and {name2}: one condition? If so, {becomes} covers both ({codes}).",
            "{Name} and {name2}: one condition? If so, {becomes} covers both.",
            "{Head} and {cause}: one condition? If so, {becomes} covers both.",
            "{Name} and {name2}: one condition, or two ({codes})?",
            "{codes}: one condition, or two?",
        ),
        about="Two conditions that may be one",
        lead=_TWO,
    ),
    ("CombinationCode", ""): Row(
        sentences=(
            "{Combined}? If so, {choice} covers both ({codes}).",
            "{Combined}? If so, one code covers both ({codes}).",
            "{Name} and {name2} are both coded. One condition? If so, one code covers both ({codes}).",
            "{Name} and {name2}: one condition? If so, one code covers both ({codes}).",
            "{Name} and {name2}: one condition, with one code ({codes})?",
            "{codes}: one condition? If so, one code covers both.",
        ),
        about="One code for both",
        lead=_SEPARATE,
    ),
    ("CombinationCode", "stays"): Row(
        sentences=(
            "{Combined}? If so, {choice} replaces {code}, and {code2} stays.",
            "{Name} and {name2} are both coded. One condition? If so, {choice} replaces {code}, and {code2} stays.",
            "{Name} and {name2}: one condition? If so, {choice} replaces {code}.",
            "{codes}: one condition? If so, another code replaces the first.",
        ),
        about="Code that another one covers",
        lead=_SEPARATE,
    ),
    ("CombinationCode", "several"): Row(
        sentences=(
            "To which of the other coded conditions does the {name} ({code}) belong? One code covers both.",
            "To which of the other coded conditions does {code} belong? One code covers both.",
        ),
        about="One code for both",
        lead='If it belongs to none, keep all and dismiss with "Two separate conditions".',
    ),
    ("CombinationCode", "sides"): Row(
        sentences=(
            "{Name} and {name2} are both coded. Are both sides one condition? One code covers them ({codes}).",
            "{Pair} are both coded. Are both sides one condition? One code covers them ({codes}).",
            "{Name} and {name2}: one condition? One code covers both sides ({codes}).",
            "{Pair}: one condition? One code covers both sides ({codes}).",
            "Right and left are coded separately ({codes}). Are both sides one condition? One code covers them.",
        ),
        about="One code for both sides",
        lead='If each side is its own condition, keep both and dismiss with "Two separate conditions".',
    ),
    ("CombinationCode", "use"): Row(
        sentences=(
            "{Name} and {name2} are both coded. Is it one pattern of use? If so, one code covers both ({codes}).",
            "{Name} and {name2}: one pattern of use? If so, one code covers both ({codes}).",
            "{Name} and {name2}: one pattern of use ({codes})?",
            "{codes}: one pattern of use? If so, one code covers both.",
        ),
        about="One code for both",
        lead="If there are two patterns of use, dismiss with a reason.",
    ),
    ("PresumedLink", ""): _PRESUMED,
    ("PresumedLink", "with"): _PRESUMED,
    ("PresumedLink", "hypertension"): structs.replace(_PRESUMED, remarks=(HYPERTENSION,)),
    ("PresumedLink", "neoplasm"): structs.replace(_DUE, about="Anemia and a neoplasm"),
    ("PresumedLink", "stage"): Row(
        sentences=(
            "{code} ({name}) is for {stages}; {name2} ({code2}) is coded. Update {code}?",
            "{code} is for {stages}; {name2} ({code2}) is coded. Update {code}?",
            "{codes} are two stages of kidney disease. Update {code}?",
        ),
        about="Stage of the kidney disease",
        lead="If not, change one of the two codes by hand or dismiss with a reason.",
    ),
    ("PresumedLink", "procedure"): structs.replace(
        _DUE,
        sentences=(
            "Is the {name2} ({code2}) due to the {name} ({code})?",
            "Is {name2} ({code2}) due to {code}?",
            "Is the sepsis due to the operation ({codes})?",
        ),
        about="Sepsis after a procedure",
        remarks=(PROCEDURE,),
    ),
    ("PresumedLink", "cause"): structs.replace(
        _DUE,
        sentences=(
            "{Is2} the {name2} ({code2}) due to the {name} ({code})?",
            "{Is2} the {name2} due to the {name} ({codes})?",
            "Is {name2} ({code2}) due to {code}?",
            "Is one of {codes} due to the other one?",
        ),
        about="Condition that another one may have caused",
    ),
    ("PresumedLink", "organ"): structs.replace(
        _DUE,
        sentences=(
            "{Is2} the {name2} ({code2}) due to the {name} ({code})? If so, it is {combined}.",
            "{Is2} the {name2} due to the {name} ({codes})? If so, it is {combined}.",
            "{Is2} the {name2} due to the {name} ({codes})?",
            "Is {name2} ({code2}) due to the sepsis ({code})?",
            "Is {code2} due to the sepsis ({code})? If so, it is {combined}.",
            "Is an organ dysfunction due to the sepsis ({codes})?",
        ),
        about="Organ dysfunction and sepsis",
        remarks=(ORGAN,),
    ),
    ("CodedTwice", ""): Row(
        sentences=_SAME,
        about="One condition coded twice",
        lead=_SEPARATE,
        named_lead=_ONE_OR_SEPARATE,
    ),
    ("CodedTwice", "seventh"): Row(
        sentences=(
            "{Sevenths}? Both are coded for the {name} ({codes}).",
            "{Sevenths}? {Name} ({codes}).",
            "{Sevenths_alone}? Both are coded for the {place} ({codes}).",
            "{Sevenths_alone}? Both are coded ({codes}).",
            "{Name} and {name2}: which one is this encounter ({codes})?",
            "{Name} is coded twice, as {codes}. Which one is this encounter?",
            "Is one injury coded twice ({codes})?",
        ),
        about="Two 7th characters",
        lead='If there are two injuries, keep both and dismiss with "Two separate conditions".',
    ),
    ("CodedTwice", "lesser"): Row(
        sentences=_NOT_WITH,
        about="Two injuries of one site",
        remarks=(LESSER,),
        lead='If they are at two sites, keep both and dismiss with "Two separate conditions".',
    ),
    ("CodedTwice", "contradicted"): _ONE_APPLIES,
    ("CodedTwice", "ruled_out"): _DENIED,
    ("CodedTwice", "part"): _PART,
}
