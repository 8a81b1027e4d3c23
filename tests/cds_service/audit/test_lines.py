"""The lines of an export: every line once, whatever the chunks, and every fault told."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cds_service.audit.export import line_reader as module
from cds_service.audit.export.input_files import Chunk, InputFile, cut, find_files
from cds_service.audit.export.line_reader import BOM, read_lines

if TYPE_CHECKING:
    from pathlib import Path


def _read(path: Path, chunk_bytes: int = 1 << 20) -> tuple[list[bytes], list[tuple[int, str]]]:
    """Return the lines of a file by chunk after chunk, and what was reported."""
    (file,) = find_files([path])
    told: list[tuple[int, str]] = []
    found: list[bytes] = []
    for chunk in cut([file], chunk_bytes):
        numbered = list(read_lines(file, chunk, lambda number, reason: told.append((number, reason))))
        assert [number for number, _ in numbered] == list(range(1, len(numbered) + 1))
        found += [line for _, line in numbered]
    return found, told


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(
    lines=st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=12),
    size=st.integers(1, 40),
    ended=st.booleans(),
)
def test_every_line_is_read_once_whatever_the_chunks(
    tmp_path: Path, lines: list[bytes], size: int, *, ended: bool
) -> None:
    path = tmp_path / "x.ndjson"
    path.write_bytes(b"\n".join(lines) + b"\n" * ended)
    whole = path.read_bytes()
    expected = whole.removesuffix(b"\n").split(b"\n") if whole else []
    expected = [line.removeprefix(BOM).strip() if not number else line.strip() for number, line in enumerate(expected)]
    found, told = _read(path, size)
    assert found == expected
    assert told == []


def test_a_byte_order_mark_is_no_part_of_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson"
    path.write_bytes(b'\xef\xbb\xbf{"a":1}\r\n{"b":2}\r\n')
    assert _read(path) == ([b'{"a":1}', b'{"b":2}'], [])


@pytest.mark.parametrize("size", [7, 20, 1000])
def test_a_line_that_is_too_long_is_told_and_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(module, "LONGEST_LINE", 10)
    path = tmp_path / "x.ndjson"
    path.write_bytes(b"short\n" + b"x" * 55 + b"\nafter\n" + b"y" * 10)
    found, told = _read(path, size)
    assert found == [b"short", b"", b"after", b""]
    assert [reason for _, reason in told] == [module.TOO_LONG] * 2


def _packed(tmp_path: Path) -> tuple[Path, bytes]:
    path = tmp_path / "x.ndjson.gz"
    packed = gzip.compress(b"".join(b'{"line": %d, "noise": "%d"}\n' % (n, hash((n, n * 7919))) for n in range(5000)))
    return path, packed


def test_a_truncated_gzip_file_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path, packed = _packed(tmp_path)
    path.write_bytes(packed[: len(packed) // 2])
    found, told = _read(path)
    assert 1000 < len(found) < 4000
    assert told == [(0, f"the compressed file breaks off after line {len(found)}; what follows is lost")]


def test_a_damaged_gzip_file_is_told(tmp_path: Path) -> None:
    path, packed = _packed(tmp_path)
    path.write_bytes(packed[:2000] + bytes(200) + packed[2200:])
    found, told = _read(path)
    assert len(told) == 1
    assert "is damaged after line" in told[0][1] or "breaks off after line" in told[0][1]
    assert len(found) < 5000


def test_a_file_that_is_no_gzip_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson.gz"
    path.write_bytes(b'{"resourceType": "Condition"}\n')
    assert _read(path) == ([], [(0, "the compressed file is damaged after line 0; what follows is lost")])


def test_parquet_with_nested_columns_gives_resources_without_empty_elements(tmp_path: Path) -> None:
    path = tmp_path / "Condition.1.parquet"
    pq.write_table(
        pa.Table.from_pylist(
            [{"id": "c1", "code": {"text": "x", "coding": [{"code": "I10"}]}}, {"id": "c2", "code": None}]
        ),
        path,
    )
    found, told = _read(path)
    assert found == [
        b'{"id":"c1","code":{"text":"x","coding":[{"code":"I10"}]},"resourceType":"Condition"}',
        b'{"id":"c2","resourceType":"Condition"}',
    ]
    assert told == []


def test_parquet_with_a_text_column_gives_its_text(tmp_path: Path) -> None:
    path = tmp_path / "all.parquet"
    pq.write_table(pa.table({"resource": ['{"a":1}', None], "other": [1, 2]}), path)
    assert _read(path) == ([b'{"a":1}', b""], [])


def test_a_broken_parquet_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1 and nothing more")
    assert _read(path) == ([], [(0, "the Parquet file cannot be read after row 0")])


def test_chunks_of_plain_files_are_cut_and_those_of_others_are_not() -> None:
    def file(form: str) -> InputFile:
        return InputFile(None, form, form, 100, 0)  # type: ignore[arg-type]

    assert list(cut([file("ndjson"), file("gzip")], 60)) == [
        Chunk(0, 0, 0, 60),
        Chunk(1, 0, 60, 100),
        Chunk(2, 1, 0, 100),
    ]
