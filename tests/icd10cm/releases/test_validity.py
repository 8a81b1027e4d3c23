"""Every code on ten dates: counts and digests of the Medicare Code Editor's list (`tools/life_spans.py`)."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from icd10cm.releases.life_spans import load_life_spans
from icd10cm.releases.loading import load_embedded
from icd10cm.releases.validity import CodeStatus, status_on, unlisted_children
from tests import april_2025

if TYPE_CHECKING:
    from collections.abc import Callable

    from icd10cm.releases.release import Release

_DIGESTS = [
    (date.fromisoformat(day), int(count), digest)
    for line in (Path(__file__).parent / "valid_codes.csv").read_text(encoding="ascii").splitlines()
    if not line.startswith("#")
    for day, count, digest in (line.split(","),)
]


# Another list leads to the same codes; three dates show it: before it is effective, in its time and long after.
@pytest.mark.parametrize(
    ("release", "day", "count", "digest"),
    [
        *(pytest.param(load_embedded, *each, id=f"April 2026-{each[0]}") for each in _DIGESTS),
        *(
            pytest.param(april_2025.release, *each, id=f"April 2025-{each[0]}")
            for each in (_DIGESTS[0], _DIGESTS[len(_DIGESTS) // 2], _DIGESTS[-1])
        ),
    ],
)
def test_the_valid_codes_of_ten_dates_whichever_list_is_loaded(
    release: Callable[[], Release], day: date, count: int, digest: str
) -> None:
    listed = release()
    known = {*listed.valid, *listed.tabular.by_code, *load_life_spans().codes}
    valid = {code for code in known if status_on(code, day, listed) is CodeStatus.VALID}
    assert len(valid) == count
    assert sha256("\n".join(sorted(valid)).encode()).hexdigest() == digest


@pytest.mark.parametrize(
    ("code", "day", "status", "why"),
    [
        ("G20", date(2023, 9, 30), "valid", "the last day before Parkinson's disease was split"),
        ("G20", date(2023, 10, 1), "incomplete", "the first day of G20.A1 and its siblings"),
        ("G20.A1", date(2023, 9, 30), "absent", "not effective yet"),
        ("G20.A1", date(2023, 10, 1), "valid", "its first day"),
        ("M86.8X1", date(2026, 9, 30), "valid", "the last day of the list itself"),
        ("M86.8X1", date(2026, 10, 1), "incomplete", "split into right, left and unspecified"),
        ("M86.8X11", date(2026, 9, 30), "absent", "the list of April 2026 is effective and does not hold it"),
        ("M86.8X11", date(2026, 10, 1), "valid", "added by a list that is not loaded"),
        ("M86.8X1", date(2027, 3, 31), "incomplete", "the last day that the life spans cover"),
        ("M86.8X1", date(2027, 4, 1), "unknown", "the day after: codes may change on April 1"),
        ("E87.2", date(2022, 10, 1), "incomplete", "split on the first day that the life spans cover"),
        ("E87.2", date(2022, 9, 30), "unknown", "the day before: nothing is known"),
        ("I10", date(2022, 10, 1), "valid", "never changed"),
        ("I10", date(2022, 9, 30), "unknown", "never changed since, but who knows before"),
        ("QA0", date(2025, 9, 30), "absent", "a category whose codes are all newer"),
        ("S30.1XXA", date(2025, 9, 30), "valid", "deleted the day after; the list holds nothing of it"),
        ("S30.1", date(2025, 9, 30), "incomplete", "then it needed a 7th character"),
        ("S30.1XXA", date(2025, 10, 1), "absent", "deleted"),
        ("M54.5", date(2022, 10, 1), "incomplete", "split a year before"),
        ("XYZ.12", date(2024, 1, 1), "absent", "never a code"),
        ("T84.53", date(2024, 1, 1), "incomplete", "a 7th character is missing"),
        ("T84.53XB", date(2024, 1, 1), "absent", "a 7th character that it never had"),
    ],
)
def test_the_status_of_a_code_on_the_days_around_a_change(code: str, day: date, status: str, why: str) -> None:
    assert status_on(code, day, load_embedded()) is CodeStatus(status), why


def test_successors_are_codes_that_began_when_the_code_ended() -> None:
    spans = load_life_spans()
    assert spans.replaced_by("M86.8X1") == ("M86.8X11", "M86.8X12", "M86.8X19")
    assert spans.replaced_by("S30.1XXA") == ("S30.11XA", "S30.12XA", "S30.13XA")
    assert spans.replaced_by("S23.420A") == ()
    assert spans.replaced_by("A41.59") == (), "A41.54 was split off; A41.59 goes on"
    assert spans.replaced_by("I10") == ()


@pytest.mark.parametrize(
    ("category", "day", "expected", "why"),
    [
        ("C78.3", date(2026, 10, 1), ("C78.31", "C78.32"), "two codes of a later list"),
        ("C78.3", date(2026, 9, 30), (), "the day before, when the list is effective"),
        ("O31", date(2026, 10, 1), ("O31.4",), "many codes: the family by its number"),
        ("M86.8X", date(2026, 10, 1), (), "the new codes are below codes of the list"),
        ("T59.8", date(2026, 10, 1), ("T59.82",), "codes with a 7th character"),
        ("O31", date(2027, 4, 1), (), "nothing is known of that day"),
    ],
)
def test_what_another_list_has_right_below_a_category(
    category: str, day: date, expected: tuple[str, ...], why: str
) -> None:
    assert unlisted_children(category, day, load_embedded()) == expected, why
