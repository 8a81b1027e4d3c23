"""`READ_REPORTS`: live asks, silent records and shows nothing of it, off reads no document at all."""

from __future__ import annotations

import copy
import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any

import pytest

from cds_service.store.schema.tables import CARDS
from tests.cds_service.recorded import recorded_service

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cds_service.recorded import RecordedService

Call = dict[str, Any]
URL = "/cds-services/coding-review-encounter-discharge"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
QUOTE = "Chronic osteomyelitis of the right tibia"
_UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def bundle(*resources: Call) -> Call:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": each} for each in resources]}


def report(number: int = 1, text: str = f"IMPRESSION: {QUOTE}.") -> Call:
    return {
        "resourceType": "DiagnosticReport",
        "id": f"r{number}",
        "status": "final",
        "category": [{"coding": [{"system": "http://loinc.org", "code": "LP29684-5"}]}],
        "code": {"text": "MRI TIBIA RIGHT"},
        "subject": {"reference": "Patient/p1"},
        "encounter": {"reference": "Encounter/e1"},
        "effectiveDateTime": "2026-06-15",
        "presentedForm": [{"contentType": "text/plain", "data": b64encode(text.encode()).decode()}],
    }


def call(*reports: Call) -> Call:
    about = {"subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/e1"}}
    condition = {
        "resourceType": "Condition",
        "id": "c1",
        "code": {"coding": [{"system": ICD10CM, "code": "M86.60"}]},
        **about,
    }
    encounter = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"code": "IMP"},
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2026-06-10", "end": "2026-06-18"},
    }
    return {
        "hook": "encounter-discharge",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/d1", "patientId": "p1", "encounterId": "e1"},
        "prefetch": {
            "encounter": encounter,
            "conditions": bundle(condition),
            "procedures": bundle(),
            "cultures": bundle(),
            "reports": bundle(*reports),
        },
    }


def answer(service: RecordedService, asked: Call) -> bytes:
    """Return the answer to a call, the ids of its cards left out: they are new each time."""
    given = service.client.post(URL, json=copy.deepcopy(asked))
    assert given.status_code == 200
    return _UUID.sub(b"", given.get_data())


def settings(mode: str) -> dict[str, Any]:
    return {"read_reports": mode}


def test_live_asks(tmp_path: Path) -> None:
    with recorded_service(tmp_path, **settings("live")) as service:
        assert QUOTE.encode() in answer(service, call(report()))


@pytest.mark.parametrize("mode", ["off", "silent"])
def test_otherwise_the_answer_is_the_same_to_the_byte(tmp_path: Path, mode: str) -> None:
    with recorded_service(tmp_path, **settings(mode)) as service:
        assert answer(service, call(report())) == answer(service, call())
        assert answer(service, call(report(text=""))) == answer(service, call())


@pytest.mark.parametrize(("mode", "kept"), [("silent", [("UnspecifiedSite", "reports-silent")]), ("off", [])])
def test_only_silent_records_what_would_have_been_asked(tmp_path: Path, mode: str, kept: list[tuple[str, str]]) -> None:
    with recorded_service(tmp_path, **settings(mode)) as service:
        answer(service, call(report()))
        rows = [row for row in service.rows(CARDS) if row["held_back"] == "reports-silent"]
        assert [(row["rule"], row["held_back"]) for row in rows] == kept
        assert not any(QUOTE in str(row) for row in service.rows(CARDS)), "no words of a report are stored"


def test_a_live_card_is_recorded_without_the_words_of_the_report(tmp_path: Path) -> None:
    with recorded_service(tmp_path, **settings("live")) as service:
        answer(service, call(report()))
        assert service.rows(CARDS)
        assert not any("osteomyelitis of the right" in str(row) for row in service.rows(CARDS))


def test_many_reports_are_answered_and_the_newest_count(tmp_path: Path) -> None:
    reports = [report(number, f"IMPRESSION: Normal {number}. " + "No abnormality. " * 400) for number in range(199)]
    with recorded_service(tmp_path, **settings("live")) as service:
        assert b'"cards"' in answer(service, call(*reports, report(200) | {"effectiveDateTime": "2026-06-17"}))
        assert QUOTE.encode() in answer(service, call(*reports, report(200) | {"effectiveDateTime": "2026-06-17"}))
