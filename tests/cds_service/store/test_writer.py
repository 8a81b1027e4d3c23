"""The writer's thread, with a database that fails on request."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import DataError, OperationalError

from cds_service.errors import StoreSlowError, StoreUnreachableError
from cds_service.store import writer as writer_module
from cds_service.store.schema.tables import CALLS
from cds_service.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator


class Database:
    """Replaces the engine and the inserting; keeps what was committed."""

    def __init__(self) -> None:
        self.is_away = False
        self.committed: list[str] = []
        self.transactions = 0
        self.prepared = 0
        self.worth: list[tuple[bool, bool]] = []
        self.gate = threading.Event()
        self.gate.set()

    def prepare(self) -> None:
        self.prepared += 1

    def commit_to_disk(self, _connection: object, *, is_promised: bool, has_records: bool) -> None:
        self.worth.append((is_promised, has_records))

    @contextlib.contextmanager
    def begin(self) -> Iterator[list[str]]:
        self.gate.wait(10)
        if self.is_away:
            raise OperationalError("BEGIN", {}, Exception("away"))
        rows: list[str] = []
        yield rows
        self.committed += rows
        self.transactions += 1


def insert(connection: list[str], rows: list[Any]) -> None:
    for _, row in rows:
        if row["request_id"] == "refused":
            raise DataError("INSERT", {}, Exception("not a text"))
        connection.append(row["request_id"])


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(writer_module, "insert_rows", insert)
    monkeypatch.setattr(writer_module, "_FIRST_PAUSE_S", 0.01)
    made = Database()
    monkeypatch.setattr(writer_module, "commit_to_disk", made.commit_to_disk)
    return made


@pytest.fixture
def writer(database: Database) -> Iterator[Writer]:
    made = Writer(database, database.prepare, limit=50)  # type: ignore[arg-type]
    yield made
    database.gate.set()
    made.close(5)


def rows(name: str) -> tuple[Any, ...]:
    return ((CALLS, {"request_id": name}),)


def until(condition: Any) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come about within 5 s")


def test_writer_says_what_a_commit_is_worth(writer: Writer, database: Database) -> None:
    writer.store(rows("promised"), 5)
    writer.store((), 5, work=lambda _: None)
    writer.offer(rows("offered"))
    until(lambda: len(database.committed) == 2)
    assert database.worth == [(True, True), (False, False), (False, True)]


def test_what_is_offered_is_written_in_few_transactions(writer: Writer, database: Database) -> None:
    database.gate.clear()
    names = [f"call-{number}" for number in range(40)]
    assert all(writer.offer(rows(name)) for name in names)
    database.gate.set()
    writer.close(5)
    assert database.committed == names
    assert database.transactions <= 2
    assert (database.prepared, writer.lost) == (1, 0)


def test_records_that_follow_each_other_share_a_transaction(writer: Writer, database: Database) -> None:
    for number in range(10):
        writer.offer(rows(f"call-{number}"))
        time.sleep(0.001)
    until(lambda: len(database.committed) == 10)
    assert database.transactions <= 2


def test_what_somebody_waits_for_is_not_kept_back(
    writer: Writer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "_PAUSE_FOR_MORE_S", 60)
    writer.offer(rows("offered"))
    writer.store(rows("stored"), 5)
    assert database.committed == ["offered", "stored"]


def test_storing_returns_once_it_is_committed(writer: Writer, database: Database) -> None:
    writer.store(rows("one"), 5)
    assert database.committed == ["one"]


def test_work_is_done_in_the_transaction(writer: Writer, database: Database) -> None:
    assert writer.store((), 5, lambda connection: connection.append("by work") or "result") == "result"  # type: ignore[func-returns-value,attr-defined]
    assert database.committed == ["by work"]


def test_outage_keeps_what_was_offered_and_refuses_what_waits(
    writer: Writer, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="cds_service")
    database.is_away = True
    assert writer.offer(rows("kept"))
    with pytest.raises(StoreUnreachableError):
        writer.store(rows("refused at once"), 5)
    assert database.committed == []
    database.is_away = False
    until(lambda: database.committed)
    assert database.committed == ["kept"]
    assert writer.lost == 0
    assert database.prepared > 1  # the schema is looked at again
    until(lambda: "store is back" in [record.msg for record in caplog.records])
    assert [record.msg for record in caplog.records] == ["store is unreachable", "store is back"]


def test_too_many_to_keep_are_counted(writer: Writer, database: Database) -> None:
    database.gate.clear()
    taken = [writer.offer(rows(f"call-{number}")) for number in range(60)]
    assert taken.count(False) == writer.lost >= 9
    with pytest.raises(StoreUnreachableError):
        writer.store(rows("no room"), 5)
    database.gate.set()
    until(lambda: len(database.committed) == taken.count(True))


def test_waiting_ends(writer: Writer, database: Database) -> None:
    database.gate.clear()
    with pytest.raises(StoreUnreachableError):
        writer.store(rows("late"), 0.05)


def append(name: str, *, is_true: bool = True) -> Any:
    def work(connection: list[str]) -> bool:
        connection.append(name)
        return is_true

    return work


@pytest.mark.parametrize("is_true", [True, False])
def test_what_is_committed_too_late_is_undone_before_what_comes_after(
    writer: Writer, database: Database, *, is_true: bool
) -> None:
    writer.offer(rows("first"))
    until(lambda: database.committed)
    database.gate.clear()
    with pytest.raises(StoreSlowError):
        writer.store((), 2, append("late", is_true=is_true), undo=append("undone"))
    writer.offer(rows("after"))
    database.gate.set()
    until(lambda: "after" in database.committed)
    undone = ["undone"] if is_true else []
    assert database.committed == ["first", "late", *undone, "after"]


def test_what_was_never_begun_is_not_undone(writer: Writer, database: Database) -> None:
    database.gate.clear()
    writer.offer(rows("first"))
    until(lambda: writer.waiting == 1)
    time.sleep(0.1)  # the thread has taken it
    with pytest.raises(StoreSlowError):
        writer.store((), 0.05, append("never"), undo=append("undone"))
    database.gate.set()
    writer.store(rows("last"), 5)
    assert database.committed == ["first", "last"]


def test_data_that_the_database_refuses_stops_nothing_else(
    writer: Writer, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    database.gate.clear()
    for name in ("first", "refused", "last"):
        writer.offer(rows(name))
    database.gate.set()
    until(lambda: database.committed == ["first", "last"])
    until(lambda: writer.lost == 1)
    assert "failure" in [record.msg for record in caplog.records]
    with pytest.raises(DataError):
        writer.store(rows("refused"), 5)


def test_fault_of_ours_does_not_end_the_thread(
    writer: Writer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(writer_module, "insert_rows", lambda *_: 1 / 0)
        writer.offer(rows("lost"))
        until(lambda: writer.lost == 1)
    writer.store(rows("next"), 5)
    assert database.committed == ["next"]


def test_closing_during_an_outage_ends_and_counts(writer: Writer, database: Database) -> None:
    database.is_away = True
    for number in range(5):
        writer.offer(rows(f"call-{number}"))
    start = time.monotonic()
    writer.close(5)
    assert time.monotonic() - start < 30
    assert writer.lost == 5
    assert not writer.offer(rows("after the end"))


def test_closing_what_never_started_does_nothing(database: Database) -> None:
    Writer(database, database.prepare).close(1)  # type: ignore[arg-type]
    assert database.prepared == 0
