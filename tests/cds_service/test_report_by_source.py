"""The report by source of evidence: two clients, older records without a source, and reports read in silence."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from cards.card import REPORTS_SILENT
from cards.evidence_source import EvidenceSource
from cds_service.database_url import read_address
from cds_service.report.by_source import NOT_RECORDED
from cds_service.report.card_outcomes import Report, build_report
from cds_service.report.figures import ALL
from cds_service.report.formats import as_csv, as_json, as_text
from cds_service.settings import Settings
from cds_service.store import open_store
from cds_service.store.engines import UNHURRIED, make_engine
from cds_service.store.figures.figures_of_any_time import Asked, read_counts
from tests.cds_service.store.records import NOW, call, card, feedback

if TYPE_CHECKING:
    from pathlib import Path

    from cds_service.report.by_source import SourceLine
    from cds_service.store import CallEntry, FeedbackEntry
    from tests.postgres_server import PostgresServer

SITE, MRI = EvidenceSource.BODY_SITE, EvidenceSource.IMAGING


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/cards.sqlite3"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


def record(database_url: str, *calls: CallEntry, answers: tuple[FeedbackEntry, ...] = ()) -> None:
    store = open_store(Settings(database_url=database_url, hash_key="a key for the tests"))
    store.prepare()
    for each in calls:
        store.record_call(each)
    if answers:
        store.record_feedback(list(answers))
    store.close()


def fill(database_url: str) -> None:
    """Two clients: "open" reads reports and acts on them, "epic" reads them in silence."""
    site, mri, organism = (
        card(evidence_source=SITE),
        card(evidence_source=MRI),
        card("MissingOrganism", evidence_source=EvidenceSource.CULTURE, strength="prompt"),
    )
    capped = card("CodeFirst", evidence_source=EvidenceSource.CODES, held_back="max-cards")
    asked, would = card(evidence_source=SITE), card(evidence_source=MRI, held_back=REPORTS_SILENT)
    record(
        database_url,
        call(site, mri, organism, capped),
        call(asked, would, client="epic"),
        call(card(evidence_source=MRI), client="workbench"),
        answers=(
            feedback(site.uuid, "accepted"),
            feedback(mri.uuid, reason_code="disagree"),
            feedback(asked.uuid, "accepted", client="epic"),
        ),
    )


def report_of(database_url: str, pair: tuple[str, str] = (ALL, ALL), rule: str = "") -> Report:
    engine = make_engine(read_address(database_url), UNHURRIED)
    try:
        counts = read_counts(engine, Asked(pair=pair, rule=rule, with_pairs=True))
        return build_report(counts, None, None, pair, rule)
    finally:
        engine.dispose()


def lines(report: Report, client: str = "") -> dict[str, SourceLine]:
    return {line.source: line for line in report.sources if line.client == client}


def test_counted_by_hand(database_url: str) -> None:
    fill(database_url)
    whole = lines(report_of(database_url))
    assert list(whole) == ["imaging report", "culture", "body site", "codes alone"]
    assert {source: (each.cards, each.accepted, each.no_answer) for source, each in whole.items()} == {
        "imaging report": (1, 0, 0),
        "culture": (1, 0, 1),
        "body site": (2, 2, 0),
        "codes alone": (0, 0, 0),
    }
    assert whole["imaging report"].overridden == {"disagree": 1}
    assert whole["culture"].prompts == 1
    assert whole["codes alone"].held_back == {"max-cards": 1}


def test_clients_have_their_own_lines(database_url: str) -> None:
    fill(database_url)
    report = report_of(database_url)
    assert {source: each.cards for source, each in lines(report, "open").items()} == {
        "imaging report": 1,
        "culture": 1,
        "body site": 1,
        "codes alone": 0,
    }
    assert {source: each.cards for source, each in lines(report, "epic").items()} == {
        "imaging report": 0,
        "body site": 1,
    }
    assert lines(report, "workbench") == {}
    assert {each.client for each in report.of("client")} == {"open", "epic"}
    bench = report_of(database_url, ("workbench", ALL))
    assert {source: each.cards for source, each in lines(bench).items()} == {"imaging report": 1}
    assert {each.client for each in bench.of("client")} == {"workbench"}
    one = report_of(database_url, ("epic", ALL))
    asked_for = lines(one)
    assert len(one.sources) == len(asked_for), "each line once"
    assert asked_for == {source: replace(each, client="") for source, each in lines(report, "epic").items()}


def test_what_reports_would_have_asked_is_apart(database_url: str) -> None:
    fill(database_url)
    silent = lines(report_of(database_url), "epic")["imaging report"]
    assert (silent.would_ask, silent.cards, silent.held_back, silent.no_answer) == (1, 0, {}, 0)
    assert lines(report_of(database_url), "open")["imaging report"].would_ask == 0
    assert lines(report_of(database_url))["imaging report"].would_ask == 1


def test_one_rule(database_url: str) -> None:
    fill(database_url)
    found = lines(report_of(database_url, rule="MissingOrganism"))
    assert {source: each.cards for source, each in found.items()} == {"culture": 1}


def test_cards_of_before_say_so_and_the_table_adds_up(database_url: str) -> None:
    old, accepted = card(), card()
    record(database_url, call(old, accepted, card(held_back="quiet")), answers=(feedback(accepted.uuid, "accepted"),))
    kept = report_of(database_url)  # keeps the day
    assert {source: each.cards for source, each in lines(kept).items()} == {NOT_RECORDED: 2}
    fill(database_url)
    record(database_url, call(card(), at=NOW - timedelta(days=1)))
    report = report_of(database_url)
    rest = lines(report)[NOT_RECORDED]
    assert (rest.cards, rest.accepted, rest.no_answer, rest.held_back) == (3, 1, 2, {"quiet": 1})
    (whole,) = report.of("all")
    assert sum(each.cards for each in lines(report).values()) == whole.cards
    assert sum(each.no_answer for each in lines(report).values()) == whole.no_answer
    held = sum(sum(each.held_back.values()) + each.would_ask for each in lines(report).values())
    assert held == sum(whole.held_back.values())


def test_figures_that_an_older_program_kept_say_not_recorded(database_url: str) -> None:
    """The figures of a day were kept before its cards had the column; they count no source, and hold as they are."""
    record(database_url, call(card()))
    report_of(database_url)
    engine = make_engine(read_address(database_url), UNHURRIED)
    with engine.begin() as connection:
        connection.execute(text("UPDATE cards SET evidence_source = 'body site'"))
    engine.dispose()
    assert {source: each.cards for source, each in lines(report_of(database_url)).items()} == {NOT_RECORDED: 1}


def test_no_line_for_what_has_no_card(database_url: str) -> None:
    record(database_url, call())
    assert report_of(database_url).sources == ()


def test_forms(database_url: str) -> None:
    fill(database_url)
    report = report_of(database_url)
    (mri,) = [each for each in json.loads(as_json(report))["sources"] if each["client"] == "epic"][:1]
    expected: dict[str, Any] = {"scope": "client and source", "source": "imaging report", "cards": 0, "wouldAsk": 1}
    assert {name: mri[name] for name in expected} == expected
    table = list(csv.DictReader(io.StringIO(as_csv(report))))
    (row,) = [each for each in table if (each["scope"], each["source"]) == ("source", "body site")]
    assert (row["cards"], row["accepted"], row["acceptance"], row["calls"]) == ("2", "2", "1.0", "")
    assert {each["source"] for each in table if each["scope"] == "rule"} == {""}
    said = as_text(report)
    assert "By source of evidence\n" in said
    assert "By source of evidence, epic\n" in said
