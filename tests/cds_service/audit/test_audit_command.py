"""The command over synthetic exports: what was planted is found, all of it and nothing else, in every form."""

from __future__ import annotations

import gzip
import re
import stat
from collections import Counter
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.synthetic_export import Plan, load_practice, population, write_export
from icd10cm.releases.loading import load_embedded
from tests.cds_service.audit.exports import rows, run_audit

if TYPE_CHECKING:
    from pathlib import Path

PLAN = Plan(encounters=1500, seed=7, planted_share=0.2, lines_per_file=700)
SMALL = Plan(encounters=300, seed=7, planted_share=0.2, lines_per_file=140)
DAY = ("--as-of", "2026-11-01")


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic export of several files a type, encounters split over them."""
    folder = tmp_path_factory.mktemp("synthetic")
    write_export(PLAN, folder)
    return folder


@pytest.fixture(scope="module")
def audited(synthetic: Path) -> tuple[Path, str]:
    """The results of an audit of it, ids as they are, and what the command said."""
    code, said = run_audit(synthetic / "out", synthetic / "export", "--plain-ids", *DAY)
    assert code == 0, said
    return synthetic / "out", said


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A smaller one of as many files, audited, for what is compared with it."""
    folder = tmp_path_factory.mktemp("small")
    write_export(SMALL, folder)
    code, said = run_audit(folder / "out", folder / "export", "--plain-ids", *DAY)
    assert code == 0, said
    return folder


def _planted(folder: Path) -> Counter[tuple[str, str, str]]:
    read = [orjson.loads(line) for line in (folder / "planted.jsonl").read_bytes().splitlines()]
    return Counter((each["encounter"], each["rule"], ", ".join(each["codes"])) for each in read)


def _found(out: Path) -> Counter[tuple[str, str, str]]:
    return Counter((row["encounter"], row["rule"], ", ".join(row["codes"])) for row in rows(out, "issues"))


def test_what_was_planted_is_found_and_nothing_else(synthetic: Path, audited: tuple[Path, str]) -> None:
    planted = _planted(synthetic)
    assert len({rule for _, rule, _ in planted}) == len(load_practice().planted)
    assert _found(audited[0]) == planted


def test_every_encounter_is_reviewed_once(audited: tuple[Path, str]) -> None:
    out, said = audited
    encounters = rows(out, "encounters")
    assert {row["encounter"] for row in encounters} == {f"Encounter/e{number}" for number in range(1, 1501)}
    assert len(encounters) == 1500
    assert "1,500 encounters reviewed" in said
    assert sum(row["shown"] for row in encounters) == sum(row["outcome"] == "shown" for row in rows(out, "issues"))


def test_a_row_says_everything_about_its_issue(audited: tuple[Path, str]) -> None:
    row = next(row for row in rows(audited[0], "issues") if row["rule"] == "MissingOrganism")
    number = row["encounter"].removeprefix("Encounter/e")
    assert row["codes"] == ["N39.0"]
    assert row["choices"] == ["B96.20"]
    assert row["options"] == [{"action": "add", "code": "B96.20", "resource": f"Condition/co{number}-1"}]
    assert [each["resource"] for each in row["evidence"]] == [f"Observation/ob{number}-0"]
    assert row["basis"][0]["element"] == "useAdditionalCode"
    assert row["strength"] == "documented"
    assert row["evidence_source"] == "culture"
    assert row["topic"] == "MissingOrganismN390B9620"
    assert row["department"]
    assert row["release"] == "2026-04-01"


def test_problems_of_no_encounter_are_told_with_file_and_line(synthetic: Path, audited: tuple[Path, str]) -> None:
    told = rows(audited[0], "unreadable")
    assert {row["kind"] for row in told} == {"no-encounter"}
    for row in told[:20]:
        line = (synthetic / "export" / row["file"]).read_bytes().splitlines()[row["line"] - 1]
        assert f"Condition/{orjson.loads(line)['id']}" == row["resource"]
        assert "encounter" not in orjson.loads(line)


