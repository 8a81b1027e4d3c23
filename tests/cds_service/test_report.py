"""The report: counted by hand for a small store, on both databases, and its three forms."""

from __future__ import annotations

import csv
import io
import json
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click
import pytest
from click.testing import CliRunner

from cds_service.cli.main import main
from cds_service.cli.report import moment
from cds_service.database_url import read_address
from cds_service.errors import StoreUnreachableError
from cds_service.report.card_outcomes import Report, build_report, wilson
from cds_service.report.figures import WITHIN, Counts, Figures, bucket, percentile
from cds_service.report.formats import as_csv, as_json, as_text
from cds_service.settings import Settings
from cds_service.store import open_store
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.figures.figures_of_any_time import Asked, read_counts
from cds_service.store.migrating import REVISIONS
from tests.cds_service.store.records import NOW, call, card, feedback

if TYPE_CHECKING:
    from pathlib import Path

    from cds_service.report.card_outcomes import Line
    from cds_service.store import FeedbackEntry
    from cds_service.store.store import Store
    from tests.postgres_server import PostgresServer


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/cards.sqlite3"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


def fill(database_url: str) -> None:
    """Record five calls: three of order-sign and one of patient-view that were answered, and one refused."""
    store = open_store(Settings(database_url=database_url, hash_key="a key for the tests"))
    store.prepare()  # the deadline of feedback is meant for a store whose tables are there
    site, prompt, organism, other = card(), card(strength="prompt"), card("MissingOrganism"), card()
    capped, aside = card("CodeFirst", held_back="max-cards"), card(held_back="overridden")
    store.record_call(call(site, organism, capped, duration_ms=10.0))
    store.record_call(call(prompt, aside, duration_ms=20.0, client="epic"))
    store.record_call(call(duration_ms=30.0))
    store.record_call(call(other, duration_ms=40.0, hook="patient-view", at=NOW + timedelta(days=1)))
    store.record_call(call(duration_ms=1.0, status=400, outcome="MalformedRequestError", subject=None, release=None))
    accepted = {"suggestions": (str(uuid4()),)}
    record_feedback(
        store,
        [
            feedback(site.uuid, reason_code="other"),
            feedback(site.uuid, "accepted", outcome_at=NOW + timedelta(minutes=5), **accepted),  # the last word
            feedback(organism.uuid, reason_code="not-clinically-significant"),
            feedback(prompt.uuid, client="epic"),
            feedback(str(uuid4())),
            feedback("00000000-0000-4000-8000-000000000000", "accepted", **accepted),
        ],
    )
    store.close()


