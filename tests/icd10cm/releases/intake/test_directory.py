"""The releases directory: all of a release or nothing of it, whatever happens on the way."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from icd10cm.errors import BrokenReleaseError, UnknownReleaseError
from icd10cm.index.xml_reader import read_index
from icd10cm.releases.intake import directory as releases_directory
from icd10cm.releases.intake.candidate import Candidate
from icd10cm.releases.intake.choosing import Chosen
from icd10cm.releases.intake.directory import keep, kept, load_kept, marks, remove
from icd10cm.releases.intake.entries import Entry
from icd10cm.releases.intake.manifest import checksum
from tests import index_files
from tests.icd10cm.small_list import PLAIN_LIST, small_list, small_release

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ID = "2025-04-01"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "releases"
    made.mkdir()
    return made


@pytest.fixture
def candidate(tmp_path: Path) -> Candidate:
    given = tmp_path / "given"
    given.mkdir()
    xml, codes = given / "tabular.xml", given / "codes.txt"
    xml.write_bytes(small_list())
    codes.write_text(PLAIN_LIST)
    chosen = Chosen(Entry(xml), Entry(codes))
    return Candidate(chosen, small_release(), {file: checksum(file) for file in (xml, codes)}, ("a remark",))


def names_in(home: Path) -> list[str]:
    return sorted(place.name for place in home.iterdir())


def test_what_is_kept_can_be_loaded(home: Path, candidate: Candidate) -> None:
    manifest = keep(candidate, home)
    assert kept(home) == (manifest,)
    assert (manifest.id, manifest.remarks) == (ID, ("a remark",))
    release = load_kept(home, ID)
    assert release.valid.keys() == {"A00.0", "A00.9"}
    assert (release.effective_from, release.effective_to) == (manifest.effective_from, manifest.effective_to)


def test_the_alphabetic_index_is_kept_and_loaded_with_its_release(
    home: Path, candidate: Candidate, tmp_path: Path
) -> None:
    index = tmp_path / "given" / "index.xml"
    index.write_bytes(index_files.DISEASES)
    chosen = replace(candidate.chosen, index=(Entry(index),))
    keep(replace(candidate, chosen=chosen, originals={**candidate.originals, index: checksum(index)}), home)
    loaded = load_kept(home, ID, tmp_path / "cache")
    again = load_kept(home, ID, tmp_path / "cache")
    for release in (loaded, again):
        assert release.index is not None
        assert [table.entries for table in release.index.tables] == [read_index(index_files.DISEASES).entries]


def test_a_manifest_of_an_earlier_version_names_no_index(home: Path, candidate: Candidate) -> None:
    keep(candidate, home)
    file = home / ID / "release.json"
    content = json.loads(file.read_text())
    del content["index"]
    file.write_text(json.dumps(content))
    assert load_kept(home, ID).index is None


def test_originals_are_kept_with_their_checksums_and_can_be_read_by_others(home: Path, candidate: Candidate) -> None:
    manifest = keep(candidate, home)
    for original in manifest.originals:
        file = home / ID / original.file
        assert (checksum(file), file.stat().st_size) == (original.sha256, original.bytes)
        assert file.stat().st_mode & 0o777 == 0o644
    assert {original.file for original in manifest.originals} == {"tabular.xml", "codes.txt"}
    assert (home / ID).stat().st_mode & 0o777 == 0o755


def test_same_release_is_not_kept_twice(home: Path, candidate: Candidate) -> None:
    before = keep(candidate, home)
    with pytest.raises(BrokenReleaseError, match="already"):
        keep(candidate, home)
    assert kept(home) == (before,)
    assert names_in(home) == [ID]


@pytest.mark.parametrize("step", ["checksum", "write_manifest", "_make_lasting"])
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_failure_on_the_way_leaves_nothing(
    home: Path, candidate: Candidate, monkeypatch: pytest.MonkeyPatch, step: str, failure: BaseException
) -> None:
    def fail(*_arguments: object) -> None:
        raise failure

    monkeypatch.setattr(releases_directory, step, fail)
    with pytest.raises((BrokenReleaseError, KeyboardInterrupt)):
        keep(candidate, home)
    assert names_in(home) == []


def test_file_that_changes_while_it_is_read_is_refused(home: Path, candidate: Candidate) -> None:
    file = next(iter(candidate.originals))
    file.write_bytes(small_list(version="2026"))
    with pytest.raises(BrokenReleaseError, match="changed while it was read"):
        keep(candidate, home)
    assert names_in(home) == []


def test_nothing_is_seen_of_work_under_way_or_of_what_a_crash_left(home: Path, candidate: Candidate) -> None:
    keep(candidate, home)
    for leftover in (".adding-x", ".removing-2025-04-01-1"):
        (home / leftover).mkdir()
        (home / leftover / "release.json").write_text("{")
    (home / "lost+found").mkdir()
    (home / "notes.txt").write_text("ours")
    assert [manifest.id for manifest in kept(home)] == [ID]
    assert [mark.release for mark in marks(home)] == [ID]


def test_leftovers_go_with_the_next_release_once_they_are_old(home: Path, candidate: Candidate) -> None:
    for name, age in ((".adding-old", 7200), (".adding-young", 60)):
        (home / name).mkdir()
        os.utime(home / name, (time.time() - age,) * 2)
    keep(candidate, home)
    assert names_in(home) == [".adding-young", ID]


def test_removed_release_is_gone_and_can_come_back(home: Path, candidate: Candidate) -> None:
    keep(candidate, home)
    before = marks(home)
    remove(ID, home)
    assert names_in(home) == []
    keep(candidate, home)
    assert marks(home) != before
    with pytest.raises(UnknownReleaseError):
        remove("2024-10-01", home)


@pytest.mark.parametrize("name", ["..", "../given", ".adding-x", ""])
def test_only_releases_are_removed(home: Path, candidate: Candidate, name: str) -> None:
    keep(candidate, home)
    with pytest.raises(UnknownReleaseError):
        remove(name, home)
    assert names_in(home) == [ID]


def _rename(place: Path) -> None:
    place.rename(place.with_name("2025-05-01"))


def _change(place: Path) -> None:
    (place / "tabular.xml").write_bytes(small_list(version="2026"))


def _lose(place: Path) -> None:
    (place / "codes.txt").unlink()


def _cut(place: Path) -> None:
    (place / "release.json").write_text('{"format": 1, "effec')


def _edited(**changes: object) -> Callable[[Path], None]:
    def edit(place: Path) -> None:
        file = place / "release.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | changes))

    return edit


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (_rename, "holds the manifest of release 2025-04-01"),
        (_change, "was changed: its SHA-256"),
        (_lose, "cannot be read"),
        (_cut, "is not the manifest of a release"),
        (_edited(format=2), "is of format 2"),
        (_edited(originals=[]), "none of its originals"),
        (_edited(originals=7), "is not the manifest"),
        (_edited(tabular={"file": "../../given/tabular.xml"}), "none of its originals"),
        (_edited(effective_from="April"), "is not the manifest"),
    ],
)
def test_spoilt_release_is_not_loaded(
    home: Path, candidate: Candidate, spoil: Callable[[Path], None], fault: str
) -> None:
    keep(candidate, home)
    spoil(home / ID)
    with pytest.raises(BrokenReleaseError, match=fault):
        load_kept(home, next(iter(marks(home))).release)


def test_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenReleaseError, match="cannot be read: No such file"):
        kept(tmp_path / "gone")
    with pytest.raises(BrokenReleaseError, match="cannot be read: No such file"):
        marks(tmp_path / "gone")
