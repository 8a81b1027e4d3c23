"""Parquet files of resources: what is read of them, and that only so much of them is held as was promised."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import duckdb
import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cds_service.audit.export.parquet_pages import BrokenPageError, longest_pages
from cds_service.audit.export.parquet_rows import read_rows
from tests.cds_service.audit.exports import condition, encounter, rows, run_audit, write_lines

if TYPE_CHECKING:
    from pathlib import Path

KIB = 1024
DOCUMENT = "JVBERi0xLjcK" * 100_000  # 1.2 MB, which any compression makes small


def _report(number: int, document: str = "") -> dict[str, Any]:
    return {"resourceType": "DiagnosticReport", "id": str(number), "presentedForm": [{"data": document}]}


def _write(path: Path, groups: list[list[str]], **how: Any) -> Path:
    schema = pa.schema([("resource", pa.string())])
    with pq.ParquetWriter(path, schema, **how) as writer:
        for rows in groups:
            writer.write_table(pa.table({"resource": rows}, schema=schema))
    return path


def _read(path: Path, longest: int) -> tuple[list[tuple[int, bytes]], list[tuple[int, str]]]:
    told: list[tuple[int, str]] = []
    return list(read_rows(path, lambda number, why: told.append((number, why)), longest)), told


def test_rows_in_pages_that_are_too_long_are_told_and_the_others_are_read(tmp_path: Path) -> None:
    short, long = [f"short {number}" for number in range(3)], [str(number) * 3000 for number in range(4)]
    path = _write(tmp_path / "x.parquet", [short, long, short])
    found, told = _read(path, 10 * KIB)
    assert found == [(number, row.encode()) for number, row in zip((1, 2, 3, 8, 9, 10), short * 2, strict=True)]
    reason = (
        "rows 4 to 7 of the Parquet file are in pages of 0 MiB, and those of up to 0 MiB are read;"
        " write the file again with fewer rows to a page"
    )
    assert told == [(0, reason)]


def test_long_rows_in_short_pages_are_read(tmp_path: Path) -> None:
    rows = [str(number) * 3000 for number in range(10)]
    path = _write(tmp_path / "x.parquet", [rows], write_batch_size=1, data_page_size=1, use_dictionary=False)
    assert _read(path, 10 * KIB) == ([(number, row.encode()) for number, row in enumerate(rows, 1)], [])


@pytest.mark.parametrize("compression", ["none", "snappy", "gzip", "zstd", "lz4", "brotli"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("encoding", ["dictionary", "plain"])
def test_the_sizes_of_pages_are_found(tmp_path: Path, compression: str, version: str, encoding: str) -> None:
    rows = [str(number) * 200 for number in range(1000, 1100)] * 3
    has_dictionary = encoding == "dictionary"
    how = {"compression": compression, "data_page_version": version, "use_dictionary": has_dictionary}
    path = _write(tmp_path / "x.parquet", [rows], write_batch_size=10, data_page_size=100, **how)
    chunk = pq.ParquetFile(path).metadata.row_group(0).column(0)
    with path.open("rb") as file:
        found = longest_pages(file, [chunk], 1)
    plain = 100 * (800 + 4) if has_dictionary else 10 * (800 + 4)  # each value has its length before it
    assert plain <= found <= plain + 20


def test_the_pages_of_other_writers_are_found_too(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    with duckdb.connect() as connection:
        rows = connection.sql("SELECT repeat(i::VARCHAR, 500) AS json FROM range(5000) t(i)")
        rows.write_parquet(str(path))
    total = sum(500 * len(str(number)) + 4 for number in range(5000))
    chunk = pq.ParquetFile(path).metadata.row_group(0).column(0)
    with path.open("rb") as file:
        assert total / 10 < longest_pages(file, [chunk], 1) <= total + 1000


def test_damaged_headers_of_pages_are_told(tmp_path: Path) -> None:
    path = _write(tmp_path / "x.parquet", [["x" * 3000] * 5], use_dictionary=False)
    sound = path.read_bytes()
    path.write_bytes(sound[:4] + b"\xff" * 40 + sound[44:])
    chunk = pq.ParquetFile(path).metadata.row_group(0).column(0)
    with path.open("rb") as file, pytest.raises(BrokenPageError):
        longest_pages(file, [chunk], 1)
    assert _read(path, 1) == ([], [(0, "the Parquet file cannot be read after row 0")])


def _documents(number: str, *attachments: dict[str, Any]) -> dict[str, Any]:
    return {"id": number, "text": {"div": "<div/>"}, "presentedForm": list(attachments)}


def test_reports_in_nested_columns_are_read_and_scans_and_narrative_are_not(tmp_path: Path) -> None:
    text = {"contentType": "text/plain", "data": "QQ=="}
    scan = {"contentType": "application/pdf", "data": "JVBERi0="}
    rows = [_documents("1", text), _documents("2", scan), _documents("3", scan, text), _documents("4")]
    path = tmp_path / "DiagnosticReport.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    found, told = _read(path, 4 * KIB)
    kept = [orjson.loads(line).get("presentedForm") for _, line in found]
    assert (kept, told) == ([[text], None, [text], None], [])
    assert all(b"div" not in line for _, line in found)


def test_notes_in_nested_columns_are_read_by_the_attachment_within_their_content(tmp_path: Path) -> None:
    text, scan = ({"contentType": kind, "data": "QQ=="} for kind in ("text/html", "image/tiff"))
    rows = [{"id": "1", "content": [{"attachment": scan}, {"attachment": text}]}, {"id": "2", "content": None}]
    path = tmp_path / "DocumentReference.parquet"
    pq.write_table(pa.Table.from_pylist(rows), path)
    found, _ = _read(path, 4 * KIB)
    assert [orjson.loads(line).get("content") for _, line in found] == [[{"attachment": text}], None]


def test_the_bytes_of_an_attachment_become_base64(tmp_path: Path) -> None:
    path = tmp_path / "DiagnosticReport.parquet"
    rows = [_documents("1", {"contentType": "text/plain", "data": "IMPRESSION: Ångström.".encode()})]
    pq.write_table(pa.Table.from_pylist(rows), path)
    ((_, line),), _ = _read(path, 4 * KIB)
    (form,) = orjson.loads(line)["presentedForm"]
    assert b64decode(form["data"]).decode() == "IMPRESSION: Ångström."


def test_rows_whose_documents_alone_are_too_long_are_read_without_them_and_that_is_told(tmp_path: Path) -> None:
    path = tmp_path / "DiagnosticReport.parquet"
    rows = [_documents(number, {"contentType": "text/plain", "data": number * 3000}) for number in "123"]
    pq.write_table(pa.Table.from_pylist(rows), path)
    expected = [(n, b'{"id":"%d","resourceType":"DiagnosticReport"}' % n) for n in (1, 2, 3)]
    reason = (
        "the reports and notes of rows 1 to 3 of the Parquet file are in pages of 0 MiB, and those of up to 0 MiB are"
        " read; write the file again with fewer rows to a page"
    )
    assert _read(path, 4 * KIB) == (expected, [(0, reason)])


def test_a_note_in_nested_columns_is_reviewed(tmp_path: Path) -> None:
    note = {
        "id": "n",
        "status": "current",
        "type": {"coding": [{"system": "http://loinc.org", "code": "11504-8"}]},
        "subject": {"reference": "Patient/p1"},
        "context": {"encounter": [{"reference": "Encounter/e1"}]},
        "content": [
            {"attachment": {"contentType": "application/pdf", "data": b"%PDF"}},
            {"attachment": {"contentType": "text/plain", "data": b"POSTOPERATIVE DIAGNOSIS: S. pneumoniae empyema."}},
        ],
    }
    export = tmp_path / "export"
    write_lines(export / "all.ndjson", [encounter(1), condition("pus", "J86.9", 1)])
    pq.write_table(pa.Table.from_pylist([note]), export / "DocumentReference.parquet")
    status, printed = run_audit(tmp_path / "out", export, "--plain-ids", "--as-of", "2026-11-01")
    assert status == 0, printed
    asked = [(row["rule"], row["choices"], row["evidence_source"]) for row in rows(tmp_path / "out", "issues")]
    assert ("MissingOrganism", ["B95.3"], "note") in asked


def _texts(path: Path) -> None:
    rows = [orjson.dumps(_report(number, DOCUMENT)).decode() for number in range(200)]
    _write(path, [rows], write_batch_size=4, compression="none")


def _same_text_again(path: Path) -> None:
    _write(path, [[orjson.dumps(_report(1, DOCUMENT)).decode()] * 200])


def _nested(path: Path) -> None:
    pq.write_table(pa.Table.from_pylist([_report(number, DOCUMENT) for number in range(200)]), path)


def _pages_too_long(path: Path) -> None:
    _write(path, [[orjson.dumps(_report(number, DOCUMENT)).decode() for number in range(200)]])


@pytest.mark.parametrize("write", [_texts, _same_text_again, _nested, _pages_too_long])
def test_240_mb_of_documents_are_not_held(tmp_path: Path, write: Any) -> None:
    write(tmp_path / "x.parquet")
    program = (  # a child's ru_maxrss begins with its parent's, VmHWM with its own
        "import re, sys, pyarrow.parquet\n"
        "from pathlib import Path\n"
        "from cds_service.audit.export.parquet_rows import read_rows\n"
        "def highest(): return int(re.search(r'VmHWM:\\s+(\\d+) kB', Path('/proc/self/status').read_text())[1])\n"
        "before = highest()\n"
        "for _ in read_rows(Path(sys.argv[1]), lambda *why: None): pass\n"
        "print(highest() - before)\n"
    )
    ended = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, tmp_path / "x.parquet"], check=True, capture_output=True, timeout=60
    )
    assert int(ended.stdout) < 120 * KIB  # kB
