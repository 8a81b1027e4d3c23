"""Whatever JSON is in whatever place, reading gives a chart, and a fault in one resource touches no other."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fhir_mappings import fhir

if TYPE_CHECKING:
    from collections.abc import Iterator

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(("Condition", "#x", "")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)

SPECIMEN = {
    "resourceType": "Specimen",
    "id": "s",
    "type": fhir.concept(fhir.SNOMED, "430268003", "Specimen from bone"),
    "collection": {"collectedDateTime": "2026-06-12", "bodySite": fhir.body_site(fhir.FEMUR, fhir.RIGHT)},
}
ENCOUNTER = fhir.encounter(
    diagnosis=[{"condition": fhir.ref("Condition/1"), "rank": 1, "use": fhir.concept("x", "DD")}],
    period={"start": "2026-06-10", "end": "2026-06-15"},
)
REPORT = {
    "resourceType": "DiagnosticReport",
    "id": "r",
    "status": "final",
    "category": [fhir.concept("http://terminology.hl7.org/CodeSystem/v2-0074", "MB")],
    "code": fhir.concept(fhir.LOINC, "6463-4"),
    "specimen": [fhir.ref("Specimen/s")],
    "result": [fhir.ref("#a"), fhir.ref("Observation/8")],
    "conclusionCode": [fhir.organism(fhir.E_COLI)],
    "conclusion": "Escherichia coli",
    "contained": [fhir.culture(fhir.organism(fhir.S_AUREUS), id="a")],
}
RESOURCES = (
    ENCOUNTER,
    fhir.condition(
        bodySite=[fhir.body_site(fhir.FEMUR, fhir.RIGHT, "Right femur")],
        note=[{"text": "a note"}],
        recordedDate="2026-06-11",
        extension=[{"url": fhir.MCODE_LATERALITY, "valueCoding": {"system": fhir.SNOMED, "code": fhir.RIGHT}}],
    ),
    fhir.culture(
        fhir.organism(fhir.S_AUREUS),
        specimen=fhir.ref("Specimen/s"),
        hasMember=[fhir.ref("Observation/8")],
        component=[fhir.susceptibility("18961-3", "R")],
        bodySite=fhir.body_site(fhir.FEMUR),
        interpretation=[fhir.status("POS")],
        note=[{"text": "heavy growth"}],
    ),
    fhir.culture("Escherichia coli", id="8", derivedFrom=[fhir.ref("Observation/7")]),
    fhir.procedure(bodySite=[fhir.body_site(fhir.KNEE, fhir.LEFT)], reasonReference=[fhir.ref("Condition/1")]),
    SPECIMEN,
    REPORT,
)
ORDER = fhir.order(
    code=fhir.concept(fhir.PCS, "0SH908Z"),
    reasonReference=[fhir.ref("Condition/1")],
    reasonCode=[fhir.concept(fhir.ICD_10_CM, "E11.621", "Diabetic foot ulcer")],
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from _paths(member, (*path, key))


def _with(value: Any, path: tuple[Any, ...], put: Any) -> Any:
    if not path:
        return put
    changed = copy.copy(value)
    changed[path[0]] = _with(value[path[0]], path[1:], put)
    return changed


PLACES = [(index, path) for index, one in enumerate((*RESOURCES, ORDER)) for path in _paths(one)]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_any_json_in_any_place_of_a_resource_is_read(place: tuple[int, tuple[Any, ...]], put: Any) -> None:
    index, path = place
    changed = [*RESOURCES, ORDER]
    changed[index] = _with(changed[index], path, put)
    chart = fhir.read(*changed[:-1], draft_orders={"entry": [{"resource": changed[-1]}]})
    assert chart.patient == "Patient/p"


@settings(max_examples=150, deadline=None)
@given(JSON, JSON, JSON, st.lists(st.text(max_size=5), max_size=2))
def test_any_json_in_any_place_of_a_call_is_read(value: Any, orders: Any, new: Any, selections: list[str]) -> None:
    chart = fhir.read(value, draft_orders=orders, new_conditions=new, selections=tuple(selections))
    assert chart.encounter.date_of_service == fhir.TODAY


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([one for one in PLACES if one[0] == 1 and one[1]]), JSON)
def test_a_fault_in_one_condition_changes_nothing_about_another(place: tuple[int, tuple[Any, ...]], put: Any) -> None:
    other = fhir.condition("L97.512", id="2")
    faulty = _with(RESOURCES[1], place[1], put)
    chart = fhir.read(faulty, fhir.encounter(), other)
    alone = fhir.read(fhir.encounter(), other)
    assert [one for one in chart.encounter.diagnoses if one.reference == "Condition/2"] == list(
        alone.encounter.diagnoses
    )
    assert [one for one in chart.unread if one.reference == "Condition/2"] == []


def test_a_chain_of_results_deeper_than_any_laboratory_makes_is_cut() -> None:
    chain = [fhir.culture(id=str(place), hasMember=[fhir.ref(f"Observation/{place + 1}")]) for place in range(3000)]
    chart = fhir.read(*chain, fhir.culture(fhir.organism(fhir.MRSA), id="3000"))
    assert chart.encounter.cultures == ()
    assert any("deep" in entry.reason for entry in chart.unread)


def test_bundles_within_bundles_are_read_however_deep() -> None:
    nested = fhir.condition()
    for _ in range(5000):
        nested = fhir.bundle(nested)
    assert [one.code for one in fhir.read(nested).encounter.diagnoses] == ["M86.50"]


def test_members_that_hold_each_other_end() -> None:
    chart = fhir.read(
        fhir.culture(id="a", hasMember=[fhir.ref("Observation/b")]),
        fhir.culture(fhir.organism(fhir.MRSA), id="b", hasMember=[fhir.ref("Observation/a")]),
    )
    assert [one.reference for one in chart.encounter.cultures] == ["Observation/b"]
