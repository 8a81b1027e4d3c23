"""The files of an export and the names that they go by."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from cds_service.audit.errors import UsageError
from cds_service.audit.export.input_files import find_files

if TYPE_CHECKING:
    from pathlib import Path


def _touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"{}\n")
    return path


def test_files_of_folders_are_named_by_their_place_below_them(tmp_path: Path) -> None:
    for name in (
        "b/Condition.ndjson",
        "a/Condition.NDJSON.GZ",
        "Encounter.parquet",
        "manifest.json",
        "_b.ndjson",
        ".work/a.parquet",
    ):
        _touch(tmp_path / "export" / name)
    found = find_files([tmp_path / "export"])
    assert [(file.label, file.form) for file in found] == [
        ("Encounter.parquet", "parquet"),
        ("_b.ndjson", "other"),
        ("a/Condition.NDJSON.GZ", "gzip"),
        ("b/Condition.ndjson", "ndjson"),
        ("manifest.json", "other"),
    ]


def test_a_file_that_is_named_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    packed = tmp_path / "data"
    packed.write_bytes(gzip.compress(b"{}\n"))
    assert [file.form for file in find_files([packed, _touch(tmp_path / "x.json")])] == ["gzip", "ndjson"]


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    path = _touch(tmp_path / "x.ndjson")
    assert len(find_files([path, path, tmp_path])) == 1


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    paths = [_touch(tmp_path / folder / "x.ndjson") for folder in "ab"]
    with pytest.raises(UsageError, match=r"two files go by the name x\.ndjson"):
        find_files(paths)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no"):
        find_files([tmp_path / "nowhere"])