def test_the_report_is_one_file_without_script(audited: tuple[Path, str]) -> None:
    page = (audited[0] / "report.html").read_text()
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!data:)", page)
    assert page.count("<img") == 4
    assert "1,500 encounters" in page
    for rule in {row["rule"] for row in rows(audited[0], "issues")}:
        assert rule in page


def test_the_report_counts_the_questions_by_source_of_evidence(audited: tuple[Path, str]) -> None:
    page = (audited[0] / "report.html").read_text()
    table = page[page.index("What the questions are based on") : page.index("<h2>When</h2>")]
    shown = {
        source: int(questions.replace(",", ""))
        for source, questions in re.findall(r'<tr><td>([^<]+)</td><td class="n">([\d,]+)</td>', table)
    }
    assert shown == Counter(row["evidence_source"] for row in rows(audited[0], "issues"))
    assert len(shown) >= 4


def test_nothing_of_the_export_is_left_in_the_folder(audited: tuple[Path, str]) -> None:
    assert {path.name for path in audited[0].iterdir()} == {
        "issues.parquet",
        "encounters.parquet",
        "unreadable.parquet",
        "report.html",
    }


def _as_gzip(source: Path, target: Path) -> None:
    for path in source.iterdir():
        (target / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))


def _as_parquet_text(source: Path, target: Path) -> None:
    for path in source.iterdir():
        pq.write_table(pa.table({"resource": path.read_bytes().splitlines()}), target / f"{path.name}.parquet")


def _as_parquet_columns(source: Path, target: Path) -> None:
    for path in source.iterdir():
        lines = [orjson.loads(line) for line in path.read_bytes().splitlines()]
        pq.write_table(pa.Table.from_pylist(_even(lines)), target / path.name.replace(".ndjson", ".parquet"))


def _even(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every row every column, as a table has it."""
    columns = dict.fromkeys(name for line in lines for name in line)
    return [{name: line.get(name) for name in columns} for line in lines]


@pytest.mark.parametrize("write", [_as_gzip, _as_parquet_text, _as_parquet_columns])
def test_every_form_of_export_gives_the_same_rows(small: Path, tmp_path: Path, write: Any) -> None:
    (tmp_path / "export").mkdir()
    write(small / "export", tmp_path / "export")
    code, said = run_audit(tmp_path / "out", tmp_path / "export", "--plain-ids", *DAY, "--workers", "1")
    assert code == 0, said
    for table in ("issues", "encounters"):
        assert rows(tmp_path / "out", table) == rows(small / "out", table)


def test_names_are_keyed_hashes_unless_asked_otherwise(small: Path, tmp_path: Path) -> None:
    code, said = run_audit(tmp_path / "out", small / "export", *DAY)
    assert code == 0, said
    key = tmp_path / "out.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    named = [row["encounter"] for row in rows(tmp_path / "out", "encounters")]
    assert len(set(named)) == 300
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in named)
    every = repr([rows(tmp_path / "out", table) for table in ("issues", "encounters", "unreadable")])
    every += (tmp_path / "out" / "report.html").read_text() + said
    assert not re.search(r"/((p|e|problem)\d+|(co|ob|pr|se|di)\d+-\d+)\b", every)
    counted = Counter((row["rule"], row["outcome"]) for row in rows(tmp_path / "out", "issues"))
    assert counted == Counter((row["rule"], row["outcome"]) for row in rows(small / "out", "issues"))


def test_the_same_seed_makes_the_same_population() -> None:
    plan = Plan(encounters=50, seed=3)
    assert list(population(plan)) == list(population(plan))
    assert list(population(plan)) != list(population(Plan(encounters=50, seed=4)))


def test_codes_of_the_table_of_daily_practice_are_valid() -> None:
    practice, release = load_practice(), load_embedded()
    for code in (*practice.codes, *practice.quiet):
        assert release.is_valid(code), code
