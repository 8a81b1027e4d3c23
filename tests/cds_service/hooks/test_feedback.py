"""Feedback: one or many, repeated, late, about unknown cards, in the words of the specification and of Epic."""

from __future__ import annotations

import copy
import logging
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import orjson
import pytest

from cards.override_reasons import CODES
from cds_service.app import create_app
from cds_service.errors import MalformedRequestError
from cds_service.hooks.feedback import MOST_ENTRIES, read_feedback, read_time
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from cds_service.store.schema.tables import ACCEPTED_SUGGESTIONS, FEEDBACK
from tests.cds_service.recorded import RecordedService, recorded_service, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cds_service.store import FeedbackEntry

CARD, SUGGESTION = "4e0a3a1e-3283-4575-ab82-028d55fe2719", "e56e1945-20b3-4393-8503-a1a20fd73152"
NOON = "2026-06-12T12:00:00Z"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RecordedService]:
    with recorded_service(tmp_path) as made:
        yield made


def accepted(**changes: Any) -> dict[str, Any]:
    usual = {"card": CARD, "outcome": "accepted", "acceptedSuggestions": [{"id": SUGGESTION}], "outcomeTimestamp": NOON}
    return usual | changes


def overridden(**changes: Any) -> dict[str, Any]:
    return {"card": CARD, "outcome": "overridden", "outcomeTimestamp": NOON} | changes


def read(*entries: object) -> tuple[FeedbackEntry, ...]:
    body = orjson.dumps({"feedback": list(entries)})
    found = read_feedback(
        body, service="coding-review-order-sign", client="open", now=datetime.now(UTC), reasons={SYSTEM: CODES}
    )
    return found.entries


def test_stored_feedback_is_answered_with_200(service: RecordedService) -> None:
    answer = service.feedback(accepted(), overridden(card=str(uuid4())))
    assert (answer.status_code, answer.get_json()) == (200, {"stored": 2})
    found = service.rows(FEEDBACK)
    assert sorted(row["outcome"] for row in found) == ["accepted", "overridden"]
    assert {row["service"] for row in found} == {"coding-review-order-sign"}
    assert [row["suggestion"] for row in service.rows(ACCEPTED_SUGGESTIONS)] == [SUGGESTION]


def test_repeated_and_changed_feedback(service: RecordedService) -> None:
    for _ in range(3):
        assert service.feedback(accepted(), accepted()).status_code == 200
    assert service.feedback(overridden(outcomeTimestamp="2026-06-12T12:05:00Z")).status_code == 200
    assert len(service.rows(FEEDBACK)) == 2


def test_no_feedback_at_all_is_fine(service: RecordedService) -> None:
    assert service.feedback().get_json() == {"stored": 0}


def test_same_time_in_another_zone_is_the_same_feedback() -> None:
    entries = read(accepted(), accepted(outcomeTimestamp="2026-06-12T07:00:00.000-05:00"))
    assert entries[0].outcome_at == entries[1].outcome_at == datetime(2026, 6, 12, 12, tzinfo=UTC)
    assert entries[1].outcome_at.tzinfo is UTC


SYSTEM = "https://cards.example.org/override-reasons"
REASON = {"code": "disagree", "system": SYSTEM, "display": "Disagree"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"overrideReason": {"reason": REASON}}, ("disagree", REASON["system"], False)),
        ({"overrideReason": {"reason": REASON, "userComment": "Mark-8"}}, ("disagree", REASON["system"], True)),
        ({"overrideReasons": {"reason": REASON}}, ("disagree", REASON["system"], False)),
        ({"overrideReasons": [{"reason": REASON}, {"userComment": "Mark-8"}]}, ("disagree", REASON["system"], True)),
        ({"overrideReason": {"userComment": "Mark-8"}}, (None, None, True)),
        ({"overrideReason": {"reason": {"code": "other"}}}, ("other", None, False)),
        ({"overrideReason": {"reason": {"code": "other", "system": ""}}}, ("other", None, False)),
        ({"overrideReason": {"reason": REASON | {"code": "because"}}}, ("uncoded", None, False)),
        ({"overrideReason": {"reason": REASON | {"code": ["disagree"]}}}, ("uncoded", None, False)),
        ({"overrideReason": {"reason": REASON | {"system": [SYSTEM]}}}, ("uncoded", None, False)),
        ({"overrideReason": {"reason": REASON | {"system": "https://other.example"}}}, ("uncoded", None, False)),
        ({"overrideReason": {"reason": {"display": "Mark-8 says no"}}}, ("uncoded", None, False)),
        ({"overrideReason": {"reason": {"code": "Mark-8 says no", "system": "as he likes"}}}, ("uncoded", None, False)),
        ({"overrideReasons": {"extension": {"com.epic.cdshooks.feedback.overrideReason.x": 1}}}, (None, None, False)),
        ({"overrideReason": {}}, (None, None, False)),
        ({"overrideReason": None}, (None, None, False)),
        ({}, (None, None, False)),
    ],
)
def test_reasons_in_all_forms(given: dict[str, Any], expected: tuple[object, ...]) -> None:
    (entry,) = read(overridden(**given))
    assert (entry.reason_code, entry.reason_system, entry.has_comment) == expected


