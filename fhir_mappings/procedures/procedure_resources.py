"""Reads Procedures and orders for procedures: the code, what the table knows of it, its sites and its reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.diagnoses.named_by import named_by
from fhir_mappings.diagnoses.order_reasons import read_reasons, why_void
from fhir_mappings.elements.dates import first_day
from fhir_mappings.elements.reading import shown
from fhir_mappings.procedures.order_words import kinds_of_order, place_of_order
from fhir_mappings.procedures.procedure_codes import ProcedureCode, chosen_code
from fhir_mappings.procedures.procedure_table import ProcedureEntry
from fhir_mappings.sites.body_site_elements import stated_sites
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.documents.sides import names_others
from icd10cm.encounter import Evidence, Procedure, SiteFact
from icd10cm.rules.procedure_kinds import ORDER_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.diagnoses.order_reasons import Reasons
    from fhir_mappings.elements.reading import Element
    from fhir_mappings.procedures.procedure_table import SiteAndSide
    from icd10cm.encounter import Diagnosis

_NOT_DONE = ("entered-in-error", "not-done", "preparation", "on-hold", "stopped", "aborted", "suspended")
_DONE_DAYS = ("performedDateTime", "performedPeriod", "occurrenceDateTime", "occurrencePeriod")
_ORDER_DAYS = ("authoredOn", "occurrenceDateTime", "occurrencePeriod")


class _Found(Struct, frozen=True):
    """A procedure done or ordered that counts for the encounter, before its code is read."""

    resource: Element
    day: date | None
    reasons: Reasons
    is_order: bool


def read_procedures(
    context: ReadingContext,
    orders: Mapping[str, Reasons],
    by_code: Mapping[str, str],
    diagnoses: Sequence[Diagnosis] = (),
) -> list[Procedure]:
    """Return the procedures done and ordered. `by_code` gives the diagnosis of a code that a reasonCode names."""
    procedures: list[Procedure] = []
    for one in (*_done(context), *_ordered(context, orders)):
        procedure = _read(one, _named(one.reasons, by_code, diagnoses), context)
        if procedure is not None:
            procedures.append(procedure)
    return procedures


def _done(context: ReadingContext) -> Iterator[_Found]:
    for resource in context.each("Procedure"):
        day = first_day(resource, _DONE_DAYS)
        why_not = _why_not_done(resource, day, context)
        if why_not:
            resource.left_out(why_not)
        else:
            yield _Found(resource, day, read_reasons(resource, context), is_order=False)


def _ordered(context: ReadingContext, drafts: Mapping[str, Reasons]) -> Iterator[_Found]:
    """Yield the draft orders, whose reasons were read already, and the other orders of the encounter."""
    for resource in (*context.each("ServiceRequest"), *context.each("DeviceRequest")):
        reasons = drafts.get(resource.reference)
        if reasons is None and resource.reference in context.drafts:
            continue  # left out with its reasons
        day = first_day(resource, _ORDER_DAYS)
        if reasons is None:
            why_not = _why_not_ordered(resource, day, context)
            if why_not:
                resource.left_out(why_not)
                continue
            reasons = read_reasons(resource, context)
        yield _Found(resource, day, reasons, is_order=True)


def _why_not_done(procedure: Element, day: date | None, context: ReadingContext) -> str | None:
    status = procedure.text("status")
    if status in _NOT_DONE:
        return f"its status is {status}"
    if procedure.json.get("notDone") is True:  # STU3
        return "not done"
    return context.why_not_ours(procedure, day)


def _why_not_ordered(order: Element, day: date | None, context: ReadingContext) -> str | None:
    if context.of_another_patient(order):
        return "of another patient"
    return why_void(order) or context.not_of_encounter(order, day)


def _read(found: _Found, named: tuple[str, ...], context: ReadingContext) -> Procedure | None:
    resource, day = found.resource, found.day
    coded = _chosen(resource, context, speaks=bool(named))
    if coded is None:
        return None
    chosen, places, text = coded
    context.use(resource.reference)
    words = text or chosen.title
    evidence = Evidence(resource.reference, words or _number(chosen, places), day)
    own = stated_sites(resource, day, context)
    kinds = chosen.entry.kinds
    if named:
        places, kinds = _in_words(words, kinds, places, own)
    return Procedure(
        reference=resource.reference,
        system=chosen.system,
        code=chosen.code,
        title=chosen.title or text,
        evidence=evidence,
        kinds=kinds,
        sites=_sites(places, own, evidence) if places else own,
        reasons=named,
        is_order=found.is_order,
        regions=chosen.entry.regions,
    )


def _in_words(
    words: str, kinds: tuple[str, ...], coded: tuple[SiteAndSide, ...], own: tuple[SiteFact, ...]
) -> tuple[tuple[SiteAndSide, ...], tuple[str, ...]]:
    """Return the place that words name, with their kinds or those of the code: of an order, or of what was done.

    Both say nothing but for the diagnosis that they name as their reason, nor by a place apart from the code's. Beside
    a body site or a coded side the words say the kind alone; with another side than the body site's, nothing.
    """
    if own:
        return coded, _kinds_at(own, words, kinds)
    if any(side is not None for _, side in coded):
        return coded, kinds
    place = place_of_order(words)
    if place is None or not _is_near(place[0], coded):
        return coded, kinds
    return (place,), (*(kinds or kinds_of_order(words)), ORDER_WORDS)


def _kinds_at(own: tuple[SiteFact, ...], words: str, kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the kinds of work at a body site, those of the code or the words; none where they name the other side."""
    if names_others(words, {fact.side for fact in own if fact.side}):
        return ()
    return kinds or kinds_of_order(words)


