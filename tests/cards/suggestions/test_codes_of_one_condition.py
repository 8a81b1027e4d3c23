"""Two codes of one Condition that exclude each other: each answer names the code that would go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence


def options(*codes: Sequence[str]) -> list[str]:
    """Return the options of the card about Conditions with these codes."""
    conditions = [
        {
            "resourceType": "Condition",
            "id": f"c{number}",
            "subject": {"reference": "Patient/p"},
            "code": {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code} for code in each]},
        }
        for number, each in enumerate(codes)
    ]
    call: dict[str, Any] = {
        "hook": "order-sign",
        "hookInstance": "7068c2f9-d6b3-4a1c-bc66-ffcf5f53f3ef",
        "context": {"userId": "Practitioner/a", "patientId": "p", "draftOrders": {"resourceType": "Bundle"}},
        "prefetch": {
            "conditions": {"resourceType": "Bundle", "entry": [{"resource": each} for each in conditions]},
            "patient": {"resourceType": "Patient", "id": "p"},
        },
    }
    client = create_app(Settings(profile="advice"), load_releases(None)).test_client()
    (card,) = client.post("/cds-services/coding-review-order-sign", json=call).get_json()["cards"]
    return [line for line in card["detail"].splitlines() if line.startswith("- ")]


def test_each_answer_names_the_code_that_would_go() -> None:
    expected = [
        "- Keep type 2 diabetes (E11.9), remove E10.9",
        "- Keep type 1 diabetes (E10.9), remove E11.9",
    ]
    assert sorted(options(["E11.9", "E10.9"])) == sorted(expected)
    assert sorted(options(["E11.9"], ["E10.9"])) == sorted(expected)
