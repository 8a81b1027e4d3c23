"""A PostgreSQL server that goes away and comes back."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy.exc import ProgrammingError

from cds_service.errors import StoreUnreachableError
from cds_service.settings import Settings
from cds_service.store import open_store
from cds_service.store.schema.tables import CALLS, FEEDBACK
from tests.cds_service.store.records import call, card, feedback, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cds_service.store import Store
    from tests.postgres_server import PostgresServer


@contextlib.contextmanager
def outage(postgres: PostgresServer) -> Iterator[None]:
    postgres.stop()
    try:
        yield
    finally:
        postgres.start()


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.new_database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = open_store(Settings(database_url=url, hash_key="a key for the tests"))
    yield made
    made.close()


def written(url: str, number: int) -> list[str]:
    found: list[str] = []
    for _ in range(200):
        with contextlib.suppress(ProgrammingError):  # the schema is not there yet
            found = [row["request_id"] for row in rows(url, CALLS)]
        if len(found) >= number:
            break
        time.sleep(0.05)
    return found


def test_calls_of_an_outage_are_recorded_after_it(store: Store, url: str, postgres: PostgresServer) -> None:
    before, during, after = call(card()), call(card()), call(card())
    store.record_call(before)
    written(url, 1)
    with outage(postgres):
        start = time.monotonic()
        assert store.record_call(during)
        assert store.overridden_topics(store.subject("open", "p", "e", "i")) is None
        assert not store.is_reachable()
        assert time.monotonic() - start < 10
        with pytest.raises(StoreUnreachableError):
            store.record_feedback([feedback(str(uuid4()))])
        with pytest.raises(StoreUnreachableError):
            store.first_use("client", "jti", feedback(str(uuid4())).outcome_at)
    store.record_call(after)
    assert written(url, 3) == [before.request_id, during.request_id, after.request_id]
    assert store.lost == 0


def test_restart_between_two_calls_is_not_noticed(store: Store, url: str, postgres: PostgresServer) -> None:
    store.record_feedback([feedback(str(uuid4()))])
    assert store.overridden_topics(store.subject("open", "p", "e", "i")) == frozenset()
    with outage(postgres):
        pass
    assert store.overridden_topics(store.subject("open", "p", "e", "i")) == frozenset()
    store.record_feedback([feedback(str(uuid4()))])
    assert len(rows(url, FEEDBACK)) == 2


def test_strict_store_refuses_calls_in_an_outage(url: str, postgres: PostgresServer) -> None:
    store = open_store(Settings(database_url=url, hash_key="a key for the tests", store_strict=True))
    try:
        store.record_call(call())
        assert len(rows(url, CALLS)) == 1  # it is there when recording returns
        with outage(postgres), pytest.raises(StoreUnreachableError):
            store.record_call(call())
    finally:
        store.close()


def test_server_that_is_not_there_at_the_start_is_prepared_later(url: str, postgres: PostgresServer) -> None:
    with outage(postgres):
        store = open_store(Settings(database_url=url, hash_key="a key for the tests"))
        recorded = call(card())
        assert store.record_call(recorded)
    assert store.is_reachable()
    assert written(url, 1) == [recorded.request_id]
    store.close()