def test_uuid_is_read_as_uuid() -> None:
    entries = read(accepted(card=f"urn:uuid:{CARD}"), accepted(card=CARD.upper()), accepted())
    assert {entry.card for entry in entries} == {CARD}


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2026-06-12t12:00:00z", "2026-06-12T12:00:00+00:00"),
        ("2026-06-12 12:00:00Z", "2026-06-12T12:00:00+00:00"),
        ("2026-06-12T12:00:00-00:00", "2026-06-12T12:00:00+00:00"),
        ("2026-06-12T12:00:00.1Z", "2026-06-12T12:00:00.100000+00:00"),
        ("2026-06-12T12:00:00.1234567890123456Z", "2026-06-12T12:00:00.123456+00:00"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00+00:00"),
        ("2016-12-31T18:59:60.5-05:00", "2017-01-01T00:00:00.500000+00:00"),
        ("2026-06-12T12:00:61Z", None),
        ("2026-06-12T24:00:00Z", None),
        ("2026-06-12T12:00:00.Z", None),
        ("2026-06-12T12:00:00+24:00", None),
        ("2026-06-12T12:00Z", None),
        ("2026-06-12  12:00:00Z", None),
        ("\u0662026-06-12T12:00:00Z", None),
        ("9999-12-31T23:59:60Z", None),
        (["2026-06-12T12:00:00Z"], None),
    ],
)
def test_times_are_those_of_rfc_3339(written: object, read_as: str | None) -> None:
    moment = read_time(written)
    assert (None if moment is None else moment.isoformat()) == read_as


def test_time_of_nanoseconds_is_read() -> None:
    (entry,) = read(accepted(outcomeTimestamp="2026-06-12T12:00:00.123456789+02:00"))
    expected = datetime(2026, 6, 12, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2)))
    assert entry.outcome_at == expected


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (7, "feedback[1] must be an object"),
        (accepted(card=None), "feedback[1].card"),
        (accepted(card="Mark-8"), "feedback[1].card"),
        (accepted(card=["Mark-8"]), "feedback[1].card"),
        (accepted(outcome="ignored"), "feedback[1].outcome"),
        (accepted(outcome=None), "feedback[1].outcome"),
        (accepted(outcomeTimestamp=None), "feedback[1].outcomeTimestamp"),
        (accepted(outcomeTimestamp="2026-06-12"), "feedback[1].outcomeTimestamp"),
        (accepted(outcomeTimestamp="2026-06-12T12:00:00"), "feedback[1].outcomeTimestamp"),
        (accepted(outcomeTimestamp="2026-13-12T12:00:00Z"), "feedback[1].outcomeTimestamp"),
        (accepted(outcomeTimestamp="0001-01-01T00:00:00+14:00"), "feedback[1].outcomeTimestamp"),
        (accepted(outcomeTimestamp=1781265600), "feedback[1].outcomeTimestamp"),
        (accepted(acceptedSuggestions=None), "feedback[1].acceptedSuggestions"),
        (accepted(acceptedSuggestions=[]), "feedback[1].acceptedSuggestions"),
        (accepted(acceptedSuggestions=[{"id": "Mark-8"}]), "feedback[1].acceptedSuggestions[0].id"),
        (accepted(acceptedSuggestions=["Mark-8"]), "feedback[1].acceptedSuggestions[0].id"),
        (overridden(acceptedSuggestions="Mark-8"), "feedback[1].acceptedSuggestions"),
    ],
)
def test_faulty_entry_is_named_and_the_others_are_stored(service: RecordedService, entry: object, fault: str) -> None:
    answer = service.feedback(accepted(), entry, accepted(card=SUGGESTION))
    assert (answer.status_code, answer.get_json()["stored"]) == (200, 2)
    (said,) = answer.get_json()["faults"]
    assert said.startswith(fault)
    assert "Mark-8" not in answer.text
    assert sorted(row["card"] for row in service.rows(FEEDBACK)) == [CARD, SUGGESTION]


