"""The audit on Spark, in local mode with several workers: the same rows as on one machine, byte for byte.

Run by `make test-spark`; its name keeps it out of `make test`, since PySpark and Java are not part of that environment.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.synthetic_export import Plan, write_export
from tests.cds_service.audit.exports import condition, encounter, run_audit, start_audit, write_lines

SPARK = ("--engine", "spark", "--master", "local[3]")
COMMON = ("--plain-ids", "--as-of", "2026-11-01")
TABLES = ("issues", "encounters", "unreadable")

# Blocks of a few kilobytes, so that small files are read in pieces by several workers.
os.environ["PYSPARK_SUBMIT_ARGS"] = (
    "--conf spark.sql.files.maxPartitionBytes=20000 --conf spark.sql.files.openCostInBytes=1000 "
    "--conf spark.ui.enabled=false --conf spark.ui.showConsoleProgress=false pyspark-shell"
)


def _write_faulty(folder: Path) -> None:
    """Write an export with every fault: broken and blank lines, copies, a truncated file, resources gone astray."""
    write_export(Plan(encounters=400, seed=9, planted_share=0.3, lines_per_file=300), folder)
    export = folder / "export"
    for path in sorted(export.glob("Procedure.*")):
        (export / f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes()))
        path.unlink()
    orders = sorted(export.glob("ServiceRequest.*"))
    for path in orders:
        lines = path.read_bytes().splitlines()
        pq.write_table(pa.table({"resource": lines}), export / f"{path.name}.parquet")
        path.unlink()
    (reports,) = export.glob("DiagnosticReport.001.*")
    nested = [orjson.loads(line) for line in reports.read_bytes().splitlines()]
    pq.write_table(pa.Table.from_pylist(nested), export / "DiagnosticReport.001.parquet")
    reports.unlink()
    observations = export / "Observation.001.ndjson"
    packed = gzip.compress(observations.read_bytes())
    (export / "Observation.001.ndjson.gz").write_bytes(packed[: len(packed) * 2 // 3])
    observations.unlink()
    (export / "Specimen.ndjson.gz").write_bytes(b"no gzip file")
    (export / "broken.parquet").write_bytes(b"PAR1 and nothing more")
    write_lines(
        export / "sub folder" / "Condition.ndjson",
        [
            b'\xef\xbb\xbf{"resourceType": "Condition", "id": "cut',
            b"",
            b"\xff\xfe\x00",
            condition("problem", "E78.5", None),
            condition("lost", "I10", 9999),
            condition("broken", "M54.5", 9001, bodySite="left"),
            condition("broken", "M54.5", 9001, bodySite="left"),
            encounter(9001),
            encounter(9001, meta={"lastUpdated": "2026-07-01T00:00:00Z"}),
            encounter(9002, period=None),
            encounter(9003, status="cancelled"),
            encounter(9004, 8),
            encounter(9004, 9),
            condition("long", "I10.9", 9001, text={"div": "a" * 100_000}),
            condition("longest", "I10.9", 9001, text={"div": "a" * 17_000_000}),
        ],
    )
    (export / "manifest.json").write_text("{}")
    (export / "_notes.ndjson").write_text("{}")
    (export / ".hidden.ndjson").write_text("{}")
    for name in ("empty.ndjson", "empty.ndjson.gz", "empty.parquet"):
        (export / name).touch()
    rows = [b'{"resourceType": "\xff"}', orjson.dumps(condition("x", "M54.5", 9001)), None, b" " * 17_000_000]
    pq.write_table(pa.table({"resource": rows}), export / "rows.parquet")


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A faulty export, audited by both engines."""
    folder = tmp_path_factory.mktemp("audited")
    _write_faulty(folder)
    for name, arguments in (("local", ()), ("spark", SPARK)):
        code, said = run_audit(folder / name, folder / "export", *COMMON, *arguments)
        assert code == 3, said
    return folder


