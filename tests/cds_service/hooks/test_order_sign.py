"""The examples, through the application; and the same chart told in other ways."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from tests.examples import example

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient

Chart = dict[str, Any]


def cards(client: FlaskClient, call: Chart) -> list[dict[str, Any]]:
    answer = client.post("/cds-services/coding-review-order-sign", json=call)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = orjson.loads(answer.data)["cards"]
    return found


def said(found: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Return the rule and the codes offered of each card."""
    issues = [card["extension"]["org.coding-cards.issue"] for card in found]
    return [(issue["rule"], issue["suggestedCodes"]) for issue in issues]


EXPECTED = [("UnspecifiedSite", ["M86.561"]), ("MissingOrganism", ["B95.62"])]


def test_osteomyelitis_leads_to_a_site_card_and_an_organism_card(client: FlaskClient, osteomyelitis: Chart) -> None:
    assert sorted(said(cards(client, osteomyelitis))) == sorted(EXPECTED)


def test_coded_chart_leads_to_none(client: FlaskClient) -> None:
    answer = client.post(
        "/cds-services/coding-review-order-sign",
        data=example("order-sign-coded.json").read_bytes(),
        content_type="application/json",
    )
    assert (answer.status_code, answer.get_json()) == (200, {"cards": []})


def no_encounter_id(call: Chart) -> None:
    del call["context"]["encounterId"]


def other_keys(call: Chart) -> None:
    call["prefetch"] = {f"site-{key}": value for key, value in call["prefetch"].items()}


def absolute_references(call: Chart) -> None:
    base = "https://fhir.example.org/r4"
    call["fhirServer"] = base
    order = call["context"]["draftOrders"]["entry"][0]["resource"]
    order["reasonReference"][0]["reference"] = f"{base}/Condition/osteomyelitis"
    for entry in call["prefetch"]["conditions"]["entry"]:
        entry["resource"]["encounter"]["reference"] = f"{base}/Encounter/example"


def encounter_names_the_diagnoses(call: Chart) -> None:
    for entry in call["prefetch"]["conditions"]["entry"]:
        del entry["resource"]["encounter"]


def bare_draft_orders(call: Chart) -> None:
    del call["context"]["draftOrders"]["type"]


def unknown_elements(call: Chart) -> None:
    call["extension"] = {"org.example.trigger": 23}
    call["context"]["something"] = {"new": True}
    call["prefetch"]["patient"] = {"resourceType": "Patient", "id": "example"}


def unknown_orders(call: Chart) -> None:
    call["context"]["draftOrders"]["entry"].append({"resource": {"resourceType": "MedicationOrder", "id": "9"}})


def faulty_neighbor(call: Chart) -> None:
    call["prefetch"]["conditions"]["entry"].append(
        {"resource": {"resourceType": "Condition", "id": "broken", "code": 7, "subject": 7}}
    )


def no_procedures(call: Chart) -> None:
    del call["prefetch"]["procedures"]


@pytest.mark.parametrize(
    "tell",
    [
        no_encounter_id,
        other_keys,
        absolute_references,
        encounter_names_the_diagnoses,
        bare_draft_orders,
        unknown_elements,
        unknown_orders,
        faulty_neighbor,
        no_procedures,
    ],
)
def test_same_chart_told_otherwise_says_the_same(
    client: FlaskClient, osteomyelitis: Chart, tell: Callable[[Chart], None]
) -> None:
    tell(osteomyelitis)
    assert sorted(said(cards(client, osteomyelitis))) == sorted(EXPECTED)


def test_missing_cultures_lead_to_no_organism_card(client: FlaskClient, osteomyelitis: Chart) -> None:
    del osteomyelitis["prefetch"]["cultures"]
    assert said(cards(client, osteomyelitis)) == [EXPECTED[0]]


def test_silent_mode_shows_nothing(osteomyelitis: Chart) -> None:

    client = create_app(Settings(mode="silent"), load_releases(None)).test_client()
    assert cards(client, osteomyelitis) == []


def test_rules_can_be_turned_off(osteomyelitis: Chart) -> None:

    settings = Settings(rules_off=frozenset({"UnspecifiedSite"}))
    client = create_app(settings, load_releases(None)).test_client()
    assert said(cards(client, osteomyelitis)) == [EXPECTED[1]]


def test_a_procedure_that_the_chart_does_not_describe_is_told_once(osteomyelitis: Chart) -> None:
    procedure = {
        "resourceType": "Procedure",
        "id": "spacer",
        "status": "completed",
        "encounter": {"reference": f"Encounter/{osteomyelitis['context']['encounterId']}"},
        "code": {"coding": [{"system": "http://www.cms.gov/Medicare/Coding/ICD10", "code": "0SHC0NZ"}]},
    }
    osteomyelitis["prefetch"]["procedures"] = procedure
    client = create_app(Settings(max_cards=9), load_releases(None)).test_client()
    (card,) = [one for one in cards(client, osteomyelitis) if one["source"]["topic"]["code"].startswith("InvalidCode")]
    assert card["detail"].splitlines()[0] == "**Chart:** procedure (PCS 0SHC0NZ)"
