"""What is recorded, and what is remembered of it."""

from __future__ import annotations

import contextlib
import re
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from cds_service.database_url import read_address
from cds_service.errors import StoreSlowError
from cds_service.settings import Settings
from cds_service.store import SuggestionEntry, open_store
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.rows import call_rows, insert_rows
from cds_service.store.schema.tables import ACCEPTED_SUGGESTIONS, CALLS, CARDS, FEEDBACK, SEEN_TOKENS
from tests.cds_service.store.records import NOW, call, card, feedback, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds_service.store import Store


def test_call_and_its_cards_are_recorded(store: Store, database_url: str) -> None:
    shown, held = card(), card("CodeFirst", held_back="max-cards")
    recorded = call(shown, held)
    assert store.record_call(recorded)
    store.close()
    (row,) = rows(database_url, CALLS)
    assert (row["request_id"], row["at"], row["duration_ms"]) == (recorded.request_id, NOW, 4.5)
    assert (row["steps_ms"], row["counts"]) == ({"parse": 1.5, "read": 3.0}, {"diagnoses": 2})
    assert (row["cards_shown"], row["cards_held_back"]) == (1, 1)
    by_uuid = {each["uuid"]: each for each in rows(database_url, CARDS)}
    assert (by_uuid[shown.uuid]["position"], by_uuid[held.uuid]["position"]) == (1, 2)
    assert (by_uuid[shown.uuid]["held_back"], by_uuid[held.uuid]["held_back"]) == (None, "max-cards")
    assert by_uuid[shown.uuid]["codes"] == ["M86.50"]
    assert by_uuid[shown.uuid]["suggestions"] == [
        {
            "uuid": shown.suggestions[0].uuid,
            "code": "M86.561",
            "label": "Replace M86.50",
            "actions": ["update Condition"],
        }
    ]
    assert by_uuid[shown.uuid]["release"] == "2026-04-01"
    assert by_uuid[shown.uuid]["encounter_hash"] == "encounter"


