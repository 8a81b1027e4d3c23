"""What is worked out from a release belongs to it: kept with it, dropped with it."""

from __future__ import annotations

import tomllib
import weakref
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from icd10cm import review
from icd10cm.releases import derived
from icd10cm.releases.derived import kept_with_release
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of
from tests.icd10cm.small_list import small_release

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

_CASES = Path(__file__).parent.parent / "rules" / "cases"


def own_copy(first: date) -> Release:
    """Return a release with the tabular list of the embedded one and nothing worked out yet."""
    return replace(load_embedded(), id=first.isoformat(), derived={}, _known={}, _places={}, _sevenths={})


def test_releases_that_were_used_and_dropped_are_gone() -> None:
    cases = [
        case
        for file in sorted(_CASES.glob("*.toml"))
        for case in tomllib.loads(file.read_text(encoding="utf-8")).get("fires", [])[:4]
    ]
    releases = [own_copy(date(2026, month, 1)) for month in (4, 5, 6, 7)]
    for release in releases:
        for case in cases:
            review(encounter_of(case), release)
        assert release.derived
    alive = [weakref.ref(release) for release in releases]
    # No garbage collection: the service freezes what it has loaded, so a cycle would stay as well.
    del release, releases
    assert [each() for each in alive] == [None] * 4


def test_a_value_is_worked_out_once_for_each_key_and_release() -> None:
    asked: list[tuple[str, str]] = []

    @kept_with_release
    def title(code: str, release: Release) -> str:
        asked.append((code, release.id))
        return release.title(code)

    one, other = own_copy(date(2026, 4, 1)), own_copy(date(2026, 5, 1))
    for _ in range(2):
        assert title("M86.50", one) == title("M86.50", other) == load_embedded().title("M86.50")
        assert title("A00.0", one) != title("M86.50", one)
    assert asked == [("M86.50", "2026-04-01"), ("M86.50", "2026-05-01"), ("A00.0", "2026-04-01")]


def test_a_value_of_none_is_kept_too() -> None:
    asked: list[str] = []

    @kept_with_release
    def nothing(code: str, _: Release) -> None:
        asked.append(code)

    release = own_copy(date(2026, 4, 1))
    nothing("A", release)
    nothing("A", release)
    assert asked == ["A"]


def test_the_number_of_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(derived, "MOST", 3)

    @kept_with_release
    def same(code: str, _: Release) -> str:
        return code

    release = own_copy(date(2026, 4, 1))
    for code in "ABCDEFG":
        assert same(code, release) == code
        assert sum(map(len, release.derived.values())) <= 3


def test_a_failure_is_not_kept() -> None:
    calls: list[int] = []

    @kept_with_release
    def fails(_: str, __: Release) -> str:
        calls.append(1)
        raise KeyError("A")

    release = small_release()
    for _ in range(2):
        with pytest.raises(KeyError):
            fails("A", release)
    assert len(calls) == 2
