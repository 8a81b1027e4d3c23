"""Figures that are kept are those that the records give, whatever comes late or goes, on both databases."""

from __future__ import annotations

import random
import threading
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from cds_service.database_url import read_address
from cds_service.report.figures import ALL, WORKBENCH_CLIENT, Counts, Figures, with_sums
from cds_service.settings import Settings
from cds_service.store import open_store
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.figures.counting import count_records, count_unknown_cards
from cds_service.store.figures.figures_of_any_time import Asked, read_counts
from cds_service.store.figures.spans import Pieces, midnight, span_of
from cds_service.store.pruning import prune
from cds_service.store.rows import call_rows, insert_rows
from cds_service.store.schema.tables import CALLS, CARDS, FEEDBACK, KEPT_BLOCKS, KEPT_FIGURES
from tests.cds_service.store.records import NOW, call, card, feedback, rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine, Table

    from cds_service.store import CallEntry, Store

EVERYTHING = Asked()
DAYS = 21


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(read_address(database_url), UNHURRIED)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[Table, list[dict[str, Any]]]:
    """Calls of three weeks from two clients and the workbench, some with feedback, and feedback on unknown cards."""
    chance = random.Random(7)
    url = f"sqlite:///{tmp_path_factory.mktemp('records')}/cards.sqlite3"
    store, reports = open_store(Settings(database_url=url, hash_key="a key for the tests")), []
    store.prepare()
    for _ in range(160):
        at = NOW - timedelta(days=DAYS * chance.random())
        cards = [
            card(chance.choice(("CodeFirst", "Excludes1")), held_back=chance.choice((None, None, "quiet")))
            for _ in range(chance.randrange(3))
        ]
        client, hook = chance.choice(("open", "epic", WORKBENCH_CLIENT)), chance.choice(("order-sign", "order-select"))
        store.record_call(
            call(*cards, at=at, client=client, hook=hook, duration_ms=chance.lognormvariate(1.2, 0.5), status=200)
        )
        reports += [
            feedback(uuid, chance.choice(("accepted", "overridden")), received_at=at, outcome_at=at, client=client)
            for uuid in (*(each.uuid for each in cards if each.held_back is None), str(uuid4()))
            if chance.random() < 0.6
        ]
    store.record_call(call(at=NOW, status=400, outcome="MalformedRequestError", subject=None, release=None))
    store.record_feedback(reports)
    store.close()
    # Without their numbers, which each database gives by itself.
    return {
        table: [{name: value for name, value in row.items() if name != "id"} for row in rows(url, table)]
        for table in (CALLS, CARDS, FEEDBACK)
    }


@pytest.fixture
def filled(open_again: Callable[[], Store], engine: Engine, records: dict[Table, list[dict[str, Any]]]) -> None:
    """The records, in the database of the test."""
    del open_again  # has made the tables
    with engine.begin() as connection:
        for table, found in records.items():
            connection.execute(table.insert(), found)


def from_records(engine: Engine, asked: Asked = EVERYTHING) -> tuple[Figures, int]:
    """Count without anything that is kept."""
    with engine.connect() as connection:
        found = with_sums(count_records(connection, asked.since, asked.until))
        return found.get(asked.pair, Figures()), count_unknown_cards(connection, asked.since, asked.until)


def read(engine: Engine, asked: Asked = EVERYTHING) -> Counts:
    """Read what is kept, and see that it is what the records give."""
    counts = read_counts(engine, asked)
    assert (counts.figures, counts.unknown_cards) == from_records(engine, asked)
    return counts


def calls(counts: Counts) -> int:
    found: int = counts.figures.lines.get("", {}).get("calls", 0)
    return found


