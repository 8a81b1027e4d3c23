"""The compiled form of a release: what reading gave comes back, and nothing that was not put there by this user."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import date
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path  # noqa: TC003 - pytest reads the annotation of a fixture
from typing import TYPE_CHECKING

import msgspec
import pytest

from icd10cm.releases import compiled_cache as compiled
from icd10cm.releases.compiled_cache import Contents, compiled_name, keep_compiled, load_compiled
from icd10cm.releases.loading import load_embedded, make_release
from tests.icd10cm.small_list import PLAIN_LIST, small_list, small_release

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

XML = small_list()
FIRST, LAST = date(2025, 4, 1), date(2025, 9, 30)


def contents(release: Release) -> Contents:
    return Contents(release.tabular, release.valid, release.listed, release.notes)


def is_made(directory: Path) -> bool:
    return make(directory).is_valid("A00.0")


def kept_in(directory: Path) -> list[Path]:
    return sorted(directory.glob("*"))


def make(directory: Path) -> Release:
    return make_release(XML, PLAIN_LIST, FIRST, LAST, directory)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "coding-cards"


def test_whole_release_comes_back_as_it_was(directory: Path) -> None:
    release = load_embedded()
    keep_compiled(directory, "name", contents(release))
    back = load_compiled(directory, "name")
    assert back is not None
    assert back.tabular == release.tabular
    assert (back.valid, back.listed) == (release.valid, release.listed)
    assert back.notes.lines == release.notes.lines
    for code in ("M86.50", "E11.9", "T39.015A", "S72.001A"):
        index = release.position(code)
        assert index is not None
        for element in ("excludes1", "excludes2", "useAdditionalCode", "codeFirst"):
            assert back.notes.inherited(index, element) == release.notes.inherited(index, element)
            assert back.notes.targets(index, element) == release.notes.targets(index, element)


def test_second_start_takes_what_the_first_kept(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make(directory)
    monkeypatch.setattr("icd10cm.releases.loading.read_tabular", lambda _: pytest.fail("the files were read again"))
    second = make(directory)
    assert (second.tabular, second.valid) == (first.tabular, first.valid)
    assert [kept.stat().st_mode & 0o077 for kept in kept_in(directory)] == [0]
    assert directory.stat().st_mode & 0o077 == 0


def test_name_changes_with_the_files_and_with_what_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {compiled_name(XML, PLAIN_LIST), compiled_name(XML + b" ", PLAIN_LIST), compiled_name(XML, None)}
    monkeypatch.setattr(compiled, "_readers", lambda: b"another version")
    names.add(compiled_name(XML, PLAIN_LIST))
    assert len(names) == 4


@pytest.mark.parametrize("damage", ["cut", "changed", "empty"])
def test_damaged_one_is_read_anew_and_replaced(directory: Path, damage: str) -> None:
    make(directory)
    (kept,) = kept_in(directory)
    whole = kept.read_bytes()
    kept.write_bytes({"cut": whole[:-9], "changed": whole[:-9] + b"?" + whole[-8:], "empty": b""}[damage])
    assert load_compiled(directory, kept.stem) is None
    assert is_made(directory)
    assert kept.read_bytes() == whole


def test_directory_that_others_can_write_to_is_not_used(directory: Path) -> None:
    make(directory)
    (kept,) = kept_in(directory)
    directory.chmod(0o777)
    assert load_compiled(directory, kept.stem) is None
    with pytest.raises(PermissionError):
        keep_compiled(directory, "other", contents(small_release()))
    assert is_made(directory)
    assert kept_in(directory) == [kept]


def test_link_to_a_directory_is_not_followed(directory: Path, tmp_path: Path) -> None:
    make(directory)
    link = tmp_path / "link"
    link.symlink_to(directory)
    assert load_compiled(link, kept_in(directory)[0].stem) is None


def test_directory_that_cannot_be_made_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert make(tmp_path / "file" / "cache").is_valid("A00.0")


def test_what_is_not_a_release_is_not_let_in(directory: Path) -> None:
    make(directory)
    (kept,) = kept_in(directory)
    content = msgspec.msgpack.encode(["2026", [{"path": "x"}]])
    kept.write_bytes(sha256(content).digest() + content)
    assert load_compiled(directory, kept.stem) is None
    assert is_made(directory)


def test_the_latest_few_are_kept(directory: Path) -> None:
    for number in range(20):
        keep_compiled(directory, f"{number}", contents(small_release()))
    assert len(kept_in(directory)) == 16
    assert load_compiled(directory, "19") is not None


def test_processes_that_start_together_leave_one_whole_form(directory: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as processes:
        assert all(processes.map(is_made, [directory] * 8))
    (kept,) = kept_in(directory)
    assert load_compiled(directory, kept.stem) is not None
