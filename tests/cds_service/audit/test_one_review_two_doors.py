"""An encounter gets the same cards through an audit as through a hook call that is handed the whole patient."""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from benchmarks.synthetic_export import Plan, population
from cds_service.audit.review.hashed_names import Names
from cds_service.audit.review.patient_encounters import Line
from cds_service.audit.review.review_patient import DISCHARGE, Auditor, Findings, review_patient
from cds_service.hooks.call_log import CallRecord
from cds_service.hooks.process_call import Reviewer, answer_call
from cds_service.overlay import load_rulebook
from cds_service.overlay.card_options import deck_options
from cds_service.settings import Settings
from tests.cds_service.audit.exports import condition, encounter

if TYPE_CHECKING:
    from icd10cm.releases.by_date import Releases

ORDER_SIGN = "coding-review-order-sign"
TODAY = date(2026, 11, 1)


@pytest.fixture(scope="module")
def releases() -> Releases:
    from cds_service.loaded_releases import load_releases  # noqa: PLC0415

    return load_releases(None)


def _audited(
    patient: str, resources: list[dict[str, Any]], releases: Releases, service: str, **settings: Any
) -> Findings:
    options = Settings(**settings)
    rulebook = load_rulebook(options)
    auditor = Auditor(
        releases,
        deck_options(options, rulebook),
        Names(None),
        TODAY,
        rulebook.rules,
        service,
        reads_reports=options.read_reports,
    )
    findings = Findings()
    lines = [Line("x.ndjson", number, orjson.dumps(each)) for number, each in enumerate(resources, 1)]
    review_patient(patient, lines, auditor, findings)
    return findings


def _called(
    patient: str, resources: list[dict[str, Any]], number: str, releases: Releases, service: str, **settings: Any
) -> list[str]:
    """Return the topics of the cards that a hook call about one encounter is answered with."""
    options = Settings(**settings)
    rulebook = load_rulebook(options)
    reviewer = Reviewer(releases, deck_options(options, rulebook), options.allowed_servers, rules=rulebook.rules)
    context: dict[str, Any] = {
        "userId": "Practitioner/1",
        "patientId": patient.removeprefix("Patient/"),
        "encounterId": number,
    }
    orders: list[dict[str, Any]] = []
    if service == ORDER_SIGN:
        orders = [
            each
            for each in resources
            if each["resourceType"] == "ServiceRequest" and each["encounter"]["reference"] == f"Encounter/{number}"
        ]
        context["draftOrders"] = {"resourceType": "Bundle", "entry": [{"resource": each} for each in orders]}
    body = {
        "hook": service.removeprefix("coding-review-"),
        "hookInstance": "4f3b6f0e-6f0e-4b50-8f43-1c6f6f4f3b11",
        "context": context,
        "prefetch": {
            "conditions": {
                "resourceType": "Bundle",
                "entry": [{"resource": each} for each in resources if each not in orders],
            }
        },
    }
    answer = answer_call(service, orjson.dumps(body), reviewer, CallRecord())
    return [card["source"]["topic"]["code"] for card in answer["cards"]]


def _patients(count: int) -> dict[str, list[dict[str, Any]]]:
    patients: dict[str, list[dict[str, Any]]] = {}
    for resource, _ in population(Plan(encounters=count, seed=5, planted_share=0.5)):
        if "subject" in resource:
            patients.setdefault(resource["subject"]["reference"], []).append(resource)
    return patients


@pytest.mark.parametrize("service", [DISCHARGE, ORDER_SIGN])
@pytest.mark.parametrize("settings", [{}, {"max_cards": 1, "rules_off": frozenset(("Excludes1", "InvalidCode"))}])
def test_both_doors_give_the_same_cards(releases: Releases, service: str, settings: dict[str, Any]) -> None:
    seen = 0
    for patient, resources in _patients(60).items():
        findings = _audited(patient, resources, releases, service, **settings)
        assert [row["kind"] for row in findings.unreadable if row["kind"] != "no-encounter"] == []
        for row in findings.encounters:
            shown = [
                issue["topic"]
                for issue in findings.issues
                if issue["encounter"] == row["encounter"] and issue["outcome"] == "shown"
            ]
            number = row["encounter"].removeprefix("Encounter/")
            assert shown == _called(patient, resources, number, releases, service, **settings)
            seen += len(shown)
    assert seen > 15