def changed(kept: Engine, change: Callable[[], None]) -> tuple[Counts, Counts]:
    """Read before and after a change."""
    before = read(kept)
    change()
    return before, read(kept)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("since", "until"),
    [(None, None), (NOW - timedelta(days=9), None), (None, NOW - timedelta(hours=30)), (NOW, NOW + timedelta(hours=1))],
)
def test_what_is_kept_is_what_the_records_give(engine: Engine, since: datetime | None, until: datetime | None) -> None:
    for pair in ((ALL, ALL), ("open", ALL), (ALL, "order-sign"), ("epic", "order-select")):
        asked = Asked(since, until, pair, with_pairs=True)
        first, again = read(engine, asked), read(engine, asked)
        assert first == again
        with engine.connect() as connection:
            everything = with_sums(count_records(connection, since, until))
        assert first.lines == {one: figures.lines for one, figures in everything.items()}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("since", [None, datetime.now(UTC) - timedelta(minutes=1)], ids=["kept", "from the records"])
def test_lines_of_one_rule(engine: Engine, open_again: Callable[[], Store], since: datetime | None) -> None:
    store = open_again()
    store.record_call(call(card("CodeFirst"), card("Excludes1"), at=datetime.now(UTC)))
    store.close()
    counts = read(engine, Asked(since, rule="CodeFirst"))
    with engine.connect() as connection:
        everything = with_sums(count_records(connection, since, None))
    assert counts.lines == {
        pair: {rule: line for rule, line in figures.lines.items() if rule in {"", "CodeFirst"}}
        for pair, figures in everything.items()
        if ALL in pair
    }


@pytest.mark.usefixtures("filled")
def test_parts_add_up(engine: Engine) -> None:
    first = midnight(NOW.date() - timedelta(days=DAYS + 3))
    starts = [first + timedelta(days=5 * place) for place in range(6)]
    counts = read(engine, Asked(first, NOW, starts=starts))
    for (start, end), part in zip(pairwise((*starts, NOW)), counts.shown, strict=True):
        figures, _ = from_records(engine, Asked(start, end))
        assert {rule: found["cards"] for rule, found in part.items()} == {
            rule: line["cards"] for rule, line in figures.lines.items() if rule and "cards" in line
        }
        assert sum(found.get("accepted", 0) for found in part.values()) == figures.lines.get("", {}).get("accepted", 0)


@pytest.mark.usefixtures("filled")
def test_workbench_counts_in_its_own_figures_only(engine: Engine) -> None:
    own = calls(read(engine, Asked(pair=(WORKBENCH_CLIENT, ALL))))
    clients = [calls(read(engine, Asked(pair=(client, ALL)))) for client in ("open", "epic")]
    assert own > 0
    assert calls(read(engine)) == sum(clients)


@pytest.mark.usefixtures("filled")
def test_a_day_is_counted_once(engine: Engine, database_url: str) -> None:
    read(engine)
    before = {row["block"]: row["stamp"] for row in rows(database_url, KEPT_BLOCKS)}
    assert {f"{NOW.date() - timedelta(days=back)}+1" for back in range(DAYS)} <= before.keys()
    assert any(row["days"] >= 8 for row in rows(database_url, KEPT_BLOCKS))
    read(engine)
    assert {row["block"]: row["stamp"] for row in rows(database_url, KEPT_BLOCKS)} == before


@pytest.mark.usefixtures("filled")
def test_late_feedback_counts(engine: Engine, database_url: str, open_again: Callable[[], Store]) -> None:
    answered = {row["card"] for row in rows(database_url, FEEDBACK)}
    shown = [row for row in rows(database_url, CARDS) if not row["held_back"] and row["client"] == "open"]
    uuid = next(row["uuid"] for row in shown if row["uuid"] not in answered)
    late = [feedback(uuid, "accepted", outcome_at=datetime.now(UTC), received_at=datetime.now(UTC))]
    before, after = changed(engine, lambda: open_again().record_feedback(late))
    assert before.figures != after.figures


@pytest.mark.usefixtures("filled")
def test_late_records_count(engine: Engine, open_again: Callable[[], Store]) -> None:
    def write_late() -> None:
        store = open_again()
        store.record_call(call(card(), at=NOW - timedelta(days=5)))
        store.close()

    before, after = changed(engine, write_late)
    assert calls(after) == calls(before) + 1


