"""`release impact`: last year's charts under two lists."""

from __future__ import annotations

import csv
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from icd10cm.releases.by_date import arrange
from icd10cm.releases.intake.candidate import read_candidate
from icd10cm.releases.intake.directory import keep
from icd10cm.releases.loading import load_embedded
from tests import april_2025
from tests.cds_service.audit.exports import COMMAND, condition, encounter, write_lines

if TYPE_CHECKING:
    from pathlib import Path

CODES = {
    1: "G35",  # split on October 1, 2025
    2: "S30.1XXA",  # deleted on October 1, 2025
    3: "E11.9",  # the same in both
    4: "L02.219",  # may be asked for its site; new sites came
    5: "M86.55",  # incomplete in both, with the same answers
}


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    period = {"start": "2025-02-01", "end": "2025-02-03"}
    write_lines(folder / "Encounter.ndjson", [encounter(number, number, period=period) for number in CODES])
    write_lines(
        folder / "Condition.ndjson", [condition(f"c{number}", code, number, number) for number, code in CODES.items()]
    )
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("releases")
    published = april_2025.published_zip(
        tmp_path_factory.mktemp("published") / "table-index-April-2025.zip", with_order_file=True
    )
    keep(read_candidate(published, arrange((load_embedded(),))), made)
    return made


def impact(home: Path, export: Path, *arguments: str | Path) -> str:
    process = subprocess.run(  # noqa: S603 - our own command
        [COMMAND, "release", "impact", "2025-04-01", "2026-04-01", export, "--quiet", *arguments],
        env=os.environ | {"CODING_CARDS_RELEASES_DIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return process.stdout


def test_the_charts_that_change_are_counted_by_rule_and_listed(home: Path, export: Path, tmp_path: Path) -> None:
    listing = tmp_path / "changed.csv"
    said = impact(home, export, "--list", listing)
    assert " of 5 encounters are asked something else by April 2026 than by April 2025" in said
    assert "IncompleteCode: 1 questions asked from then on, in 1 encounters\n    G35" in said
    with listing.open() as file:
        rows = list(csv.DictReader(file))
    changes = {(row["rule"], row["codes"], row["change"]) for row in rows}
    assert {
        ("IncompleteCode", "G35", "asked from then on"),
        ("InvalidCode", "S30.1XXA", "asked from then on"),
    } <= changes
    assert not {"E11.9", "M86.55"} & {row["codes"] for row in rows}
    assert "Encounter/e" not in listing.read_text()
    assert (tmp_path / "changed.csv.key").stat().st_mode & 0o077 == 0
