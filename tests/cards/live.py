"""The service's answer to a call about the chart of a scenario: what a clinician would be sent."""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from typing import TYPE_CHECKING, Any

from cards import deck_to_response
from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from icd10cm.rules import REGISTRY
from tests.cards.deal import PUBLIC_URL, deal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask.testing import FlaskClient

    from cards.client_profiles import ProfileName
    from icd10cm.releases.release import Release

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
CPT = "http://www.ama-assn.org/go/cpt"
PCS = "http://www.cms.gov/Medicare/Coding/ICD10"
LOINC = "http://loinc.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"
LINKS = {"subject": {"reference": "Patient/1"}, "encounter": {"reference": "Encounter/1"}}
OF_PCS = 7
ISSUE = "org.coding-cards.issue"
KEYS = {
    "Condition": "conditions",
    "Observation": "cultures",
    "Procedure": "procedures",
    "DiagnosticReport": "reports",
    "DocumentReference": "notes",
}


def live_cards(scenario: dict[str, Any], profile: ProfileName = "generic") -> list[dict[str, Any]]:
    """Return the cards of a call of order-sign about the chart of a scenario, with counted uuids."""
    response = _client(profile).post("/cds-services/coding-review-order-sign", json=_call(scenario))
    cards = response.get_json()["cards"]
    return [_numbered(card, number) for number, card in enumerate(cards, 1)]


def live_card(scenario: dict[str, Any], profile: ProfileName = "generic") -> dict[str, Any] | None:
    """Return the card of the scenario's rule, None where the call gets none."""
    cards = live_cards(scenario, profile)
    return next((card for card in cards if card["extension"][ISSUE]["rule"] == scenario["rule"]), None)


def answer_to(scenario: dict[str, Any], release: Release, profile: ProfileName) -> dict[str, Any]:
    """Return the response as the client parses it: of a call, or made from the issue where no call gives it."""
    if "made" not in scenario:
        return {"cards": [live_card(scenario, profile)]}
    return json.loads(json.dumps(deck_to_response(deal(release, scenario, profile=profile))))


@cache
def _client(profile: ProfileName) -> FlaskClient:
    optional = frozenset(rule.id for rule in REGISTRY if rule.is_optional)
    settings = Settings(
        max_cards=50, profile=profile, public_url=PUBLIC_URL, rules_on=optional, call_timeout_ms=300_000
    )
    return create_app(settings, load_releases(None)).test_client()


def _numbered(card: dict[str, Any], number: int) -> dict[str, Any]:
    card["uuid"] = _uuid(number)
    for place, each in enumerate(card.get("suggestions", ()), 1):
        each["uuid"] = _uuid(100 * number + place)
    return card


def _uuid(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def _call(scenario: dict[str, Any]) -> dict[str, Any]:
    resources = {f"{each['resourceType']}/{each['id']}": each for each in _resources(scenario)}
    orders = [each for name, each in resources.items() if name.startswith("ServiceRequest/")]
    conditions = [name for name in resources if name.startswith("Condition/")]
    kinds: dict[str, list[dict[str, Any]]] = {"conditions": []}
    for each in resources.values():
        if each["resourceType"] in KEYS:
            kinds.setdefault(KEYS[each["resourceType"]], []).append(each)
    encounter = {
        "resourceType": "Encounter",
        "id": "1",
        "status": "finished",
        "class": {"code": "IMP"},
        "subject": LINKS["subject"],
        "period": {"start": "2026-05-01", "end": "2026-05-03"},
        "diagnosis": [{"condition": {"reference": name}, "rank": rank} for rank, name in enumerate(conditions, 1)],
    }
    return {
        "hook": "order-sign",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {
            "userId": "Practitioner/1",
            "patientId": "1",
            "encounterId": "1",
            "draftOrders": _bundle(orders),
        },
        "prefetch": {"encounter": encounter, **{key: _bundle(found) for key, found in kinds.items()}},
    }


def _bundle(resources: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": each} for each in resources]}


def _resources(scenario: dict[str, Any]) -> Iterator[dict[str, Any]]:
    coded = [*zip(scenario["diagnoses"], scenario["codes"], strict=True), *scenario.get("others", {}).items()]
    facts = [each for each in scenario.get("evidence", ()) if not each["statement"].startswith(tuple(_words(coded)))]
    for name, code in coded:
        own = [each for each in facts if each["reference"] == name]
        yield _condition(name, code, own) if name.startswith("Condition/") else _procedure(name, code)
    known = {name for name, _ in coded}
    yield from (_other(each) for each in facts if each["reference"] not in known)


def _words(coded: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"{code} " for _, code in coded)


def _condition(name: str, code: str, facts: Iterable[dict[str, Any]]) -> dict[str, Any]:
    texts = [each["statement"] for each in facts if each.get("from_text")]
    sites = [each["statement"] for each in facts if not each.get("from_text")]
    concept = {"coding": [{"system": ICD10CM, "code": code}], **({"text": texts[0]} if texts else {})}
    return {
        "resourceType": "Condition",
        "id": name.partition("/")[2],
        "category": [{"coding": [{"system": CATEGORY, "code": "encounter-diagnosis"}]}],
        "code": concept,
        **({"bodySite": [{"text": each} for each in sites]} if sites else {}),
        "recordedDate": "2026-05-02",
        **LINKS,
    }


def _procedure(name: str, code: str) -> dict[str, Any]:
    kind, _, number = name.partition("/")
    concept = {"coding": [{"system": PCS if len(code) == OF_PCS else CPT, "code": code}]}
    performed = {"status": "completed", "performedDateTime": "2026-05-03"}
    ordered = {"status": "draft", "intent": "order", "authoredOn": "2026-05-03"}
    more = performed if kind == "Procedure" else ordered
    return {"resourceType": kind, "id": number, "code": concept, **more, **LINKS}


def _other(fact: dict[str, Any]) -> dict[str, Any]:
    """Return the resource that another piece of evidence is from."""
    name, said = fact["reference"], fact["statement"]
    kind, _, number = name.partition("/")
    day = str(fact.get("date", "2026-05-02"))
    head = {"resourceType": kind, "id": number, **LINKS}
    match kind:
        case "Procedure" | "ServiceRequest":
            return _procedure(name, said.split()[1].strip(","))
        case "Observation":
            value = {"valueCodeableConcept": {"text": said}, "specimen": {"display": fact.get("specimen", "")}}
            status = "preliminary" if fact.get("preliminary") else "final"
            return {**head, "status": status, "code": _loinc("600-7"), "effectiveDateTime": day, **value}
        case "DiagnosticReport":
            radiology = [{"coding": [{"system": LOINC, "code": "LP29684-5"}]}]
            return {
                **head,
                "status": "final",
                "category": radiology,
                "code": _loinc("24627-2"),
                "effectiveDateTime": day,
                "conclusion": said,
            }
        case "DocumentReference":
            data = b64encode(said.encode()).decode()
            content = [{"attachment": {"contentType": "text/plain", "data": data}}]
            kept = {key: value for key, value in head.items() if key != "encounter"}
            context = {"context": {"encounter": [LINKS["encounter"]]}}
            return {
                **kept,
                "status": "current",
                "type": _loinc("11504-8"),
                "date": f"{day}T10:00:00Z",
                "content": content,
                **context,
            }
    return {**head, "code": {"text": said}, "recordedDate": day}


def _loinc(code: str) -> dict[str, Any]:
    return {"coding": [{"system": LOINC, "code": code}]}