@pytest.mark.usefixtures("filled")
def test_a_record_before_all_others_counts(engine: Engine, open_again: Callable[[], Store]) -> None:
    def write_late() -> None:
        store = open_again()
        store.record_call(call(at=NOW - timedelta(days=100)))
        store.close()

    before, after = changed(engine, write_late)
    assert calls(after) == calls(before) + 1


@pytest.mark.usefixtures("filled")
def test_a_card_that_comes_after_its_feedback_is_known_then(engine: Engine, open_again: Callable[[], Store]) -> None:
    late = card()
    reported = NOW - timedelta(days=3)
    open_again().record_feedback([feedback(late.uuid, received_at=reported)])

    def write_late() -> None:
        store = open_again()
        store.record_call(call(late, at=NOW - timedelta(days=4)))
        store.close()

    before, after = changed(engine, write_late)
    assert after.unknown_cards == before.unknown_cards - 1


@pytest.mark.usefixtures("filled")
def test_what_was_pruned_counts_no_more(engine: Engine, database_url: str) -> None:
    cut = NOW - timedelta(days=10)
    before, after = changed(engine, lambda: prune(engine, cut) and None)
    assert 0 < calls(after) < calls(before)
    read(engine, Asked(since=NOW - timedelta(days=DAYS)))
    assert min(row["first_day"] for row in rows(database_url, KEPT_BLOCKS)) >= cut.date()
    prune(engine, datetime.now(UTC))
    assert (rows(database_url, KEPT_BLOCKS), rows(database_url, KEPT_FIGURES)) == ([], [])


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("table", [CALLS, CARDS, FEEDBACK], ids=lambda table: str(table.name))
def test_what_is_deleted_by_hand_counts_no_more(engine: Engine, table: object) -> None:
    def delete_some() -> None:
        with engine.begin() as connection:
            key = next(iter(table.primary_key.columns))  # type: ignore[attr-defined]
            some = select(key).order_by(key).limit(20)
            connection.execute(delete(table).where(key.in_(some)))  # type: ignore[arg-type]

    before, after = changed(engine, delete_some)
    assert before != after


@pytest.mark.usefixtures("filled")
def test_figures_of_another_count_are_of_no_use(engine: Engine, database_url: str) -> None:
    """A sum that outlived the days that it is made of is not taken for theirs."""
    read(engine)
    with engine.begin() as connection:
        connection.execute(delete(CALLS).where(CALLS.c.at < NOW - timedelta(days=7)))
    assert max(row["days"] for row in rows(database_url, KEPT_BLOCKS)) > 1
    read(engine)


def test_a_count_waits_for_who_writes(store: Store, engine: Engine) -> None:
    """A record that is written while its day is counted is either counted or makes the count void."""
    store.record_call(call(at=NOW))
    store.close()
    late: CallEntry = call(card(), at=NOW)
    counted: list[Counts] = []
    with engine.connect() as writer:
        if writer.dialect.name == "sqlite":
            writer.exec_driver_sql("BEGIN IMMEDIATE")
        insert_rows(writer, call_rows(late))
        other = make_engine(engine.url, UNHURRIED)
        thread = threading.Thread(target=lambda: counted.append(read_counts(other, EVERYTHING)))
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        writer.commit()
        thread.join(20)
        other.dispose()
    assert [calls(each) for each in counted] == [2]
    assert calls(read(engine)) == 2


def test_today_is_not_kept(store: Store, engine: Engine) -> None:
    store.record_call(call(card(), at=datetime.now(UTC)))
    store.close()
    assert calls(read(engine)) == 1
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(KEPT_BLOCKS)).scalar_one() == 0


_MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them so


@given(_MOMENTS, st.none() | _MOMENTS, st.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_pieces_make_up_the_span(since: datetime, until: datetime | None, today: date) -> None:
    pieces = Pieces(since, until, today)
    spans = sorted([*pieces.live, *map(span_of, pieces.blocks)], key=lambda span: span[0])
    if until is not None and until <= since:
        assert spans == []
        return
    assert (spans[0][0], spans[-1][1]) == (since, until)
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    for first, days in pieces.blocks:
        assert first.toordinal() % days == 0
        assert first + timedelta(days=days) <= today
    assert len(pieces.blocks) <= 22