def test_an_order_turns_the_prompts_to_what_it_treats(releases: Releases) -> None:
    resources = [
        encounter(1),
        condition("kidney", "I12.9", 1),
        condition("femur", "M87.059", 1),
        {
            "resourceType": "ServiceRequest",
            "id": "s",
            "status": "completed",
            "intent": "order",
            "code": {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": "97110"}]},
            "subject": {"reference": "Patient/p1"},
            "encounter": {"reference": "Encounter/e1"},
            "reasonReference": [{"reference": "Condition/femur"}],
        },
    ]
    discharge = _audited("Patient/p1", resources, releases, DISCHARGE)
    signing = _audited("Patient/p1", resources, releases, ORDER_SIGN)
    assert {row["rule"] for row in discharge.issues} == {"UseAdditionalCode", "UnspecifiedLaterality"}
    assert {row["rule"] for row in signing.issues} == {"UnspecifiedLaterality"}


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        ("live", [("imaging report", "shown")]),
        ("silent", [("codes alone", "shown"), ("imaging report", "reports-silent")]),
        ("off", [("codes alone", "shown")]),
    ],
)
def test_reports_are_read_as_the_setting_says(releases: Releases, reads: str, expected: list[tuple[str, str]]) -> None:
    quote = "Chronic osteomyelitis of the right tibia."
    report = {
        "resourceType": "DiagnosticReport",
        "id": "r",
        "status": "final",
        "category": [{"coding": [{"system": "http://loinc.org", "code": "LP29684-5"}]}],
        "code": {"text": "MRI TIBIA RIGHT"},
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "presentedForm": [{"contentType": "text/plain", "data": b64encode(f"IMPRESSION: {quote}".encode()).decode()}],
    }
    resources = [encounter(1), condition("bone", "M86.60", 1), report]
    findings = _audited("Patient/p1", resources, releases, DISCHARGE, read_reports=reads)
    asked = [row for row in findings.issues if row["rule"] == "UnspecifiedSite"]
    assert [(row["evidence_source"], row["outcome"]) for row in asked] == expected
    assert quote not in str(findings.issues)


def test_a_review_that_fails_is_told_and_ends_nothing(releases: Releases) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("Jane Doe")

    options = Settings()
    rulebook = load_rulebook(options)
    auditor = Auditor(releases, deck_options(options, rulebook), Names(None), TODAY, {"Failing": fail})  # type: ignore[dict-item]
    findings = Findings()
    review_patient("Patient/p1", [Line("x.ndjson", 4, orjson.dumps(encounter(1)))], auditor, findings)
    (row,) = findings.unreadable
    assert (row["kind"], row["file"], row["line"], row["encounter"]) == ("failed", "x.ndjson", 4, "Encounter/e1")
    assert row["reason"].startswith("the review failed with RuntimeError in test_one_review_two_doors.py, line")
    assert "Jane" not in repr(findings)


def test_what_the_chart_says_in_words_is_not_written(releases: Releases) -> None:
    mark = "MARKED-FREE-TEXT left femur"
    told = condition("a", "M86.50", 1, note=[{"text": mark}])
    told["code"]["text"] = mark
    culture = {
        "resourceType": "Observation",
        "id": "o",
        "status": "final",
        "code": {"text": f"Wound culture {mark}"},
        "subject": {"reference": "Patient/p1", "display": mark},
        "encounter": {"reference": "Encounter/e1"},
        "valueString": f"Staphylococcus aureus {mark}",
    }
    findings = _audited("Patient/p1", [encounter(1), told, culture], releases, DISCHARGE)
    assert findings.issues
    assert "MARKED" not in repr(findings)


def test_a_note_is_reviewed_and_told_by_its_source(releases: Releases) -> None:
    words = b64encode(b"POSTOPERATIVE DIAGNOSIS: Chronic osteomyelitis of the right tibia.").decode()
    note = {
        "resourceType": "DocumentReference",
        "id": "n",
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11504-8"}]},
        "subject": {"reference": "Patient/p1"},
        "context": {"encounter": [{"reference": "Encounter/e1"}]},
        "content": [{"attachment": {"contentType": "text/plain", "data": words}}],
    }
    resources = [encounter(1), condition("bone", "M86.60", 1), note]
    (asked,) = [
        row for row in _audited("Patient/p1", resources, releases, DISCHARGE).issues if row["rule"] == "UnspecifiedSite"
    ]
    assert (asked["evidence_source"], asked["outcome"]) == ("note", "shown")
