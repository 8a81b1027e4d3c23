"""The departments of an encounter, by every name that the Encounter gives them.

FHIR R4 has no element for a department. What clients send for it is read: `Encounter.serviceType` (a concept; a list of
CodeableReferences in R5) and `Encounter.location` (a reference with a display). Codes, displays, texts and
references all count as names, in lower case and without blanks around them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fhir_mappings.chart.model import Chart


def departments_of(chart: Chart) -> frozenset[str]:
    """Return the names; none where the Encounter was not there or names none. Never raises for what JSON can hold."""
    encounter = chart.resources.get(chart.encounter_reference or "")
    if encounter is None:
        return frozenset()
    names = [*_of_service(encounter.get("serviceType")), *_of_locations(encounter.get("location"))]
    return frozenset(name.strip().casefold() for name in names if type(name) is str and name.strip())


def _of_service(value: Any) -> Iterator[Any]:  # noqa: ANN401 - JSON as received
    for service in value if type(value) is list else (value,):
        if type(service) is not dict:
            continue
        concept = service.get("concept", service)  # R5: CodeableReference
        if type(concept) is not dict:
            continue
        yield concept.get("text")
        codings = concept.get("coding")
        for coding in codings if type(codings) is list else ():
            if type(coding) is dict:
                yield coding.get("code")
                yield coding.get("display")


def _of_locations(value: Any) -> Iterator[Any]:  # noqa: ANN401 - JSON as received
    for entry in value if type(value) is list else ():
        location = entry.get("location") if type(entry) is dict else None
        if type(location) is dict:
            yield location.get("reference")
            yield location.get("display")