def record_feedback(store: Store, entries: list[FeedbackEntry]) -> None:
    """Record feedback, sent again later as the answer asks: a loaded machine may miss the deadline of the store."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(StoreUnreachableError):
            store.record_feedback(entries)
            return
        time.sleep(0.5)
    store.record_feedback(entries)


def report_of(database_url: str, since: datetime | None = None, until: datetime | None = None) -> Report:
    engine = make_engine(read_address(database_url), UNHURRIED)
    try:
        return build_report(read_counts(engine, Asked(since, until, with_pairs=True)), since, until)
    finally:
        engine.dispose()


def about(ms: float) -> Any:
    """Return what equals a duration as exactly as a report tells it; it rounds to three digits on top."""
    return pytest.approx(ms, rel=WITHIN + 0.005)


def line(report: Report, client: str = "", hook: str = "", rule: str = "") -> Line:
    (found,) = [each for each in report.lines if (each.client, each.hook, each.rule) == (client, hook, rule)]
    return found


def test_figures_counted_by_hand(database_url: str) -> None:
    fill(database_url)
    report = report_of(database_url)
    whole = line(report)
    assert (whole.calls, whole.refused, whole.with_card, whole.cards, whole.prompts) == (4, 1, 3, 4, 1)
    assert (whole.accepted, whole.no_answer) == (1, 1)
    assert whole.overridden == {"no reason given": 1, "not-clinically-significant": 1}
    assert whole.held_back == {"max-cards": 1, "overridden": 1}
    assert (whole.p50_ms, whole.p95_ms, whole.share_with_card) == (about(20.0), about(40.0), 0.75)
    assert report.feedback_for_unknown_cards == 2


def test_lines_of_rules_clients_and_hooks(database_url: str) -> None:
    fill(database_url)
    report = report_of(database_url)
    site = line(report, rule="UnspecifiedSite")
    assert (site.calls, site.with_card, site.cards, site.accepted, site.no_answer) == (4, 3, 3, 1, 1)
    assert (site.p50_ms, site.p95_ms, site.held_back) == (about(20.0), about(40.0), {"overridden": 1})
    never_shown = line(report, rule="CodeFirst")
    assert (never_shown.with_card, never_shown.cards, never_shown.acceptance) == (0, 0, None)
    epic = line(report, client="epic")
    assert (epic.calls, epic.cards, epic.prompts, epic.p50_ms) == (1, 1, 1, about(20.0))
    view = line(report, hook="patient-view")
    assert (view.calls, view.cards, view.refused) == (1, 1, 0)
    triple = line(report, "open", "order-sign", "MissingOrganism")
    assert (triple.calls, triple.with_card, triple.cards) == (2, 1, 1)
    assert {each.scope for each in report.lines} == {"all", "client", "hook", "rule", "client, hook and rule"}


def test_topics_are_counted(database_url: str) -> None:
    fill(database_url)
    first, *_ = report_of(database_url).topics
    assert (first.topic, first.cards, first.accepted, first.overridden) == ("UnspecifiedSiteM8650", 3, 1, 1)


def test_time_bounds_take_in_the_start_and_leave_out_the_end(database_url: str) -> None:
    fill(database_url)
    assert line(report_of(database_url, since=NOW + timedelta(hours=1))).calls == 1
    assert line(report_of(database_url, until=NOW + timedelta(days=1))).calls == 3
    assert line(report_of(database_url, since=NOW, until=NOW + timedelta(days=1))).calls == 3
    nothing = report_of(database_url, since=NOW + timedelta(days=9))
    assert (line(nothing).calls, line(nothing).share_with_card, line(nothing).p95_ms) == (0, None, None)


def test_ten_topics_at_most() -> None:
    topics = {"R": {"cards": {f"R{number:02}": 100 - number for number in range(15)}}}
    found = build_report(Counts(Figures(topics=topics)), None, None).topics
    assert [each.topic for each in found] == [f"R{number:02}" for number in range(10)]


def test_wilson_interval() -> None:
    assert wilson(0, 0) is None
    # Newcombe, Statistics in Medicine 1998; 17: 857-872, method 3: 81 of 263 is 0.2553 to 0.3662.
    printed = wilson(81, 263)
    assert printed is not None
    assert (round(printed.low, 4), round(printed.high, 4)) == (0.2553, 0.3662)
    none = wilson(0, 20)
    assert none is not None
    assert (none.value, none.low, round(none.high, 4)) == (0.0, 0.0, 0.1611)


@pytest.mark.parametrize("ms", [0.0, 0.01, 0.5, 1.0, 7.3, 20.0, 999.0, 60_000.0])
def test_percentiles_are_as_exact_as_it_is_said(ms: float) -> None:
    assert percentile({bucket(ms): 3}, 50) == about(max(ms, 0.01))


def test_percentiles_are_of_all_that_was_counted() -> None:
    assert percentile({}, 50) is None
    hundred = Counter(bucket(number) for number in range(1, 101))
    assert [percentile(hundred, percent) for percent in (50, 95, 100)] == [about(50), about(95), about(100)]


def test_the_share_of_calls_without_any_code_to_read(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/cards.sqlite3"
    store = open_store(Settings(database_url=url, hash_key="a key for the tests"))
    store.record_call(call(card()))
    store.record_call(call(outcome="nothing read"))
    store.record_call(call(outcome="no cards"))
    store.record_call(call(outcome="nothing read", client="epic"))
    store.close()
    whole = line(report_of(url))
    assert (whole.calls, whole.nothing_read, whole.share_with_nothing_read) == (4, 2, 0.5)
    assert line(report_of(url), client="epic").nothing_read == 1
    assert "Calls without any ICD-10-CM code to read: 2 (50% of calls)" in as_text(report_of(url))
    assert json.loads(as_json(report_of(url)))["lines"][0]["nothingRead"] == 2
    assert build_report(Counts(), None, None).lines[0].share_with_nothing_read is None


def some_report() -> Report:
    site = {"with_card": 4, "cards": 6, "accepted": 2, "overridden": {"other": 2}}
    first = {"with_card": 0, "held_back": {"max-cards": 3}, "prompts": 0}
    whole = site | {"calls": 10, "refused": 1, "held_back": {"max-cards": 3}, "ms": {bucket(1.0): 1, bucket(2.0): 1}}
    lines = {"": whole, "UnspecifiedSite": site, "CodeFirst": first}
    topics = {"UnspecifiedSite": {"cards": {"UnspecifiedSiteM8650": 6}}}
    counts = Counts(Figures(lines, topics), {("open", "*"): lines, ("*", "order-sign"): lines}, unknown_cards=1)
    return build_report(counts, NOW, None)


def test_json_form() -> None:
    document = json.loads(as_json(some_report()))
    whole: dict[str, Any] = document["lines"][0]
    assert (whole["scope"], whole["calls"], whole["shareWithCard"], whole["noAnswer"]) == ("all", 10, 0.4, 2)
    assert whole["overridden"] == {"other": 2}
    assert whole["acceptance"]["value"] == 0.3333
    assert (document["since"], document["until"]) == (NOW.isoformat(), None)
    assert document["feedbackForUnknownCards"] == 1


def test_csv_form() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(some_report()))))
    whole = rows[0]
    assert (whole["cards"], whole["overridden: other"], whole["held back: max-cards"]) == ("6", "2", "3")
    assert (whole["rule"], whole["acceptance"]) == ("", "0.3333")
    assert {row["rule"] for row in rows} == {"", "UnspecifiedSite", "CodeFirst"}


def test_text_form() -> None:
    text = as_text(some_report())
    for words in (
        "10",
        "4 (40%)",
        "33% (10% to 70%)",
        "By rule",
        "UnspecifiedSiteM8650",
        "Calls refused: 1",
        "max-cards",
    ):
        assert words in text
    assert "from the beginning to now" in as_text(build_report(Counts(), None, None))


def run(database_url: str, *arguments: str, **more: str) -> Any:
    settings = {"CODING_CARDS_DATABASE_URL": database_url, "CODING_CARDS_HASH_KEY": "a key for the tests"} | more
    return CliRunner().invoke(main, arguments, env=settings)


def test_command_line(database_url: str) -> None:
    fill(database_url)
    day = str(NOW.date())
    told = run(database_url, "report", "--format", "json", "--since", day, "--until", day)
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["lines"][0]["calls"] == 3
    assert "By rule" in run(database_url, "report").output
    assert run(database_url, "report", "--format", "csv").output.startswith("scope,client")
    assert run(database_url, "store", "migrate").output == f"schema {REVISIONS[-1]}, up to date\n"
    pruned = run(database_url, "store", "prune", "--older-than", "1")
    assert pruned.exit_code == 0, pruned.output
    assert "calls: 5 deleted" in pruned.output
    assert "calls: 0 deleted" in run(database_url, "store", "prune", CODING_CARDS_RETENTION_DAYS="0").output


def test_command_line_tells_what_is_wrong(tmp_path: Path) -> None:
    missing = run(f"sqlite:///{tmp_path}/nothing.sqlite3", "report")
    assert missing.exit_code == 2
    assert "no such file" in missing.output
    assert not (tmp_path / "nothing.sqlite3").exists()
    unreachable = run(f"postgresql://someone:hunter2@/x?host={tmp_path}", "report")
    assert unreachable.exit_code == 2
    assert "cannot be used" in unreachable.output
    assert "hunter2" not in unreachable.output
    assert run("mysql://hunter2@x/y", "store", "migrate").exit_code == 2
    assert run(f"sqlite:///{tmp_path}/x.sqlite3", "report", "--since", "yesterday").exit_code == 2
    (tmp_path / "text.sqlite3").write_text("this is no database, but long enough to be taken for one " * 50)
    assert "not a database" in run(f"sqlite:///{tmp_path}/text.sqlite3", "report").output


def test_command_line_makes_a_new_store(tmp_path: Path) -> None:
    assert "was not there" in run(f"sqlite:///{tmp_path}/new.sqlite3", "store", "migrate").output
    assert run(f"sqlite:///{tmp_path}/new.sqlite3", "report").exit_code == 0


def test_moments() -> None:
    assert moment(None, "--since") is None
    assert moment("2026-06-01", "--since") == datetime(2026, 6, 1, tzinfo=UTC)
    assert moment("2026-06-01", "--until", is_end=True) == datetime(2026, 6, 2, tzinfo=UTC)
    assert moment("2026-06-01T08:30", "--until", is_end=True) == datetime(2026, 6, 1, 8, 30, tzinfo=UTC)
    with pytest.raises(click.BadParameter):
        moment("2026-06-31", "--since")