def _serialized(out: Path, table: str) -> bytes:
    """Return the rows of a table as bytes, in the order in which they stand."""
    rows: list[dict[str, Any]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    assert rows
    return b"\n".join(orjson.dumps(row) for row in rows)


@pytest.mark.parametrize("table", TABLES)
def test_both_engines_give_the_same_rows_in_the_same_order(audited: Path, table: str) -> None:
    assert _serialized(audited / "spark", table) == _serialized(audited / "local", table)


def test_both_reports_are_the_same(audited: Path) -> None:
    texts = [(audited / name / "report.html").read_text() for name in ("local", "spark")]
    # Each drawing has its own identifier; everything else has to be equal.
    figures = [[line for line in text.splitlines() if "data:image" not in line] for text in texts]
    assert figures[0] == figures[1]


def test_every_kind_of_fault_was_in_the_export(audited: Path) -> None:
    kinds = set(pq.read_table(audited / "local" / "unreadable.parquet").column("kind").to_pylist())
    assert kinds == {
        "copy",
        "element",
        "encounter-missing",
        "file",
        "line",
        "no-day",
        "no-encounter",
        "other-file",
        "shared-id",
        "void-encounter",
    }


def test_nothing_of_the_export_is_left(audited: Path) -> None:
    assert not (audited / "spark" / ".work").exists()


def test_a_run_that_is_killed_goes_on(audited: Path) -> None:
    process = start_audit(audited / "again", audited / "export", *COMMON, *SPARK)
    note = audited / "again" / ".work" / "sifted.json"
    while not note.exists():
        assert process.poll() is None, process.communicate()
    process.kill()
    process.communicate()
    code, said = run_audit(audited / "again", audited / "export", *COMMON, *SPARK)
    assert code == 3, said
    assert "going on with the run that was begun" in said
    for table in TABLES:
        assert _serialized(audited / "again", table) == _serialized(audited / "local", table)


def test_both_engines_go_by_the_rules_file_and_make_the_same_hashes(tmp_path: Path) -> None:
    write_export(Plan(encounters=150, seed=4, planted_share=0.9), tmp_path)
    rules, key = tmp_path / "rules.toml", tmp_path / "audit.key"
    rules.write_text(
        '[[adjust]]\ndepartments = ["Orthopedics"]\nshow = false\n'
        '[[adjust]]\nrules = ["UseAdditionalCode"]\nminimum_strength = "documented"\n'
    )
    for name, arguments in (("local", ()), ("spark", SPARK)):
        code, said = run_audit(
            tmp_path / name, tmp_path / "export", "--key-file", key, *COMMON[1:], *arguments,
            CODING_CARDS_RULES_FILE=rules, CODING_CARDS_RULES_OFF="InvalidCode",
        )  # fmt: skip
        assert code == 0, said
    for table in TABLES:
        assert _serialized(tmp_path / "spark", table) == _serialized(tmp_path / "local", table)
    outcomes = set(pq.read_table(tmp_path / "local" / "issues.parquet").column("outcome").to_pylist())
    assert outcomes == {"shown", "rule-off", "strength"}


def test_an_empty_export_is_told(tmp_path: Path) -> None:
    (tmp_path / "export").mkdir()
    code, said = run_audit(tmp_path / "out", tmp_path / "export", *COMMON, *SPARK)
    assert code == 4, said


def test_spark_submit_runs_it(audited: Path) -> None:
    submit = Path(sys.executable).with_name("spark-submit")
    program = Path(__file__).parents[2] / "cds_service" / "cli" / "spark_submit.py"
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}
    environment.pop("PYSPARK_SUBMIT_ARGS")
    done = subprocess.run(  # noqa: S603 - our own command
        [submit, "--master", "local[2]", program, audited / "export", "--out", audited / "submitted", *COMMON],
        env=environment,
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 3, done.stdout + done.stderr
    for table in TABLES:
        assert _serialized(audited / "submitted", table) == _serialized(audited / "local", table)
