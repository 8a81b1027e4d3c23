"""A small chart in the shape of each source (`sources/`), with the counts that it must give (`sources/counts.toml`)."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cds_service.cli.review.input_file import read_example
from cds_service.fhir_client.allowed_servers import AllowedServers
from cds_service.hooks.gathering.gather import gather
from cds_service.hooks.process_call import chart_source
from fhir_mappings import Chart, read_chart

TODAY = date(2026, 6, 20)
_FOLDER = Path(__file__).parent / "sources"
COUNTS: dict[str, dict[str, Any]] = tomllib.loads((_FOLDER / "counts.toml").read_text(encoding="utf-8"))


def chart_of(name: str, aliases: frozenset[str]) -> Chart:
    request = read_example((_FOLDER / f"{name}.json").read_bytes())
    prefetched = gather(request, None, AllowedServers())
    return read_chart(chart_source(request, prefetched, TODAY, icd_10_cm_systems=aliases))


@pytest.mark.parametrize("name", COUNTS)
def test_a_source_gives_its_counts(name: str) -> None:
    expected = COUNTS[name]
    chart = chart_of(name, frozenset(expected.get("aliases", ())))
    counts = chart.conditions
    assert [one.code for one in chart.encounter.diagnoses] == expected["read"], expected["why"]
    assert counts.received == expected["received"]
    assert dict(counts.left_out) == expected.get("left_out", {})
    assert dict(counts.systems) == expected["systems"]
    assert [one for one in chart.unread if one.faulty] == []


@pytest.mark.parametrize("name", [name for name, expected in COUNTS.items() if "aliases" in expected])
def test_without_an_alias_nothing_of_it_is_read(name: str) -> None:
    chart = chart_of(name, frozenset())
    assert chart.encounter.diagnoses == ()
    assert chart.conditions.is_nothing_read


def test_every_chart_is_described() -> None:
    assert {path.stem for path in _FOLDER.glob("*.json")} == COUNTS.keys()
