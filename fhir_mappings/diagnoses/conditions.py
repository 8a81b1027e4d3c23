"""Reads Conditions as diagnoses: which belong to the encounter, and which of their codings is the ICD-10-CM code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.elements.cached_reading import remembered
from fhir_mappings.elements.code_systems import ICD_10_CM, system_name
from fhir_mappings.elements.dates import first_day
from fhir_mappings.elements.reading import codings, object_of, objects, status_codes, text_of
from fhir_mappings.sites.body_site_elements import stated_sites
from icd10cm.encounter import Diagnosis, Evidence, Setting, Statement
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from datetime import date

    from fhir_mappings.chart.reading_context import Call
    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json

_REJECTED = ("refuted", "entered-in-error")
_DOUBTED = frozenset(("provisional", "differential", "unconfirmed"))
_NOT_ACTIVE = ("inactive", "remission", "resolved")
_OUTPATIENT = (Setting.OUTPATIENT, Setting.EMERGENCY)
_DAYS = ("recordedDate", "onsetDateTime", "onsetPeriod", "assertedDate", "dateRecorded")
LONGEST_NOTE = 1000
"""Characters of a note that is still read as a statement about the diagnosis; longer ones are documents."""
_USUAL_CODE = re.compile(r"[A-Z][0-9A-Z]{2}(?:\.[0-9A-Z]{1,4})?\Z")
_LOOKS_LIKE_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9.\-]{1,11})\Z")


class IcdCode(Struct, frozen=True):
    """An ICD-10-CM code as chosen among the codings of a concept: upper case, with its dot."""

    code: str
    title: str


def read_conditions(call: Call) -> list[Diagnosis]:
    """Return the diagnoses that the Conditions of the encounter make; the others are left out with a reason."""
    received = call.received
    diagnoses: list[Diagnosis] = []
    contained = [key for key in received.contained if received.by_reference[key].get("resourceType") == "Condition"]
    for reference in in_time((*received.by_type.get("Condition", ()), *contained), call.check_time):
        resource = received.by_reference[reference]
        diagnosis = _read(reference, resource, call)
        if diagnosis is not None:
            call.used[reference] = resource
            diagnoses.append(diagnosis)
    return diagnoses


def _read(reference: str, resource: Json, call: Call) -> Diagnosis | None:
    log = call.log
    reason = _not_ours(reference, resource, call)
    if reason:
        log.left_out(reference, reason)
        return None
    get = resource.get
    said = _what_it_says((get("verificationStatus"), get("clinicalStatus"), get("code")), reference, log)
    if said.doubt and call.encounter.setting in _OUTPATIENT:
        log.left_out(reference, f"{said.doubt}: outpatient diagnoses that are uncertain are not coded")
        return None
    if said.code is None:
        return None
    named = call.named_by_encounter.get(reference)
    day = first_day(resource, _DAYS, reference, log)
    return Diagnosis(
        reference=reference,
        code=said.code.code,
        title=said.code.title,
        sites=stated_sites(resource, reference, day, call),
        statements=_statements(resource, said.text, reference, day, log),
        rank=named.rank if named else None,
        use=named.use if named else "",
        ordered=reference in call.ordered_references or said.code.code in call.ordered_codes,
        established=not said.doubt,
        date=day,
    )


class _Said(Struct, frozen=True):
    """What a Condition says whoever has it: its code, None where it is no diagnosis, its text, and a doubt."""

    code: IcdCode | None = None
    text: str = ""
    doubt: str = ""


def _said(saying: tuple[object, object, object], log: UnreadLog) -> _Said:
    """Read verificationStatus, clinicalStatus and code; why it is no diagnosis is noted."""
    part = dict(zip(("verificationStatus", "clinicalStatus", "code"), saying, strict=True))
    verification = status_codes(part, "verificationStatus", "", log)
    clinical = status_codes(part, "clinicalStatus", "", log)
    status = _first_of(_REJECTED, verification) or _first_of(_NOT_ACTIVE, clinical)
    if status:
        log.left_out("", f"its status is {status}")
        return _Said()
    doubt = next((one for one in verification if one in _DOUBTED), "")
    concept = object_of(part, "code", "", "", log)
    if concept is None:
        if part.get("code") is None:
            log.left_out("", "has no code")
        return _Said(doubt=doubt)
    code = choose_code(concept, "", "code.", log)
    return _Said(code, text_of(concept, "text", "", "code.", log) if code else "", doubt)


_what_it_says = remembered(_said)


def _first_of(wanted: tuple[str, ...], said: tuple[str, ...]) -> str:
    for one in wanted:
        if one in said:
            return one
    return ""


def _not_ours(reference: str, resource: Json, call: Call) -> str | None:
    """Return why a Condition is none of this encounter's diagnoses, or None when it is one.

    Conditions that are about to join the problem list are held against that list, whatever encounter it comes from.
    """
    if call.of_another_patient(resource, reference):
        return "of another patient"
    if call.new_conditions and reference not in call.drafts:
        categories = status_codes(resource, "category", reference, call.log)
        return "not on the problem list" if categories and "problem-list-item" not in categories else None
    if reference in call.named_by_encounter or reference in call.reason_references or reference in call.drafts:
        return None
    if "#" in reference:
        return "contained, and neither the encounter nor an order names it"
    own = call.encounter_of(resource, reference)
    wanted = call.encounter.reference
    if wanted is None or own == wanted:
        return None
    if own is not None and own.startswith("Encounter/"):
        return "of another encounter"
    categories = status_codes(resource, "category", reference, call.log)
    if "problem-list-item" in categories:
        return "on the problem list, and neither the encounter nor an order names it"
    return "neither it nor the encounter nor an order says that it belongs to the encounter"


def choose_code(concept: Json, reference: str, path: str, log: UnreadLog) -> IcdCode | None:
    """Return the ICD-10-CM code of a concept: the one that the user selected, otherwise the first.

    A display or text without a code is never taken for one.
    """
    coded: list[tuple[int, Json]] = []
    named = False
    for place, coding in enumerate(codings(concept, reference, path, log)):
        if system_name(coding.get("system")) == ICD_10_CM:
            named = True
            if coding.get("code") and coding["code"].strip():
                coded.append((place, coding))
    if not coded:
        if named:
            log.left_out(reference, f"{path}coding names ICD-10-CM without a code; a name alone is not read as one")
        elif type(concept.get("coding")) in (list, type(None)):
            log.left_out(reference, f"{path}coding holds no ICD-10-CM code")
        return None
    place, best = coded[0]
    if len(coded) > 1:
        place, best = next((one for one in coded if one[1].get("userSelected") is True), coded[0])
        if len({dotted(coding["code"]) for _, coding in coded}) > 1:
            log.left_out(reference, f"{path}coding holds another ICD-10-CM code beside the one that is read")
    code = best["code"]
    if not _USUAL_CODE.match(code):
        code = dotted(code)
    if not _LOOKS_LIKE_CODE.match(code):
        log.faulty(reference, f"{path}coding[{place}].code does not read as an ICD-10-CM code")
        return None
    return IcdCode(code, text_of(best, "display", reference, f"{path}coding[{place}].", log))


def dotted(code: str) -> str:
    """Return a code in upper case, without blanks, with its dot after the third character."""
    plain = code.upper() if code.isalnum() else "".join(code.split()).upper().rstrip(".")
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 and "." not in plain else plain


def _statements(resource: Json, text: str, reference: str, day: date | None, log: UnreadLog) -> tuple[Statement, ...]:
    """Return the free text about the diagnosis: the text of its code, and the short notes."""
    if "note" not in resource:  # the usual case
        return (Statement(text, Evidence(reference, text, day, from_text=True)),) if text else ()
    texts = [text] if text else []
    for place, note in enumerate(objects(resource, "note", reference, "", log)):
        words = text_of(note, "text", reference, f"note[{place}].", log)
        if len(words) > LONGEST_NOTE:
            log.left_out(reference, f"note[{place}] is longer than {LONGEST_NOTE} characters")
        elif words:
            texts.append(words)
    return tuple([Statement(words, Evidence(reference, words, day, from_text=True)) for words in dict.fromkeys(texts)])
