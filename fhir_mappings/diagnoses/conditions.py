"""Reads Conditions as diagnoses: one for each ICD-10-CM code of each Condition that belongs to the encounter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.chart.condition_counts import Systems, systems_of
from fhir_mappings.chart.model import NO_CODE
from fhir_mappings.diagnoses.abatement import is_abated, is_abated_before
from fhir_mappings.diagnoses.belonging import Belonging, belonging_of
from fhir_mappings.diagnoses.icd_codes import IcdCode, icd_codes
from fhir_mappings.elements.cached_reading import cached_by_content
from fhir_mappings.elements.dates import first_day
from fhir_mappings.elements.reading import Element
from fhir_mappings.sites.body_site_elements import stated_sites
from icd10cm.encounter import Diagnosis, Evidence, Setting, Statement
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from fhir_mappings.chart.reading_context import ReadingContext

_REJECTED = ("refuted", "entered-in-error")
_DOUBTED = frozenset(("provisional", "differential", "unconfirmed"))
_NOT_ACTIVE = ("inactive", "remission", "resolved")
_OUTPATIENT = (Setting.OUTPATIENT, Setting.EMERGENCY)
_DAYS = ("recordedDate", "onsetDateTime", "onsetPeriod", "assertedDate", "dateRecorded")
_UNCERTAIN = "outpatient diagnoses that are uncertain are not coded"
_OF_ENCOUNTER = (Belonging.ENCOUNTER, Belonging.PROBLEM_LIST)
LONGEST_NOTE = 1000
"""Characters of a note that is still read as a statement about the diagnosis; longer ones are documents."""


def read_conditions(context: ReadingContext) -> list[Diagnosis]:
    """Return the diagnoses that the Conditions of the encounter make; the others are left out with a reason."""
    index = context.index
    contained = [key for key in index.contained if index.by_reference[key].get("resourceType") == "Condition"]
    diagnoses: list[Diagnosis] = []
    for reference in in_time((*index.by_type.get("Condition", ()), *contained), context.check_time):
        condition = index.element(reference)
        belonging = belonging_of(condition, context)
        if belonging in _OF_ENCOUNTER:
            diagnoses += _read(condition, belonging, context)
        else:
            condition.left_out(belonging)
            context.conditions[systems_of(condition.json), belonging, False] += 1
    return diagnoses


def _read(condition: Element, belonging: Belonging, context: ReadingContext) -> Sequence[Diagnosis]:
    """Return the diagnoses of a Condition of the encounter or the problem list; note why there is none."""
    content = _cached_content(_repeated(condition, context))
    reason = _why_not(condition, content, belonging, context)
    context.conditions[content.systems, reason, True] += 1
    if reason is None:
        context.used[condition.reference] = condition.json
        return _diagnoses(condition, content, context)
    if reason == NO_CODE:
        context.uncoded += 1
        if condition.json.get("code") is None:
            condition.left_out("has no code")
    else:
        condition.left_out(f"{content.doubt}: {_UNCERTAIN}" if reason == _UNCERTAIN else reason)
    return ()


class _Content(Struct, frozen=True):
    """What a Condition says, whichever patient has it: codes, text, a doubt, statuses that may count, code systems."""

    codes: tuple[IcdCode, ...] = ()
    text: str = ""
    doubt: str = ""
    rejected: str = ""
    not_active: str = ""
    systems: Systems = ()


def _why_not(condition: Element, content: _Content, belonging: Belonging, context: ReadingContext) -> str | None:
    """Return why a Condition is not counted: what it says today is irrelevant to a stay, and ends an item of a list."""
    if content.rejected:
        return f"its status is {content.rejected}"
    if belonging is Belonging.PROBLEM_LIST:
        if content.not_active:
            return f"its status is {content.not_active}"
        if is_abated(condition, context.today):
            return "abated"
    elif is_abated_before(condition, context.encounter.start):
        return "abated before the encounter"
    if content.doubt and context.encounter.setting in _OUTPATIENT:
        return _UNCERTAIN
    return None if content.codes else NO_CODE


def _content(condition: Element) -> _Content:
    """Read verificationStatus, clinicalStatus and code; the reason why there is no code is noted."""
    verification = condition.codes("verificationStatus")
    concept = condition.child("code")
    codes = icd_codes(concept, condition.json.get("aliases") or ()) if concept is not None else ()
    return _Content(
        codes,
        concept.text("text") if concept is not None and codes else "",
        doubt=next((one for one in verification if one in _DOUBTED), ""),
        rejected=_first_of(_REJECTED, verification),
        not_active=_first_of(_NOT_ACTIVE, condition.codes("clinicalStatus")),
        systems=systems_of(condition.json),
    )


_cached_content = cached_by_content(_content)


def _repeated(condition: Element, context: ReadingContext) -> Element:
    """Return the elements of a Condition that say the same in many charts, and what they are read by."""
    json = condition.json
    elements = {
        "verificationStatus": json.get("verificationStatus"),
        "clinicalStatus": json.get("clinicalStatus"),
        "code": json.get("code"),
    }
    if context.icd_10_cm_systems:
        elements["aliases"] = context.icd_10_cm_systems
    return Element(elements, condition.reference, condition.log)


def _first_of(wanted: tuple[str, ...], statuses: tuple[str, ...]) -> str:
    return next((one for one in wanted if one in statuses), "")


def _diagnoses(condition: Element, content: _Content, context: ReadingContext) -> list[Diagnosis]:
    """Return a diagnosis for each code; they share everything but the code."""
    reference = condition.reference
    named = context.named_by_encounter.get(reference)
    day = first_day(condition, _DAYS)
    sites = stated_sites(condition, day, context)
    statements = _statements(condition, content.text, day)
    found: list[Diagnosis] = []
    for code in content.codes:
        diagnosis = Diagnosis(
            reference=reference,
            code=code.code,
            title=code.title,
            sites=sites,
            statements=statements,
            rank=named.rank if named else None,
            use=named.use if named else "",
            ordered=reference in context.ordered_references or code.code in context.ordered_codes,
            established=not content.doubt,
            date=day,
        )
        found.append(diagnosis)
    return found


def _statements(condition: Element, text: str, day: date | None) -> tuple[Statement, ...]:
    """Return the free text about the diagnosis: the text of its code, and the short notes."""
    reference = condition.reference
    if "note" not in condition.json:  # the usual case
        return (Statement(text, Evidence(reference, text, day, from_text=True)),) if text else ()
    texts = dict.fromkeys([*([text] if text else []), *_short_notes(condition)])
    return tuple([Statement(one, Evidence(reference, one, day, from_text=True)) for one in texts])


def _short_notes(condition: Element) -> Iterator[str]:
    for note in condition.children("note"):
        words = note.text("text")
        if len(words) > LONGEST_NOTE:
            condition.left_out(f"{note.place} is longer than {LONGEST_NOTE} characters")
        elif words:
            yield words
