"""A PostgreSQL server that is stopped and not dead: its kernel goes on answering, and it says nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from cds_service.clients.seen_tokens import StoredSeenTokens
from cds_service.errors import StoreSlowError, StoreUnreachableError
from cds_service.settings import Settings
from cds_service.store import open_store
from cds_service.store.schema.tables import CALLS
from tests.cds_service.store.records import call, card, feedback, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds_service.store import Store
    from tests.postgres_server import PostgresServer

LOOK_UP_S = 5
"""Far more than the 0.3 s of the service's own clock, for a busy machine; a hanging server takes much longer."""


@contextlib.contextmanager
def stopped(postgres: PostgresServer) -> Iterator[None]:
    """Stop the server and all its processes; let them go on in the end."""
    processes = [postgres.pid]
    processes += map(int, Path(f"/proc/{postgres.pid}/task/{postgres.pid}/children").read_text().split())
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.new_database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = open_store(Settings(database_url=url, hash_key="a key for the tests"))
    made.prepare()
    yield made
    made.close()


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < seconds


def test_call_waits_for_nothing_of_a_hanging_server(
    store: Store, url: str, postgres: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    subject = store.subject("open", "p", "e", "i")
    assert store.overridden_topics(subject) == frozenset()
    unchecked: list[int] = []
    ahead = [0.0]
    tokens = StoredSeenTokens(
        store, is_strict=False, unchecked=lambda: unchecked.append(1), clock=lambda: time.monotonic() + ahead[0]
    )
    expires = datetime.now(UTC) + timedelta(minutes=5)
    assert tokens.first_use("a", "before", expires)
    recorded = call(card())
    with stopped(postgres):
        with within(LOOK_UP_S):
            assert store.overridden_topics(subject) is None
        with within(LOOK_UP_S):  # it rests: each by itself would wait for 0.3 s
            assert [store.overridden_topics(subject) for _ in range(100)] == [None] * 100
        with within(LOOK_UP_S), pytest.raises(StoreSlowError):
            tokens.first_use("a", "during", expires)
        with within(LOOK_UP_S):
            for _ in range(20):
                with pytest.raises(StoreSlowError):
                    tokens.first_use("a", "during", expires)
        ahead[0] = 5  # it hangs, and is not merely slow
        with within(LOOK_UP_S):
            assert tokens.first_use("a", "during", expires)
        with within(LOOK_UP_S):
            assert all(tokens.first_use("a", f"during-{number}", expires) for number in range(20))
        assert not tokens.first_use("a", "during", expires)
        with within(LOOK_UP_S):
            assert store.record_call(recorded)
        with within(3 * LOOK_UP_S), pytest.raises(StoreUnreachableError):
            store.record_feedback([feedback(str(uuid4()))])
        with within(LOOK_UP_S), pytest.raises(StoreUnreachableError):
            store.record_feedback([feedback(str(uuid4()))])
        with within(2 * LOOK_UP_S):
            assert not store.is_reachable()
    assert len(unchecked) == 21
    until(lambda: [row["request_id"] for row in rows(url, CALLS)] == [recorded.request_id])
    until(lambda: store.overridden_topics(subject) == frozenset())
    assert store.is_reachable()
    assert not answered(store, "during", expires)  # the other nodes learn of it
    assert {record.name for record in caplog.records} == {"cds_service"}  # and no library reports it in its words


def test_token_that_nobody_waited_for_is_not_spent(store: Store, postgres: PostgresServer) -> None:
    """The call is answered with 503 then, and the client may send the same token again."""
    expires = datetime.now(UTC) + timedelta(minutes=5)
    assert answered(store, "before", expires)
    with stopped(postgres):
        for jti in ("in flight", "queued"):
            with pytest.raises(StoreSlowError):
                store.first_use("a", jti, expires)
    until(lambda: taken(store, "queued", expires))
    assert answered(store, "in flight", expires)


def test_late_commit_of_one_node_does_not_free_what_another_node_took(url: str, store: Store) -> None:
    """A lock keeps the first node waiting for longer than a call does, then the second one; both turn the call away."""
    expires = datetime.now(UTC) + timedelta(minutes=5)
    other = open_store(Settings(database_url=url, hash_key="a key for the tests"))
    engine = create_engine(url)
    try:
        assert answered(store, "before", expires)
        assert answered(other, "before, too", expires)
        with engine.begin() as connection:
            connection.execute(text("LOCK TABLE seen_tokens IN EXCLUSIVE MODE"))
            for node in (store, other):
                with pytest.raises(StoreSlowError):
                    node.first_use("a", "1", expires)
        until(lambda: taken(other, "1", expires))
        until(lambda: store.waiting == 0)
        time.sleep(0.2)
        assert not any(answered(node, "1", expires) for node in (store, other))
    finally:
        engine.dispose()
        other.close()


def taken(store: Store, jti: str, expires: datetime) -> bool:
    try:
        return store.first_use("a", jti, expires)
    except StoreUnreachableError:
        return False


def answered(store: Store, jti: str, expires: datetime) -> bool:
    """Ask until the store answers in time: this machine may be busy."""
    while True:
        with contextlib.suppress(StoreSlowError):
            return store.first_use("a", jti, expires)


def until(condition: object) -> None:
    for _ in range(300):
        if condition():  # type: ignore[operator]
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about within 15 s")
