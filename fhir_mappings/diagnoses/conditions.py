"""Reads Conditions as diagnoses: which belong to the encounter, and which of their codings is the ICD-10-CM code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.elements.cached_reading import cached_by_content
from fhir_mappings.elements.code_systems import ICD_10_CM, system_name
from fhir_mappings.elements.dates import first_day
from fhir_mappings.elements.reading import Element
from fhir_mappings.sites.body_site_elements import stated_sites
from icd10cm.encounter import Diagnosis, Evidence, Setting, Statement
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.elements.unread import Json

_REJECTED = ("refuted", "entered-in-error")
_DOUBTED = frozenset(("provisional", "differential", "unconfirmed"))
_NOT_ACTIVE = ("inactive", "remission", "resolved")
_OUTPATIENT = (Setting.OUTPATIENT, Setting.EMERGENCY)
_DAYS = ("recordedDate", "onsetDateTime", "onsetPeriod", "assertedDate", "dateRecorded")
LONGEST_NOTE = 1000
"""Characters of a note that is still read as a statement about the diagnosis; longer ones are documents."""
_LOOKS_LIKE_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9.\-]{1,11})\Z")


class IcdCode(Struct, frozen=True):
    """An ICD-10-CM code as chosen among the codings of a concept: upper case, with its dot."""

    code: str
    title: str


def read_conditions(context: ReadingContext) -> list[Diagnosis]:
    """Return the diagnoses that the Conditions of the encounter make; the others are left out with a reason."""
    index = context.index
    contained = [key for key in index.contained if index.by_reference[key].get("resourceType") == "Condition"]
    diagnoses: list[Diagnosis] = []
    for reference in in_time((*index.by_type.get("Condition", ()), *contained), context.check_time):
        condition = index.element(reference)
        diagnosis = _read(condition, context)
        if diagnosis is not None:
            context.used[reference] = condition.json
            diagnoses.append(diagnosis)
    return diagnoses


def _read(condition: Element, context: ReadingContext) -> Diagnosis | None:
    reason = _why_not_ours(condition, context)
    if reason:
        condition.left_out(reason)
        return None
    content = _cached_content(_repeated(condition))
    if content.doubt and context.encounter.setting in _OUTPATIENT:
        condition.left_out(f"{content.doubt}: outpatient diagnoses that are uncertain are not coded")
        return None
    if content.code is None:
        return None
    reference = condition.reference
    named = context.named_by_encounter.get(reference)
    day = first_day(condition, _DAYS)
    return Diagnosis(
        reference=reference,
        code=content.code.code,
        title=content.code.title,
        sites=stated_sites(condition, day, context),
        statements=_statements(condition, content.text, day),
        rank=named.rank if named else None,
        use=named.use if named else "",
        ordered=reference in context.ordered_references or content.code.code in context.ordered_codes,
        established=not content.doubt,
        date=day,
    )


class _Content(Struct, frozen=True):
    """What a Condition says, whichever patient has it: its code, its text, and a doubt.

    The code is None where the Condition makes no diagnosis.
    """

    code: IcdCode | None = None
    text: str = ""
    doubt: str = ""


def _content(condition: Element) -> _Content:
    """Read verificationStatus, clinicalStatus and code; the reason why there is no diagnosis is noted."""
    verification = condition.codes("verificationStatus")
    clinical = condition.codes("clinicalStatus")
    status = _first_of(_REJECTED, verification) or _first_of(_NOT_ACTIVE, clinical)
    if status:
        condition.left_out(f"its status is {status}")
        return _Content()
    doubt = next((one for one in verification if one in _DOUBTED), "")
    concept = condition.child("code")
    if concept is None:
        if condition.json.get("code") is None:
            condition.left_out("has no code")
        return _Content(doubt=doubt)
    code = choose_code(concept)
    return _Content(code, concept.text("text") if code else "", doubt)


_cached_content = cached_by_content(_content)


def _repeated(condition: Element) -> Element:
    """Return the elements of a Condition that say the same in many charts."""
    get = condition.json.get
    elements = {
        "verificationStatus": get("verificationStatus"),
        "clinicalStatus": get("clinicalStatus"),
        "code": get("code"),
    }
    return Element(elements, condition.reference, condition.log)


def _first_of(wanted: tuple[str, ...], statuses: tuple[str, ...]) -> str:
    return next((one for one in wanted if one in statuses), "")


def _why_not_ours(condition: Element, context: ReadingContext) -> str | None:
    """Return why a Condition is not one of this encounter's diagnoses, or None when it is one."""
    reference = condition.reference
    if context.of_another_patient(condition):
        return "of another patient"
    if context.new_conditions and reference not in context.drafts:
        return _why_not_on_problem_list(condition)
    if reference in context.named_by_encounter or reference in context.reason_references or reference in context.drafts:
        return None
    if "#" in reference:
        return "contained, and neither the encounter nor an order names it"
    return _why_not_of_encounter(condition, context)


