"""The three forms of code lists, and lists that are of none."""

from __future__ import annotations

import pytest

from icd10cm.errors import BrokenReleaseError
from icd10cm.tabular.code_lists import read_code_list

ORDER = f"""\
00001 A00     0 {"Cholera":<60} Cholera
00002 A000    1 {"Cholera due to one":<60} Cholera due to one
00003 S06A0XA 1 {"Injury":<60} Injury
"""


def test_order_file_may_have_more_than_a_hundred_thousand_lines() -> None:
    lines = ["99999 A00     0 Cholera", "100000 A000    1 Cholera due to Vibrio"]
    assert read_code_list("\n".join(lines)).valid == {"A00.0"}
    with pytest.raises(BrokenReleaseError, match="not of its form"):
        read_code_list("\n".join([lines[0], "100000 A000   1 Cholera due to Vibrio"]))


def test_order_file_tells_headers_from_valid_codes() -> None:
    read = read_code_list(ORDER)
    assert (read.form, read.held, read.valid) == (
        "order file",
        {"A00", "A00.0", "S06.A0XA"},
        {"A00.0", "S06.A0XA"},
    )


def test_codes_file_holds_valid_codes_alone() -> None:
    read = read_code_list("A000    Cholera due to one\nS06A0XA Injury\n")
    assert (read.form, read.held) == ("codes file", {"A00.0", "S06.A0XA"})
    assert read.valid == read.held


def test_plain_list_passes_over_sections_and_chapters() -> None:
    read = read_code_list("\ufeff1\nA00-A09\nA00\nA000\nA00.9\n\nB10\nB10\n22\nQA0\n")
    assert (read.form, read.held, read.valid) == ("plain list", {"A00", "A00.0", "A00.9", "B10", "QA0"}, None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "neither"),
        ("%PDF-1.7 nothing of the kind", "neither"),
        ("code,title\nA000,Cholera", "neither"),
        (ORDER[:-80], "line 3"),
        (ORDER.replace("A000    1", "A000    2"), "line 2"),
        (ORDER.replace("00003", "00001"), "goes back"),
        (ORDER.replace("S06A0XA", "A000   "), "A00.0 stands twice"),
        (ORDER + "the end\n", "line 4"),
        ("A000    Cholera\nA00", "line 2"),
        ("A000    Cholera\nA000    Cholera\n", "twice"),
        ("A00\nA000\nA0000000\n", "line 3"),
    ],
)
def test_what_is_none_of_them_is_refused_with_its_place(text: str, fault: str) -> None:
    with pytest.raises(BrokenReleaseError, match=fault):
        read_code_list(text)
