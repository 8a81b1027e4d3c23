"""Exports with faults: each is reported, none ends the run, and the exit code says that something is missing."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cds_service.audit.exports import condition, encounter, rows, run_audit, write_lines

if TYPE_CHECKING:
    from pathlib import Path

ORDERED = {"resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/p1"}}


def _unreadable(out: Path) -> set[tuple[Any, ...]]:
    return {
        (row["kind"], row["file"], row["line"], row["resource"], row["encounter"]) for row in rows(out, "unreadable")
    }


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str]:
    """An export with every fault, audited: the results, the exit code and what was said."""
    folder = tmp_path_factory.mktemp("faulty")
    write_lines(
        folder / "export" / "Encounter.ndjson",
        [
            encounter(1),
            b'{"resourceType": "Encounter", "id": "cut o',
            encounter(2, period={"start": "2026-06-20"}, status="cancelled"),
            encounter(3, 2, period=None, **{"class": {"code": "AMB"}}),
            encounter(1),
            b"",
            {"resourceType": "Patient", "id": "p1"},
            {name: value for name, value in encounter(4).items() if name != "id"},
        ],
    )
    write_lines(
        folder / "export" / "a" / "Condition.ndjson", [condition("site", "I10.9", 1), condition("site", "I10.9", 1)]
    )
    write_lines(
        folder / "export" / "b" / "Condition.ndjson",
        [
            condition("later", "M54.5", 1),
            condition("problem", "E78.5", None),
            condition("lost", "I10", 99),
            condition("crossed", "I10", 1, patient=2),
            condition("broken", "I10", 1, bodySite="left"),
            {**condition("nobody", "I10", 1), "subject": {"display": "Jane Doe"}},
        ],
    )
    packed = gzip.compress(
        b"".join(orjson.dumps({**ORDERED, "id": f"o{n}", "n": hash(n * n)}) + b"\n" for n in range(3000))
    )
    (folder / "export" / "Observation.ndjson.gz").write_bytes(packed[: len(packed) // 2])
    code, said = run_audit(folder / "out", folder / "export", "--plain-ids")
    return folder / "out", code, said


def test_the_exit_code_tells_that_something_is_missing(faulty: tuple[Path, int, str]) -> None:
    _, code, said = faulty
    assert code == 3, said
    assert "not read: 2 x line" in said
    assert "The export holds no procedures" in said


def test_each_fault_is_told_where_it_is(faulty: tuple[Path, int, str]) -> None:
    assert _unreadable(faulty[0]) == {
        ("line", "Encounter.ndjson", 2, None, None),
        ("line", "b/Condition.ndjson", 6, None, None),
        ("file", "Observation.ndjson.gz", None, None, None),
        ("element", "Encounter.ndjson", 8, "Encounter.ndjson line 8", "Encounter.ndjson line 8"),
        ("copy", "Encounter.ndjson", 5, "Encounter/e1", "Encounter/e1"),
        ("copy", "a/Condition.ndjson", 2, "Condition/site", "Encounter/e1"),
        ("void-encounter", "Encounter.ndjson", 3, "Encounter/e2", "Encounter/e2"),
        ("no-day", "Encounter.ndjson", 4, "Encounter/e3", "Encounter/e3"),
        ("no-encounter", "b/Condition.ndjson", 2, "Condition/problem", None),
        ("encounter-missing", "b/Condition.ndjson", 3, "Condition/lost", "Encounter/e99"),
        ("encounter-missing", "b/Condition.ndjson", 4, "Condition/crossed", "Encounter/e1"),
        ("element", "b/Condition.ndjson", 5, "Condition/broken", "Encounter/e1"),
    }


def test_the_rest_is_reviewed_all_the_same(faulty: tuple[Path, int, str]) -> None:
    encounters = {row["encounter"]: row for row in rows(faulty[0], "encounters")}
    assert encounters.keys() == {"Encounter/e1", "Encounter/e3"}
    assert encounters["Encounter/e1"]["diagnoses"] == 3
    assert {(row["rule"], tuple(row["codes"])) for row in rows(faulty[0], "issues")} == {
        ("InvalidCode", ("I10.9",)),
        ("IncompleteCode", ("M54.5",)),
    }


def test_nothing_that_was_said_quotes_the_chart(faulty: tuple[Path, int, str]) -> None:
    out, _, said = faulty
    every = (
        said + (out / "report.html").read_text() + repr([rows(out, t) for t in ("issues", "encounters", "unreadable")])
    )
    assert "Jane" not in every


@pytest.mark.parametrize("lines", [[], [{"resourceType": "Patient", "id": "p1"}], [condition("a", "I10", 1)]])
def test_an_export_without_encounters_is_told(tmp_path: Path, lines: list[Any]) -> None:
    write_lines(tmp_path / "export" / "x.ndjson", lines)
    code, said = run_audit(tmp_path / "out", tmp_path / "export")
    assert code == 4, said
    assert "There was no encounter to review." in said
    assert "holds no encounter that could be reviewed" in (tmp_path / "out" / "report.html").read_text()
    assert rows(tmp_path / "out", "issues") == rows(tmp_path / "out", "encounters") == []


def test_what_is_beside_the_export_or_empty_is_told(tmp_path: Path) -> None:
    export = tmp_path / "export"
    write_lines(export / "Encounter.ndjson", [encounter(1)])
    for name in ("manifest.json", "Condition.ndjson.bz2", "Condition.parquet", "Procedure.ndjson.gz", "x.ndjson", ".x"):
        (export / name).touch()
    code, said = run_audit(tmp_path / "out", export)
    assert code == 3, said
    assert "left out: 2 x other-file" in said
    assert {(row["kind"], row["file"]) for row in rows(tmp_path / "out", "unreadable")} == {
        ("other-file", "manifest.json"),
        ("other-file", "Condition.ndjson.bz2"),
        ("file", "Condition.parquet"),
        ("file", "Procedure.ndjson.gz"),
    }


def test_one_id_for_encounters_of_two_patients_is_told(tmp_path: Path) -> None:
    write_lines(tmp_path / "export" / "x.ndjson", [encounter(1), encounter(1, 2), encounter(2)])
    code, said = run_audit(tmp_path / "out", tmp_path / "export", "--plain-ids")
    assert code == 3, said
    assert [(row["kind"], row["encounter"]) for row in rows(tmp_path / "out", "unreadable")] == [
        ("shared-id", "Encounter/e1")
    ]
    assert [row["patient"] for row in rows(tmp_path / "out", "encounters")] == [
        "Patient/p1",
        "Patient/p2",
        "Patient/p1",
    ]


def test_a_row_of_parquet_that_is_no_text_is_a_fault_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    texts = pa.array([b'{"resourceType": "\xff"}', orjson.dumps(encounter(1)), None, b" " * (16 * 2**20)])
    table = pa.table({"resource": pa.Array.from_buffers(pa.string(), len(texts), texts.buffers())})
    pq.write_table(table, tmp_path / "export" / "x.parquet")
    code, said = run_audit(tmp_path / "out", tmp_path / "export")
    assert code == 3, said
    assert [row["line"] for row in rows(tmp_path / "out", "unreadable")] == [1, 4]
    assert len(rows(tmp_path / "out", "encounters")) == 1


def test_results_do_not_go_where_they_would_be_read(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "export" / "x.ndjson", [encounter(1)])
    code, said = run_audit(tmp_path / "export" / "audit", tmp_path / "export")
    assert (code, "lies within" in said) == (2, True)
    code, said = run_audit(path, tmp_path / "export")
    assert (code, "is not a folder" in said) == (2, True)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    code, said = run_audit(tmp_path / "out", tmp_path / "export")
    assert code == 4, said
    assert "0 lines" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere"], "there is no"),
        ([], "Missing argument"),
        (["export", "--service", "no-such"], "Invalid value"),
        (["export", "--key-file", "export"], "is a directory"),
    ],
)
def test_what_is_asked_wrongly_is_refused(tmp_path: Path, arguments: list[str], words: str) -> None:
    write_lines(tmp_path / "export" / "x.ndjson", [])
    places = [str(tmp_path / each) if each in {"nowhere", "export"} else each for each in arguments]
    code, said = run_audit(tmp_path / "out", *places)
    assert code == 2, said
    assert words in said


def test_a_finished_audit_is_not_overwritten_unasked(tmp_path: Path) -> None:
    write_lines(tmp_path / "export" / "x.ndjson", [encounter(1)])
    assert run_audit(tmp_path / "out", tmp_path / "export")[0] == 0
    code, said = run_audit(tmp_path / "out", tmp_path / "export")
    assert (code, "holds a finished audit" in said) == (2, True)
    assert run_audit(tmp_path / "out", tmp_path / "export", "--restart")[0] == 0
