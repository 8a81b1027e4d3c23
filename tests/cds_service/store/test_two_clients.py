"""Two clients on one store, one of which knows the other's card ids: no table lets it touch what is the other's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from cds_service.database_url import read_address
from cds_service.report.card_outcomes import build_report
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.figures.figures_of_any_time import Asked, read_counts
from cds_service.store.pruning import prune
from cds_service.store.schema.tables import ACCEPTED_SUGGESTIONS, CARDS, FEEDBACK, KEPT_BLOCKS, METADATA, SET_ASIDE
from tests.cds_service.store.records import NOW, call, card, feedback, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds_service.report.card_outcomes import Line
    from cds_service.store import CardEntry, Store

WHEN = datetime.now(UTC)


@pytest.fixture
def shown(open_again: Callable[[], Store]) -> CardEntry:
    """A card that was shown to "open" in encounter e1, and is written."""
    made, store = card(), open_again()
    store.record_call(call(made, subject=store.subject("open", "p1", "e1", "i1")))
    store.close()
    return made


def lines(database_url: str) -> dict[str, Line]:
    """Return the line of each client in a report over everything."""
    engine = make_engine(read_address(database_url), UNHURRIED)
    try:
        counts = read_counts(engine, Asked(with_pairs=True))
        return {line.client: line for line in build_report(counts, None, None).of("client")}
    finally:
        engine.dispose()


def test_override_of_another_client_holds_nothing_back(
    shown: CardEntry, open_again: Callable[[], Store], database_url: str
) -> None:
    store = open_again()
    subject = store.subject("open", "p1", "e1", "i1")
    store.record_feedback([feedback(shown.uuid, client="intruder", received_at=WHEN)])
    assert store.overridden_topics(subject) == frozenset()
    assert rows(database_url, SET_ASIDE) == []
    store.record_feedback([feedback(shown.uuid, received_at=WHEN)])
    assert store.overridden_topics(subject) == {shown.topic}


def test_card_that_comes_after_the_intruder_s_override_is_shown(
    open_again: Callable[[], Store], database_url: str
) -> None:
    late, store = card(), open_again()
    store.record_feedback([feedback(late.uuid, client="intruder", received_at=WHEN)])
    store.record_call(call(late, subject=store.subject("open", "p1", "e1", "i1")))
    store.close()
    assert len(rows(database_url, CARDS)) == 1
    assert rows(database_url, SET_ASIDE) == []


def test_report_of_one_client_does_not_take_the_place_of_another_s(
    shown: CardEntry, open_again: Callable[[], Store], database_url: str
) -> None:
    store, suggestion = open_again(), str(uuid4())
    for client in ("intruder", "open"):
        store.record_feedback([feedback(shown.uuid, "accepted", client=client, suggestions=(suggestion,))])
    assert sorted(row["client"] for row in rows(database_url, FEEDBACK)) == ["intruder", "open"]
    assert sorted(row["client"] for row in rows(database_url, ACCEPTED_SUGGESTIONS)) == ["intruder", "open"]


def test_figures_count_the_feedback_of_the_card_s_client_alone(
    shown: CardEntry, open_again: Callable[[], Store], database_url: str
) -> None:
    store = open_again()
    store.record_feedback([feedback(shown.uuid, "accepted", client="intruder", suggestions=(str(uuid4()),))])
    assert (lines(database_url)["open"].accepted, lines(database_url)["open"].no_answer) == (0, 1)
    store.record_feedback([feedback(shown.uuid, "overridden", reason_code="disagree")])
    later = NOW + timedelta(hours=1)
    store.record_feedback([feedback(shown.uuid, "accepted", client="intruder", outcome_at=later)])
    assert lines(database_url)["open"].overridden == {"disagree": 1}


def test_figures_of_a_day_are_not_thrown_away_for_another_client_s_feedback(
    shown: CardEntry, open_again: Callable[[], Store], database_url: str
) -> None:
    assert lines(database_url)["open"].cards == 1
    before = stamps(database_url)
    open_again().record_feedback([feedback(shown.uuid, client="intruder", received_at=WHEN)])
    assert stamps(database_url) == before
    open_again().record_feedback([feedback(shown.uuid, received_at=WHEN)])
    assert stamps(database_url) != before


def stamps(database_url: str) -> set[str]:
    return {row["stamp"] for row in rows(database_url, KEPT_BLOCKS) if row["days"] == 1}


def test_same_ids_are_other_people_and_other_tokens(open_again: Callable[[], Store]) -> None:
    store = open_again()
    one, other = (store.subject(client, "p1", "e1", "i1") for client in ("open", "intruder"))
    assert {one.patient, one.encounter, one.hook_instance}.isdisjoint({other.patient, other.encounter})
    expires = datetime.now(UTC) + timedelta(minutes=5)
    assert store.first_use("open", "jti", expires)
    assert store.first_use("intruder", "jti", expires)
    store.forget_use("intruder", "jti")
    assert not store.first_use("open", "jti", expires)


def test_pruning_goes_by_the_client_s_own_cards(open_again: Callable[[], Store], database_url: str) -> None:
    """Feedback on a card of another client is feedback on an unknown card, and has its own age."""
    old, store = card(), open_again()
    store.record_call(call(old, at=NOW - timedelta(days=30)))
    store.record_feedback([feedback(old.uuid, client=client) for client in ("intruder", "open")])
    store.close()
    engine = make_engine(read_address(database_url), UNHURRIED)
    assert prune(engine, NOW - timedelta(days=20))["feedback"] == 1
    engine.dispose()
    assert [row["client"] for row in rows(database_url, FEEDBACK)] == ["intruder"]


def test_every_table_keeps_clients_apart() -> None:
    """By a column, or by a hash that the client is in; what is about no client is named here."""
    by_hash = {"set_aside": "encounter_hash", "seen_tokens": "token_hash"}
    of_the_store = {"facts", "kept_blocks"}
    apart = {
        table.name
        for table in METADATA.tables.values()
        if table.name in of_the_store or by_hash.get(table.name, "client") in table.columns
    }
    assert apart == set(METADATA.tables)
    for table in METADATA.tables.values():
        keys = [key for key in (table.primary_key, *table.constraints) if len(key.columns) > 1]
        assert all("client" in key.columns for key in keys), f"{table.name}: a key of a client's own values"
