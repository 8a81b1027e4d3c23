"""The set of releases while the directory changes under it."""

from __future__ import annotations

import gc
import shutil
import weakref
from typing import TYPE_CHECKING

import pytest

from cds_service.loaded_releases import LiveReleases, load_releases
from cds_service.web.readiness import Readiness
from icd10cm.errors import BrokenReleaseError
from icd10cm.releases.intake.candidate import Candidate
from icd10cm.releases.intake.choosing import Chosen
from icd10cm.releases.intake.directory import keep, remove
from icd10cm.releases.intake.entries import Entry
from icd10cm.releases.intake.manifest import checksum
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.small_list import small_list, small_release

if TYPE_CHECKING:
    from pathlib import Path

EMBEDDED, ADDED = "2026-04-01", "2025-04-01"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "releases"
    made.mkdir()
    return made


def add(home: Path, xml: bytes = small_list()) -> None:
    file = home.parent / "tabular.xml"
    file.write_bytes(xml)
    keep(Candidate(Chosen(Entry(file), None), small_release(xml, None), {file: checksum(file)}, ()), home)


def ids(releases: LiveReleases) -> list[str]:
    return [release.id for release in releases.all]


def test_without_a_directory_there_is_the_embedded_release() -> None:
    assert load_releases(None).all == (load_embedded(),)


def test_added_release_is_there_after_the_next_check(home: Path) -> None:
    releases = LiveReleases(home)
    before = releases.all
    add(home)
    assert releases.all is before
    releases.check()
    assert ids(releases) == [ADDED, EMBEDDED]
    assert before == (load_embedded(),)


def test_release_is_there_from_the_start(home: Path) -> None:
    add(home)
    assert [release.id for release in load_releases(home).all] == [ADDED, EMBEDDED]


def test_check_without_a_change_reads_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(home)
    releases = LiveReleases(home)
    before = releases.all
    monkeypatch.setattr("cds_service.loaded_releases.load_kept", None)
    releases.check()
    assert releases.all is before


def test_releases_that_stay_are_not_read_again(home: Path) -> None:
    releases = LiveReleases(home)
    add(home)
    releases.check()
    added = releases.all[0]
    shutil.copytree(home / ADDED, home / ".copy")
    remove(ADDED, home)
    releases.check()
    assert ids(releases) == [EMBEDDED]
    (home / ".copy").rename(home / ADDED)
    releases.check()
    assert releases.all[0] is not added
    again = releases.all[0]
    releases.check()
    assert releases.all[0] is again


def test_what_cannot_be_read_leaves_the_set_and_is_told_until_it_can(home: Path) -> None:
    add(home)
    releases = LiveReleases(home)
    before = releases.all
    shutil.copytree(home / ADDED, home / "2025-05-01")
    releases.check()
    assert releases.all is before
    assert "holds the manifest of release 2025-04-01" in releases.fault
    assert Readiness(releases).report(load_embedded().effective_from)[1]["releases"] == "not read"
    shutil.rmtree(home / "2025-05-01")
    releases.check()
    assert Readiness(releases).report(load_embedded().effective_from)[1]["releases"] == "ok"
    assert (releases.fault, releases.all) == ("", before)


def test_directory_that_vanishes_leaves_the_set(home: Path) -> None:
    add(home)
    releases = LiveReleases(home)
    home.rename(home.with_name("elsewhere"))
    releases.check()
    assert ids(releases) == [ADDED, EMBEDDED]
    assert "cannot be read" in releases.fault


def test_service_does_not_start_on_a_broken_release(home: Path) -> None:
    add(home)
    (home / ADDED / "tabular.xml").unlink()
    with pytest.raises(BrokenReleaseError, match=r"tabular.xml cannot be read"):
        load_releases(home)


def test_watching_begins_with_a_check(home: Path) -> None:
    releases = LiveReleases(home)
    add(home)
    releases.watch(3600)
    assert ids(releases) == [ADDED, EMBEDDED]


def test_release_of_the_directory_goes_before_the_embedded_one_of_the_same_day(home: Path) -> None:
    xml = small_list(version="2026")
    file = home.parent / "tabular.xml"
    file.write_bytes(xml)
    same_day = small_release(xml, None, load_embedded().effective_from)
    keep(Candidate(Chosen(Entry(file), None), same_day, {file: checksum(file)}, ()), home)
    (release,) = LiveReleases(home).all
    assert len(release.valid) == 2


def test_reading_keeps_nothing_that_nobody_needs(home: Path) -> None:
    class Ring:
        """An object that only the collector can take away."""

        def __init__(self) -> None:
            self.me = self

    releases = LiveReleases(home)
    add(home)
    gc.disable()
    try:
        ring = weakref.ref(Ring())
        releases.check()
    finally:
        gc.enable()
        gc.unfreeze()
    assert ring() is None
