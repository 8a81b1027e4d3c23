"""What is old is deleted, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from cds_service.database_url import read_address
from cds_service.store import pruning
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.pruning import prune
from cds_service.store.schema.tables import ACCEPTED_SUGGESTIONS, CALLS, CARDS, FEEDBACK, SEEN_TOKENS
from tests.cds_service.store.records import NOW, call, card, feedback, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from cds_service.store import Store

OLD, RECENT = NOW - timedelta(days=40), NOW - timedelta(days=2)
CUT = NOW - timedelta(days=30)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(read_address(database_url), UNHURRIED)
    yield made
    made.dispose()


@pytest.mark.parametrize("at_once", [1, 2000])
def test_old_calls_go_with_cards_and_feedback(
    store: Store, database_url: str, engine: Engine, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "_AT_ONCE", at_once)
    old, recent, unknown_old, unknown_recent = card(), card(), str(uuid4()), str(uuid4())
    store.record_call(call(old, card(), at=OLD))
    store.record_call(call(recent, at=RECENT))
    suggestion = (str(uuid4()),)
    store.record_feedback(
        [
            feedback(old.uuid, "accepted", suggestions=suggestion, received_at=RECENT),  # late, and goes with its card
            feedback(recent.uuid, "accepted", suggestions=suggestion, received_at=OLD),  # stays with its card
            feedback(unknown_old, received_at=OLD),
            feedback(unknown_recent, received_at=RECENT),
        ]
    )
    store.close()
    deleted = prune(engine, CUT)
    assert deleted == {
        "feedback": 2,
        "accepted_suggestions": 1,
        "set_aside": 0,
        "cards": 2,
        "calls": 1,
        "kept_blocks": 0,
        "kept_figures": 0,
        "seen_tokens": 0,
    }
    assert {row["uuid"] for row in rows(database_url, CARDS)} == {recent.uuid}
    assert {row["card"] for row in rows(database_url, FEEDBACK)} == {recent.uuid, unknown_recent}
    assert {row["card"] for row in rows(database_url, ACCEPTED_SUGGESTIONS)} == {recent.uuid}
    assert [row["at"] for row in rows(database_url, CALLS)] == [RECENT]
    assert set(prune(engine, CUT).values()) == {0}


def test_tokens_go_when_they_have_expired(store: Store, database_url: str, engine: Engine) -> None:
    now = datetime.now(UTC)
    store.first_use("client", "expired", now - timedelta(seconds=1))
    store.first_use("client", "valid", now + timedelta(minutes=5))
    assert prune(engine, datetime.min.replace(tzinfo=UTC))["seen_tokens"] == 1
    assert len(rows(database_url, SEEN_TOKENS)) == 1
    assert not store.first_use("client", "valid", now + timedelta(minutes=5))