@pytest.mark.parametrize("number", [1, 7, 8, 9, 63, 64, 65, 137])
def test_however_many_calls_come_together_each_row_is_its_own(store: Store, database_url: str, number: int) -> None:
    """Statements of many rows are of a few sizes; what is reported again, as after a failure, is passed over."""
    calls = [call(card(f"Rule{place}"), duration_ms=float(place), client=f"client {place}") for place in range(number)]
    again = [row for each in (*calls, *calls[::2]) for row in call_rows(each)]
    store.prepare()
    engine = make_engine(read_address(database_url), UNHURRIED)
    try:
        for written in (again[: len(again) // 2], again):
            with engine.begin() as connection:
                insert_rows(connection, written)
    finally:
        engine.dispose()
    by_request = {row["request_id"]: row for row in rows(database_url, CALLS)}
    assert len(by_request) == number
    stored = {row["uuid"]: row for row in rows(database_url, CARDS)}
    for place, each in enumerate(calls):
        row, (own,) = by_request[each.request_id], each.cards
        assert (row["duration_ms"], row["client"], row["at"]) == (float(place), f"client {place}", NOW)
        assert (stored[own.uuid]["rule"], stored[own.uuid]["request_id"]) == (f"Rule{place}", each.request_id)
        assert stored[own.uuid]["suggestions"][0]["uuid"] == own.suggestions[0].uuid


def test_text_that_cannot_be_written_costs_its_own_record_alone(store: Store, database_url: str) -> None:
    store.prepare()
    unwritable = call(card(suggestions=(SuggestionEntry(str(uuid4()), "M86.561", "half a pair: \ud800", ()),)))
    kept = [call(card()), call(card())]
    for each in (kept[0], unwritable, kept[1]):
        assert store.record_call(each)
    store.close()
    assert {row["request_id"] for row in rows(database_url, CALLS)} == {each.request_id for each in kept}
    assert store.lost == 1


def test_refused_call_is_recorded_without_cards(store: Store, database_url: str) -> None:
    store.record_call(call(subject=None, release=None, status=400, outcome="MalformedRequestError"))
    store.close()
    assert [(row["status"], row["cards_shown"]) for row in rows(database_url, CALLS)] == [(400, 0)]


def test_feedback_is_there_when_recording_returns(store: Store, database_url: str) -> None:
    suggestions = (str(uuid4()), str(uuid4()))
    uuid = str(uuid4())
    store.record_feedback([feedback(uuid, "accepted", suggestions=suggestions)])
    assert [row["outcome"] for row in rows(database_url, FEEDBACK)] == ["accepted"]
    assert {row["suggestion"] for row in rows(database_url, ACCEPTED_SUGGESTIONS)} == set(suggestions)


def test_repeated_feedback_is_one_row(store: Store, open_again: Callable[[], Store], database_url: str) -> None:
    uuid = str(uuid4())
    same = feedback(uuid, reason_code="other", reason_system="https://x.example/reasons", has_comment=True)
    store.record_feedback([same, same])
    store.record_feedback([same])
    open_again().record_feedback([same])
    changed_mind = feedback(uuid, "accepted", suggestions=(str(uuid4()),))
    later = feedback(uuid, outcome_at=NOW + timedelta(hours=1))
    store.record_feedback([changed_mind, later])
    found = rows(database_url, FEEDBACK)
    assert sorted((row["outcome"], row["outcome_at"] - NOW) for row in found) == [
        ("accepted", timedelta(minutes=1)),
        ("overridden", timedelta(minutes=1)),
        ("overridden", timedelta(hours=1)),
    ]


def test_two_suggestions_reported_one_by_one_are_both_kept(store: Store, database_url: str) -> None:
    uuid, first, second = (str(uuid4()) for _ in range(3))
    for suggestion in (first, second, first):
        store.record_feedback([feedback(uuid, "accepted", suggestions=(suggestion,))])
    assert len(rows(database_url, FEEDBACK)) == 1
    assert {row["suggestion"] for row in rows(database_url, ACCEPTED_SUGGESTIONS)} == {first, second}


def issued(store: Store, **changes: object) -> str:
    """Record a call with one card for an encounter of now; return the card's uuid."""
    subject = store.subject("open", "p1", "e1", "i1")
    shown = card()
    store.record_call(call(shown, **({"subject": subject} | changes)))
    return shown.uuid


def test_topic_set_aside_is_remembered_on_every_node(store: Store, open_again: Callable[[], Store]) -> None:
    other = open_again()
    other.record_feedback([feedback(issued(store), received_at=datetime.now(UTC))])
    store.close()  # the card itself is written by then at the latest
    third = open_again()
    assert third.overridden_topics(third.subject("open", "p1", "e1", "i2")) == {"UnspecifiedSiteM8650"}
    assert third.overridden_topics(third.subject("open", "p1", "e2", "i2")) == frozenset()
    assert third.overridden_topics(third.subject("epic", "p1", "e1", "i2")) == frozenset()
    assert third.overridden_topics(third.subject("open", "p1", None, "i2")) == frozenset()


def test_accepted_topic_is_not_held_back(store: Store) -> None:
    uuid = issued(store)
    store.record_feedback([feedback(uuid, "accepted", suggestions=(str(uuid4()),), received_at=datetime.now(UTC))])
    assert store.overridden_topics(store.subject("open", "p1", "e1", "i2")) == frozenset()


@pytest.mark.parametrize("days", [-400, 0, 400])
def test_window_ends(settings: Settings, open_again: Callable[[], Store], database_url: str, days: int) -> None:
    uuid = issued(open_again())
    # What the client's clock says neither lengthens nor shortens the window.
    outcome_at = datetime.now(UTC) + timedelta(days=days)
    received_at = datetime.now(UTC) - timedelta(hours=2)
    open_again().record_feedback([feedback(uuid, outcome_at=outcome_at, received_at=received_at)])
    for hours, expected in ((3, 1), (1, 0), (0, 0)):
        one = open_store(settings.model_copy(update={"override_window_h": hours}))
        # A slow machine may miss the clock of a look-up; the store then rests for two seconds before it asks again.
        until = time.monotonic() + 20
        topics = None
        while (topics is None or len(topics) != expected) and time.monotonic() < until:
            topics = one.overridden_topics(one.subject("open", "p1", "e1", "i2"))
            time.sleep(0.02)
        one.close()
        assert topics is not None
        assert len(topics) == expected
    assert len(rows(database_url, FEEDBACK)) == 1


def test_token_is_new_once_on_all_nodes(store: Store, open_again: Callable[[], Store], database_url: str) -> None:
    expires = datetime.now(UTC) + timedelta(minutes=5)
    nodes = [store, open_again(), open_again()]
    told: list[bool] = []

    def ask(node: Store) -> None:
        told.extend(until_it_answers(node, f"token-{number}") for number in range(20))

    def until_it_answers(node: Store, jti: str) -> bool:
        while True:
            with contextlib.suppress(StoreSlowError):
                return node.first_use("epic", jti, expires)

    threads = [threading.Thread(target=ask, args=(node,)) for node in nodes for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(told), sum(told)) == (180, 20)
    assert store.first_use("another", "token-1", expires)
    assert "token-1" not in str(rows(database_url, SEEN_TOKENS))


def test_subject_is_hashed_with_the_key(store: Store, database_url: str) -> None:
    one = store.subject("open", "Mark-8", "Mark-8", "Mark-8")
    hashes = {one.patient, one.encounter, one.hook_instance}
    assert len(hashes) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", each or "") for each in hashes)
    assert one == store.subject("open", "Mark-8", "Mark-8", "Mark-8")
    other = open_store(Settings(database_url=database_url, hash_key="another key of enough length"))
    assert other.subject("open", "Mark-8", "Mark-8", "Mark-8").patient not in hashes
    assert "Mark-8" not in repr(one)


def test_reachable_store_says_so(store: Store) -> None:
    store.record_feedback([feedback(str(uuid4()))])
    assert store.is_reachable()


@pytest.mark.parametrize(
    "url",
    ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "sqlite+aiosqlite:///x", "postgresql+asyncpg://x/y"],
)
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="must be sqlite"):
        Settings(database_url=url)