def _why_not_on_problem_list(condition: Element) -> str | None:
    """Return why a Condition is not compared with those about to join the problem list; its encounter is irrelevant."""
    categories = condition.codes("category")
    return "not on the problem list" if categories and "problem-list-item" not in categories else None


def _why_not_of_encounter(condition: Element, context: ReadingContext) -> str | None:
    own = context.encounter_of(condition)
    wanted = context.encounter.reference
    if wanted is None or own == wanted:
        return None
    if own is not None and own.startswith("Encounter/"):
        return "of another encounter"
    if "problem-list-item" in condition.codes("category"):
        return "on the problem list, and neither the encounter nor an order names it"
    return "neither it nor the encounter nor an order says that it belongs to the encounter"


def choose_code(concept: Element) -> IcdCode | None:
    """Return the ICD-10-CM code of a concept: the one that the user selected, otherwise the first.

    A display or text without a code is never taken for one.
    """
    named = [coding for coding in concept.codings() if system_name(coding.get("system")) == ICD_10_CM]
    coded = [coding for coding in named if (coding.get("code") or "").strip()]
    if not coded:
        _note_no_code(concept, named=bool(named))
        return None
    best = next((coding for coding in coded if coding.get("userSelected") is True), coded[0])
    if len({dotted(coding["code"]) for coding in coded}) > 1:
        concept.left_out(f"{concept.path}coding holds another ICD-10-CM code beside the one that is read")
    coding = _coding(concept, best)
    code = dotted(best["code"])
    if not _LOOKS_LIKE_CODE.match(code):
        concept.faulty(f"{coding.path}code does not read as an ICD-10-CM code")
        return None
    return IcdCode(code, coding.text("display"))


def _coding(concept: Element, coding: Json) -> Element:
    index = next(number for number, one in enumerate(concept.json["coding"]) if one is coding)
    return Element(coding, concept.reference, concept.log, f"{concept.path}coding[{index}].")


def _note_no_code(concept: Element, *, named: bool) -> None:
    if named:
        concept.left_out(f"{concept.path}coding names ICD-10-CM without a code; a name alone is not read as one")
    elif type(concept.json.get("coding")) in (list, type(None)):
        concept.left_out(f"{concept.path}coding holds no ICD-10-CM code")


def dotted(code: str) -> str:
    """Return a code in upper case, without blanks, with its dot after the third character."""
    plain = code.upper() if code.isalnum() else "".join(code.split()).upper().rstrip(".")
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 and "." not in plain else plain


def _statements(condition: Element, text: str, day: date | None) -> tuple[Statement, ...]:
    """Return the free text about the diagnosis: the text of its code, and the short notes."""
    texts = [text] if text else []
    if "note" in condition.json:
        texts = [*dict.fromkeys([*texts, *_short_notes(condition)])]
    return tuple([Statement(one, Evidence(condition.reference, one, day, from_text=True)) for one in texts])


def _short_notes(condition: Element) -> Iterator[str]:
    for note in condition.children("note"):
        words = note.text("text")
        if len(words) > LONGEST_NOTE:
            condition.left_out(f"{note.place} is longer than {LONGEST_NOTE} characters")
        elif words:
            yield words
