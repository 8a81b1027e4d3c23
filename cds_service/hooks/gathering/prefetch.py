"""What prefetch holds of the needs of a review (CDS Hooks, "Prefetch").

A value is `null` (the client has no data), an OperationOutcome (the client met an error; asking again is no
use), a resource, or a Bundle that may be empty or paged. Resources count by their type, whatever the key is
called. An empty answer to a query whose token was never filled in says nothing about the patient.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds_service.fhir_client.bundle_answer import MISSING, Answer, State, bundle_answer, link, resources_in
from fhir_mappings.cultures.culture_table import culture_codes
from fhir_mappings.documents.document_kinds import load_document_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cds_service.hooks.gathering.chart_queries import Need
    from cds_service.hooks.hook_request import HookContext


def prefetched_answer(need: Need, prefetch: Mapping[str, Any], context: HookContext) -> Answer:
    """Return how `prefetch` answers `need`: under its own key, or under any other by type of resource."""
    own = _own_key(prefetch[need.name], need, context) if need.name in prefetch else MISSING
    if own.state is State.PRESENT:
        return own
    others = [_other_key(value, need, context) for key, value in prefetch.items() if key != need.name]
    answers = [own, *(answer for answer in others if answer is not None)]
    pages = tuple(page for answer in answers for page in answer.next_pages)
    if pages:
        return Answer(State.PAGED, pages)
    states = list(State)
    return max(answers, key=lambda answer: states.index(answer.state))


def _own_key(value: object, need: Need, context: HookContext) -> Answer:
    answer = bundle_answer(value)
    if answer.state is not State.PRESENT:
        return answer
    # Under its own key a resource of the right type is an answer, however it is categorized; anything else is
    # none.
    for resource in resources_in(value):
        if _is_type(resource, need) and _is_encounter(resource, context):
            return answer
    return MISSING


def _other_key(value: object, need: Need, context: HookContext) -> Answer | None:
    """Return how a value under a foreign key answers the need; None where it is about something else."""
    answer = bundle_answer(value)
    if any(_is_of(resource, need, context) for resource in resources_in(value)):
        return answer if answer.state is State.PAGED else Answer(State.PRESENT)
    if answer.state is State.NONE and isinstance(value, dict):
        asked = link(value, "self").split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        return answer if asked in need.resource_types and asked not in {"Observation", "Encounter"} else None
    return None


def _is_of(resource: Mapping[str, Any], need: Need, context: HookContext) -> bool:
    if not _is_type(resource, need) or not _is_encounter(resource, context):
        return False
    match resource.get("resourceType"):
        case "Observation":
            return _is_impression(resource) if need.is_document else _is_laboratory(resource)
        case "DiagnosticReport":
            return _is_document(resource) is need.is_document
    return True


def _is_type(resource: Mapping[str, Any], need: Need) -> bool:
    kind = resource.get("resourceType")
    return isinstance(kind, str) and kind in need.resource_types


def _is_encounter(resource: Mapping[str, Any], context: HookContext) -> bool:
    """Return whether a resource is not an Encounter, or the one of the context."""
    return resource.get("resourceType") != "Encounter" or resource.get("id") == context.encounter_id


def _is_laboratory(observation: Mapping[str, Any]) -> bool:
    """Return whether an Observation can be from a query for cultures: vital signs under another key are not."""
    codes = culture_codes()
    return any(
        code == "laboratory" or code in codes
        for element in ("category", "code")
        for code in _codes(observation.get(element))
    )


def _is_impression(observation: Mapping[str, Any]) -> bool:
    """Return whether an Observation is a radiologist's impression."""
    return not load_document_table().impressions.isdisjoint(_codes(observation.get("code")))


def _is_document(report: Mapping[str, Any]) -> bool:
    """Return whether a DiagnosticReport is read as a document, and not for cultures."""
    categories, codes = ([code.lower() for code in _codes(report.get(key))] for key in ("category", "code"))
    return load_document_table().report_kind(categories, codes, "") is not None


def _codes(value: object) -> Iterator[str]:
    """Yield the codes of a CodeableConcept, or of an array of them."""
    for concept in value if isinstance(value, list) else [value]:
        codings = concept.get("coding") if isinstance(concept, dict) else None
        for coding in codings if isinstance(codings, list) else ():
            if isinstance(coding, dict) and isinstance(code := coding.get("code"), str):
                yield code
