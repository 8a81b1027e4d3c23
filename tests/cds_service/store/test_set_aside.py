"""The database notes what was dismissed in an encounter, whichever of a card and the feedback on it comes first."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert

from cds_service.database_url import is_sqlite, read_address
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.migrating import REVISIONS, migrate
from cds_service.store.migration_steps import SCRIPTS
from cds_service.store.rows import call_rows, feedback_rows
from cds_service.store.schema.tables import SET_ASIDE
from tests.cds_service.store.records import NOW, call, card, feedback, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from cds_service.store import CardEntry

SHOWN = NOW + timedelta(minutes=2)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    migrate(read_address(database_url))
    made = make_engine(read_address(database_url), UNHURRIED, connections=2)
    yield made
    made.dispose()


def write_card(connection: Connection, shown: CardEntry, encounter: str | None = "encounter") -> None:
    for table, row in call_rows(call(shown, encounter=encounter)):
        given = {name: value for name, value in row.items() if value is not None}  # an older schema lacks the newest
        connection.execute(insert(table).values(given))


def write_feedback(connection: Connection, uuid: str, outcome: str = "overridden", client: str = "open") -> None:
    for table, row in feedback_rows([feedback(uuid, outcome, client=client, received_at=SHOWN)]):
        connection.execute(insert(table).values(row))


def noted(database_url: str) -> list[tuple[object, ...]]:
    return [(row["encounter_hash"], row["at"], row["topic"]) for row in rows(database_url, SET_ASIDE)]


@pytest.mark.parametrize("card_is_first", [True, False])
def test_whichever_comes_first(database_url: str, engine: Engine, *, card_is_first: bool) -> None:
    shown = card()
    for is_card in (card_is_first, not card_is_first):
        with engine.begin() as connection:
            if is_card:
                write_card(connection, shown)
            else:
                write_feedback(connection, shown.uuid)
    assert noted(database_url) == [("encounter", SHOWN, shown.topic)]


def test_what_was_accepted_or_is_of_no_encounter_or_no_card_is_not_noted(database_url: str, engine: Engine) -> None:
    accepted, without_encounter, unknown = card(), card(), card()
    with engine.begin() as connection:
        write_card(connection, accepted)
        write_feedback(connection, accepted.uuid, "accepted")
        write_card(connection, without_encounter, encounter=None)
        write_feedback(connection, without_encounter.uuid)
        write_feedback(connection, unknown.uuid)
    assert noted(database_url) == []


@pytest.mark.parametrize("card_is_first", [True, False])
def test_two_nodes_at_the_same_time(database_url: str, engine: Engine, *, card_is_first: bool) -> None:
    """Neither sees the other one's row before it is committed; so the second waits."""
    shown = card()
    steps = [lambda one: write_card(one, shown), lambda one: write_feedback(one, shown.uuid)]
    first, second = steps if card_is_first else steps[::-1]

    def other_node() -> None:
        with engine.begin() as connection:
            second(connection)

    with engine.begin() as connection:
        first(connection)
        other = threading.Thread(target=other_node)
        other.start()
        other.join(0.3)
        assert other.is_alive()
    other.join(10)
    assert noted(database_url) == [("encounter", SHOWN, shown.topic)]


def test_what_was_set_aside_before_the_table_was_there_is_in_it(database_url: str, engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    known, accepted = card(), card()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0003")
        write_card(connection, known)
        write_card(connection, accepted)
        write_feedback(connection, known.uuid)
        write_feedback(connection, accepted.uuid, "accepted")
    assert migrate(read_address(database_url)) == ("0003", REVISIONS[-1])
    assert noted(database_url) == [("encounter", SHOWN, known.topic)]


def test_a_call_asks_the_index_alone(database_url: str, engine: Engine) -> None:
    if not is_sqlite(read_address(database_url)):
        pytest.skip("PostgreSQL chooses by the size of the table")
    with engine.connect() as connection:
        asked = "EXPLAIN QUERY PLAN SELECT DISTINCT topic FROM set_aside WHERE encounter_hash = 'x' AND at >= 'y'"
        plan = " ".join(str(row) for row in connection.exec_driver_sql(asked))
    assert "USING COVERING INDEX ix_set_aside_encounter_hash_at_topic" in plan
