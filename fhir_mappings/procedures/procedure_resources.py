"""Reads Procedures and orders for procedures: the code, what the table knows of it, its sites and its reasons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fhir_mappings.diagnoses.order_reasons import Reasons, read_reasons, void
from fhir_mappings.elements.cached_reading import remembered
from fhir_mappings.elements.code_systems import CPT, HCPCS, PCS, SNOMED, system_name
from fhir_mappings.elements.dates import first_day
from fhir_mappings.elements.reading import codings, object_of, text_of
from fhir_mappings.procedures.procedure_table import ProcedureEntry, load_procedures
from fhir_mappings.sites.body_site_elements import stated_sites
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.encounter import Evidence, Procedure, SiteFact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fhir_mappings.chart.reading_context import Call
    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json
    from fhir_mappings.procedures.procedure_table import Place

_NOT_DONE = ("entered-in-error", "not-done", "preparation", "on-hold", "stopped", "aborted", "suspended")
_DONE_DAYS = ("performedDateTime", "performedPeriod", "occurrenceDateTime", "occurrencePeriod")
_ORDER_DAYS = ("authoredOn", "occurrenceDateTime", "occurrencePeriod")
_SYSTEMS = (PCS, CPT, HCPCS, SNOMED)
_NUMBER = re.compile(r"([0-9A-Z]{5})(?:[\s,:/-]+[0-9A-Z]{2})+\Z")
_NOTHING = ProcedureEntry()


class _Coded(NamedTuple):
    system: str
    code: str
    title: str
    entry: ProcedureEntry


def read_procedures(call: Call, orders: Mapping[str, Reasons], by_code: Mapping[str, str]) -> list[Procedure]:
    """Return the procedures done and ordered. `by_code` gives the diagnosis of a code that a reasonCode names."""
    received = call.received
    found: list[Procedure] = []
    for reference in call.in_turn("Procedure"):
        resource = received.by_reference[reference]
        day = first_day(resource, _DONE_DAYS, reference, call.log)
        why_not = _why_not_done(resource, reference, day, call)
        if why_not:
            call.log.left_out(reference, why_not)
        else:
            found += _read(
                resource, reference, day, read_reasons(resource, reference, call), by_code, call, is_order=False
            )
    for kind in ("ServiceRequest", "DeviceRequest"):
        for reference in call.in_turn(kind):
            resource = received.by_reference[reference]
            reasons = orders.get(reference)
            if reasons is None:
                if reference in call.drafts:
                    continue  # left out with its reasons
                day = first_day(resource, _ORDER_DAYS, reference, call.log)
                why_not = _why_no_order(resource, reference, day, call)
                if why_not:
                    call.log.left_out(reference, why_not)
                    continue
                reasons = read_reasons(resource, reference, call)
            else:
                day = first_day(resource, _ORDER_DAYS, reference, call.log)
            found += _read(resource, reference, day, reasons, by_code, call, is_order=True)
    return found


def _why_not_done(resource: Json, reference: str, day: date | None, call: Call) -> str | None:
    status = text_of(resource, "status", reference, "", call.log)
    if status in _NOT_DONE:
        return f"its status is {status}"
    if resource.get("notDone") is True:  # STU3
        return "not done"
    return call.why_not_ours(resource, reference, day)


def _why_no_order(resource: Json, reference: str, day: date | None, call: Call) -> str | None:
    if call.of_another_patient(resource, reference):
        return "of another patient"
    return void(resource, reference, call) or call.not_of_encounter(resource, reference, day)


def _read(
    resource: Json,
    reference: str,
    day: date | None,
    reasons: Reasons,
    by_code: Mapping[str, str],
    call: Call,
    *,
    is_order: bool,
) -> list[Procedure]:
    concept = _concept(resource, reference, call)
    if concept is None:
        return []
    chosen, places, text = _remembered_code(concept, reference, call.log)
    if chosen is None:
        if reference not in call.used:
            call.log.left_out(reference, "no code of CPT, HCPCS, ICD-10-PCS or SNOMED CT")
        return []
    call.use(reference)
    evidence = Evidence(reference, text or chosen.title or _number(chosen, places), day)
    own = stated_sites(resource, reference, day, call)
    named = (*reasons.targets, *(by_code[coded.code.code] for coded in reasons.coded if coded.code.code in by_code))
    return [
        Procedure(
            reference=reference,
            system=chosen.system,
            code=chosen.code,
            title=chosen.title or text,
            evidence=evidence,
            kinds=chosen.entry.kinds,
            sites=_sites(places, own, evidence) if places else own,
            reasons=tuple(dict.fromkeys(named)),
            is_order=is_order,
        )
    ]


def _number(chosen: _Coded, places: tuple[Place, ...]) -> str:
    """Return the number of a procedure that the chart does not describe, with the places that it names."""
    name = load_anatomy().name
    named = [" ".join(word for word in (side and side.value, site and name(site)) if word) for site, side in places]
    return f"{chosen.system} {chosen.code}" + (f" ({', '.join(named)})" if named else "")


def _concept(resource: Json, reference: str, call: Call) -> Json | None:
    """Return the code of a procedure or order: R4 has a concept, R5 a reference that may hold one."""
    key = "code" if "code" in resource else "codeCodeableConcept"
    concept = object_of(resource, key, reference, "", call.log)
    if concept is None:
        if resource.get(key) is None and reference not in call.used:
            call.log.left_out(reference, "has no code")
        return None
    inner = concept.get("concept")
    return inner if type(inner) is dict and "coding" not in concept else concept


def _code(concept: Json, log: UnreadLog) -> tuple[_Coded | None, tuple[Place, ...], str]:
    """Return the coding that the table knows most of, the places that all codings and modifiers name, and the text."""
    table = load_procedures()
    best: _Coded | None = None
    places: list[Place] = []
    marks: list[Place] = []
    for coding in codings(concept, "", "code.", log):
        code = coding.get("code")
        system = system_name(coding.get("system"))
        if not code or not code.strip():
            continue
        code = code.strip().upper()
        if code in table.modifiers and system in (CPT, HCPCS, None):
            marks.append(table.modifiers[code])
            continue
        if system not in _SYSTEMS:
            continue
        if system in (CPT, HCPCS) and len(code) > 5:
            match = _NUMBER.match(code)
            if match:
                marks += [table.modifiers[one] for one in re.split(r"[\s,:/-]+", code)[1:] if one in table.modifiers]
                code = match.group(1)
        entry = table.entry(system, code)
        display = coding.get("display")
        current = _Coded(system, code, display.strip() if type(display) is str else "", entry or _NOTHING)
        places += current.entry.places
        if best is None or _rank(current) < _rank(best):
            best = current
    text = text_of(concept, "text", "", "code.", log) if best is not None else ""
    return best, _with_marks(places, marks), text


_remembered_code = remembered(_code)


def _rank(coded: _Coded) -> tuple[bool, bool, int]:
    return not coded.entry.kinds, not coded.entry.places, _SYSTEMS.index(coded.system)


def _with_marks(places: list[Place], marks: list[Place]) -> tuple[Place, ...]:
    """Let modifiers give the side of a number that names a site without one; a finger or toe is a place of its own."""
    sides = [side for site, side in marks if site is None]
    sided = [(site, side) for site, own in places for side in ([own] if own else sides or [None])]
    bare = [] if places else [(None, side) for side in sides]
    return tuple(dict.fromkeys([*sided, *bare, *((site, side) for site, side in marks if site is not None)]))


def _sites(places: tuple[Place, ...], own: tuple[SiteFact, ...], evidence: Evidence) -> tuple[SiteFact, ...]:
    """Join what the code names with what the resource states: its side, when it is one, and its own sites."""
    sides = {fact.side for fact in own if fact.side is not None}
    side = next(iter(sides)) if len(sides) == 1 else None
    facts = [SiteFact(site, own_side or side, evidence) for site, own_side in places]
    return (
        *facts,
        *(fact for fact in own if fact.site is not None and all(fact.site != known.site for known in facts)),
    )
