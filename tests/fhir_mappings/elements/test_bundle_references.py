"""Resources of a Bundle, taken out of it with references that hold outside."""

from __future__ import annotations

import copy
from typing import Any

from fhir_mappings.elements.bundle_references import resources_of
from tests.fhir_mappings.fhir import ref

PATIENT, VISIT = "urn:uuid:11111111-1111-1111-1111-111111111111", "urn:uuid:22222222-2222-2222-2222-222222222222"


def bundle(*entries: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": list(entries)}


def entry(full_url: str | None, **resource: Any) -> dict[str, Any]:
    return ({"fullUrl": full_url} if full_url else {}) | {"resource": resource}


def test_a_resource_without_an_id_takes_that_of_its_full_url() -> None:
    given = bundle(
        entry(PATIENT, resourceType="Patient"),
        entry(VISIT, resourceType="Encounter", subject=ref(PATIENT), diagnosis=[{"condition": ref("urn:uuid:33")}]),
        entry("urn:uuid:33", resourceType="Condition", id="c", subject=ref(PATIENT.upper()), encounter=ref(VISIT)),
    )
    before = copy.deepcopy(given)
    _, visit, condition = resources_of(given)
    assert visit["id"] == VISIT.removeprefix("urn:uuid:")
    assert visit["diagnosis"] == [{"condition": ref("Condition/c")}]
    assert condition["encounter"] == ref(f"Encounter/{visit['id']}")
    assert condition["subject"] == ref(f"Patient/{PATIENT.removeprefix('urn:uuid:')}")
    assert given == before


def test_nested_bundles_share_their_full_urls() -> None:
    inner = bundle(entry(PATIENT, resourceType="Patient", id="p"))
    given = bundle({"resource": inner}, entry("urn:uuid:9", resourceType="Condition", id="c", subject=ref(PATIENT)))
    assert [one["id"] for one in resources_of(given)] == ["c", "p"]
    assert resources_of(given)[0]["subject"] == ref("Patient/p")


def test_what_is_no_entry_or_reference_is_passed_over() -> None:
    given = bundle(7, {}, {"resource": 7}, entry(None, resourceType="Condition", id="c", subject={"reference": 7}))
    assert resources_of(given) == [{"resourceType": "Condition", "id": "c", "subject": {"reference": 7}}]
    assert resources_of({"resourceType": "Bundle", "entry": 7}) == []
    assert resources_of(bundle(entry("urn:uuid:1", resourceType="X", subject={"reference": {"reference": "a"}})))