def _is_near(site: str | None, coded: tuple[SiteAndSide, ...]) -> bool:
    """Return whether a site may be one of those that a code names; any may be where it names none."""
    sites = [each for each, _ in coded if each]
    return not sites or any(site is not None and load_anatomy().related(site, each) for each in sites)


def _chosen(
    resource: Element, context: ReadingContext, *, speaks: bool
) -> tuple[ProcedureCode, tuple[SiteAndSide, ...], str] | None:
    """Return what a resource is about: a code with its sites and the text; without one, words that name their reason.

    What has neither is listed as left out, unless a diagnosis was read from it.
    """
    concept = _concept(resource, context)
    if concept is None:
        return None
    chosen, places, text = chosen_code(concept)
    if chosen is None and speaks:
        chosen, text = _named_in_words(concept)
    if chosen is None:
        if resource.reference not in context.used:
            resource.left_out("no code of CPT, HCPCS, ICD-10-PCS or SNOMED CT")
        return None
    return chosen, places, text


def _named(reasons: Reasons, by_code: Mapping[str, str], diagnoses: Sequence[Diagnosis]) -> tuple[str, ...]:
    """Return the diagnoses that a procedure or order names as its reason: by reference, by code or by their words."""
    if not (reasons.targets or reasons.coded or reasons.words):  # the usual case
        return ()
    coded = (by_code[each.code.code] for each in reasons.coded if each.code.code in by_code)
    return tuple(dict.fromkeys((*reasons.targets, *coded, *named_by(reasons.words, diagnoses))))


def _named_in_words(concept: Element) -> tuple[ProcedureCode | None, str]:
    """Return an order that is only written in words, where they name a kind of work on the diseased part."""
    words = concept.text("text") or next(filter(None, map(shown, concept.codings())), "")
    kinds = kinds_of_order(words)
    return (ProcedureCode("", "", words, ProcedureEntry(kinds)) if kinds else None), words


def _number(chosen: ProcedureCode, places: tuple[SiteAndSide, ...]) -> str:
    """Return the number of a procedure that the chart does not describe, with the sites that it names."""
    name = load_anatomy().name
    named = [" ".join(word for word in (side and side.value, site and name(site)) if word) for site, side in places]
    return f"{chosen.system} {chosen.code}" + (f" ({', '.join(named)})" if named else "")


def _concept(resource: Element, context: ReadingContext) -> Element | None:
    """Return the code of a procedure or order: R4 has a concept, R5 a reference that may hold one."""
    key = "code" if "code" in resource.json else "codeCodeableConcept"
    concept = resource.child(key)
    if concept is None:
        if resource.json.get(key) is None and resource.reference not in context.used:
            resource.left_out("has no code")
        return None
    if type(concept.json.get("concept")) is dict and "coding" not in concept.json:
        return concept.child("concept")
    return concept


def _sites(places: tuple[SiteAndSide, ...], own: tuple[SiteFact, ...], evidence: Evidence) -> tuple[SiteFact, ...]:
    """Join what the code names with what the resource states: its side, when it is one, and its own sites."""
    sides = {fact.side for fact in own if fact.side is not None}
    side = next(iter(sides)) if len(sides) == 1 else None
    facts = [SiteFact(site, own_side or side, evidence) for site, own_side in places]
    coded = {fact.site for fact in facts}
    return (*facts, *(fact for fact in own if fact.site is not None and fact.site not in coded))
