"""The report page, over a store with made-up calls."""

from __future__ import annotations

import csv
import io
import re
import time
from base64 import b64decode
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from sqlalchemy.exc import OperationalError

from cds_service.examples import load_examples
from cds_service.report.charts import OTHERS, bars, lines, stacked_bars
from cds_service.report.filter import ReportFilter, read_filter
from tests.recorded import CLIENT, record_calls

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from cds_service.store import Store

UNTIL = datetime(2026, 6, 30, 18, tzinfo=UTC)
TIME = {"since": "2026-06-01", "until": "2026-06-30"}


@pytest.fixture
def recorded(client: FlaskClient, store: Store) -> FlaskClient:
    record_calls(store, UNTIL)
    store.close()
    return client


def figures(client: FlaskClient, /, **asked: str) -> dict[tuple[str, str], dict[str, str]]:
    answer = client.get("/report.csv", query_string=TIME | asked)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    rows = csv.DictReader(io.StringIO(answer.text))
    return {(row["scope"], row["client"] or row["hook"] or row["rule"]): row for row in rows}


def test_figures_are_those_of_the_store(recorded: FlaskClient) -> None:
    whole = figures(recorded)["all", ""]
    page = recorded.get("/report", query_string=TIME).text
    assert int(whole["cards"]) > 300
    assert f"<dd>{whole['cards']}</dd>" in page
    assert page.count("data:image/svg+xml;") == 8, "each chart for a wide and for a narrow window"
    assert CLIENT in page
    assert "patient-1" not in page


def test_sources_of_evidence_are_a_table(recorded: FlaskClient) -> None:
    page = recorded.get("/report", query_string=TIME).text
    assert "By source of evidence" in page
    table = page.partition('id="by-source"')[2].partition("</section>")[0]
    rows = re.findall(r'<th scope="row">([^<]+)</th>.*?<td>([^<]+)</td>', table, re.DOTALL)
    sources = ["Procedure", "Body site", "Codes alone"]
    assert rows == [(source, "all") for source in sources], "one client: its lines would be the same"
    assert "Nothing recorded." in recorded.get("/report", query_string=TIME | {"client": "nobody"}).text


def test_filters_narrow(recorded: FlaskClient) -> None:
    whole = figures(recorded)
    one = figures(recorded, rule="Excludes1")
    assert one["all", ""]["cards"] == whole["rule", "Excludes1"]["cards"]
    assert ("rule", "CodeFirst") not in one
    assert figures(recorded, client="nobody")["all", ""]["cards"] == "0"
    assert figures(recorded, since="2026-06-29")["all", ""]["calls"] < whole["all", ""]["calls"]
    hooks = figures(recorded, hook="order-select")
    assert hooks["all", ""]["cards"] == whole["hook", "order-select"]["cards"]


def test_workbench_counts_only_when_asked_for(client: FlaskClient, store: Store) -> None:
    client.post("/workbench", data={"request": load_examples()[0].read()})
    store.close()
    today = {"since": "", "until": ""}
    assert figures(client, **today)["all", ""]["cards"] == "0"
    assert not [scope for scope, name in figures(client, **today) if name == "workbench"]
    assert '<th scope="row">workbench</th>' not in client.get("/report").text
    assert figures(client, **today, client="workbench")["all", ""]["cards"] == "2"


def test_empty_report_is_a_page(client: FlaskClient) -> None:
    page = client.get("/report", query_string=TIME)
    assert page.status_code == 200
    assert "Nothing recorded." in page.text
    assert "there is nothing to draw" in page.text
    assert "data:image/svg+xml;" not in page.text


def _drawn(uri: str) -> str:
    head, _, data = uri.partition(",")
    assert head.startswith("data:image/svg+xml;")
    return b64decode(data).decode() if head.endswith("base64") else unquote(data)


def test_a_few_cards_are_counted_in_whole_numbers() -> None:
    root = ET.fromstring(_drawn(stacked_bars(["Jun 1", "Jun 2"], {"a": [1, 0], "b": [1, 2]})))  # noqa: S314 - made here
    shown = {each.text for each in root.iter() if each.tag.endswith("text")}
    assert {"0", "1", "2"} <= shown
    assert not [each for each in shown if each and "." in each]


def test_store_that_is_away_is_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr("cds_service.pages.report.counts.read_counts", away)
    assert client.get("/report").status_code == 503
    assert client.get("/report.csv").status_code == 503


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, (date(2026, 6, 1), date(2026, 6, 30))),
        ({"since": "2026-01-01"}, (date(2026, 1, 1), date(2026, 6, 30))),
        ({"since": "x", "until": "<b>"}, (date(2026, 6, 1), date(2026, 6, 30))),
        ({"since": "2026-06-20", "until": "2026-06-10"}, (date(2026, 6, 10), date(2026, 6, 10))),
        ({"since": "0001-01-01"}, (date(2026, 6, 1), date(2026, 6, 30))),
        ({"since": "2001-01-01"}, (date(2016, 6, 22), date(2026, 6, 30))),
        ({"until": "9999-12-31"}, (date(2026, 6, 1), date(2026, 6, 30))),
    ],
)
def test_days_asked_for(asked: dict[str, str], expected: tuple[date, date]) -> None:
    found = read_filter(asked, date(2026, 6, 30))
    assert (found.since, found.until) == expected


@pytest.mark.parametrize("days", [1, 2, 9, 10, 11, 30, 365, 3660])
def test_spans_cover_the_days_without_gap(days: int) -> None:
    until = date(2026, 6, 30)
    asked = ReportFilter(date.fromordinal(until.toordinal() - days + 1), until)
    starts = asked.starts()
    assert len(starts) <= 8
    assert starts[0] == asked.start
    assert all(one < other < asked.end for one, other in pairwise(starts))


@pytest.mark.parametrize(
    "uri",
    [
        stacked_bars(["a", "b"], {"One": [1, 2], "Two": [0, 3]}),
        lines(["a", "b"], {"One": [0.5, None]}),
        bars(["<script>"], {"cards": [3]}, "ms"),
        bars([], {"cards": []}),
        stacked_bars(["a"], {}),
    ],
    ids=["stacked", "lines", "bars", "no bars", "nothing"],
)
def test_charts_are_images_without_script(uri: str) -> None:
    drawn = _drawn(uri)
    root = ET.fromstring(drawn)  # noqa: S314 - made here
    assert root.tag.endswith("svg")
    assert not [each for each in root.iter() if str(each.tag).endswith("script")]
    assert "url(" not in drawn


def test_full_report_takes_little_time(recorded: FlaskClient) -> None:
    recorded.get("/report", query_string=TIME)
    times = []
    for _ in range(5):
        start = time.thread_time()
        recorded.get("/report", query_string=TIME)
        times.append(time.thread_time() - start)
    assert min(times) < 0.075  # 0.045 where it was written; half of it are the charts


def test_what_is_too_rare_for_a_color_is_gray() -> None:
    drawn = _drawn(stacked_bars(["Jun 1"], {"Excludes1": [3], OTHERS: [9]}))
    assert "#8b95a0" in drawn
    assert "#8b95a0" not in _drawn(stacked_bars(["Jun 1"], {"Excludes1": [3], "CodeFirst": [9]}))