def test_faulty_entries_alone_are_400(service: RecordedService) -> None:
    answer = service.feedback(accepted(card="Mark-8"), 7)
    assert answer.status_code == 400
    said = answer.get_json()["issue"][0]["diagnostics"]
    assert said == "feedback[0].card must be the uuid of a card; feedback[1] must be an object"
    assert service.rows(FEEDBACK) == []


@pytest.mark.parametrize("body", [b"{", b"[]", b"{}", b'{"feedback": {}}', b"null", b'{"feedback": null}', b""])
def test_body_that_is_no_feedback_is_400(service: RecordedService, body: bytes) -> None:
    answer = service.client.post(
        "/cds-services/coding-review-order-sign/feedback", data=body, content_type="application/json"
    )
    assert answer.status_code == 400
    assert answer.get_json()["resourceType"] == "OperationOutcome"


def test_all_faults_are_named_up_to_a_limit() -> None:
    with pytest.raises(MalformedRequestError) as raised:
        read(*(accepted(card=1, outcome=2) for _ in range(30)))
    assert str(raised.value).count(";") == 20
    assert str(raised.value).endswith("and 40 more")


def test_too_much_at_once_is_refused() -> None:
    with pytest.raises(MalformedRequestError, match="in parts"):
        read(*([0] * (MOST_ENTRIES + 1)))


def test_unknown_service_is_404(service: RecordedService) -> None:
    assert service.feedback(accepted(), service="nothing").status_code == 404


def test_without_a_store_feedback_is_503() -> None:
    client = create_app(Settings(), load_releases(None)).test_client()
    answer = client.post("/cds-services/coding-review-order-sign/feedback", json={"feedback": [accepted()]})
    assert answer.status_code == 503
    assert answer.get_json()["issue"][0]["code"] == "transient"


def test_comment_is_neither_kept_nor_logged(service: RecordedService, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    reason = {"reason": {"code": "other", "display": "Mark-8"}, "userComment": "Mark-8 has a rash"}
    assert service.feedback(overridden(overrideReason=reason)).status_code == 200
    (row,) = service.rows(FEEDBACK)
    assert row["has_comment"]
    assert "Mark-8" not in str(row)
    assert "Mark-8" not in caplog.text + str([vars(record) for record in caplog.records])


def test_topic_set_aside_is_not_shown_again_in_the_encounter(
    service: RecordedService, osteomyelitis: dict[str, Any]
) -> None:
    first = service.cards("order-sign", osteomyelitis)
    aside = next(card for card in first if rule_of(card) == "UnspecifiedSite")
    now = datetime.now(UTC).isoformat()
    assert service.feedback(overridden(card=aside["uuid"], outcomeTimestamp=now)).status_code == 200
    assert [rule_of(card) for card in service.cards("order-sign", osteomyelitis)] == ["MissingOrganism"]
    assert "UnspecifiedSite" not in [
        rule_of(card) for card in service.cards("patient-view", patient_view(osteomyelitis))
    ]
    elsewhere = patient_view(osteomyelitis)
    elsewhere["context"]["encounterId"] = "another"
    elsewhere["prefetch"]["encounter"]["id"] = "another"
    for entry in elsewhere["prefetch"]["conditions"]["entry"]:
        entry["resource"]["encounter"] = {"reference": "Encounter/another"}
    assert "UnspecifiedSite" in [rule_of(card) for card in service.cards("patient-view", elsewhere)]


def patient_view(call: dict[str, Any]) -> dict[str, Any]:
    """Return a call of patient-view about the same chart."""
    other = copy.deepcopy(call) | {"hook": "patient-view"}
    del other["context"]["draftOrders"]
    return other
