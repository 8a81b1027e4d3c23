"""The differences between April 2025 and April 2026, and between lists made up to differ in one thing."""

from __future__ import annotations

import json
from functools import cache

import pytest

from icd10cm.releases.difference import Differences, compare, render, to_json
from icd10cm.releases.difference.differences import ChangedNote, Deleted, Retitled, Titled
from icd10cm.releases.difference.tables import codes_named
from icd10cm.releases.loading import load_embedded
from tests import april_2025
from tests.icd10cm.small_list import CHOLERA, small_list, small_release

NOTE = "<excludes1><note>typhoid (A01.-)</note><note>dysentery (A03.-)</note></excludes1>"

DYSENTERY = "dysentery (A03.-)"
TERM = "<inclusionTerm><note>classical</note></inclusionTerm>"


@cache
def year() -> Differences:
    tables = {"mine.toml": frozenset(("B88.0", "M86.9")), "other.toml": frozenset(("M86.9",))}
    return compare(april_2025.release(), load_embedded(), tables)


def touched(rule: str) -> dict[str, tuple[str, ...]]:
    return {each.why: each.codes for each in year().touched if each.rule == rule}


def changed(old: str, new: str) -> Differences:
    return compare(small_release(small_list(old), None), small_release(small_list(new), None))


def test_codes_of_a_year() -> None:
    assert (len(year().new_codes), len(year().deleted_codes), len(year().retitled)) == (487, 28, 21)
    assert year().new_codes[0] == Titled("B88.01", "Infestation by Demodex mites")
    assert Deleted("G35", "Multiple sclerosis", now_header=True) in year().deleted_codes
    assert sum(each.now_header for each in year().deleted_codes) == 16
    assert Retitled("Q75.00", "Craniosynostosis unspecified", "Craniosynostosis, unspecified") in year().retitled


def test_no_code_is_in_both_lists_of_differences() -> None:
    assert not {each.code for each in year().new_codes} & {each.code for each in year().deleted_codes}


def test_notes_of_a_year() -> None:
    d71 = next(note for note in year().notes if (note.holder, note.element) == ("section D80-D89", "excludes1"))
    assert d71.added == ("functional disorders of polymorphonuclear neutrophils (D71-)",)
    assert d71.removed == ("functional disorders of polymorphonuclear neutrophils (D71)",)


@pytest.mark.parametrize(
    ("rule", "why", "code"),
    [
        ("InvalidCode", "no longer valid", "S30.1XXA"),
        ("IncompleteCode", "a header now", "G35"),
        ("IncompleteCode", "other codes below this header", "E72.5"),
        ("UnspecifiedSite", "other sites to choose from", "L02.219"),
        ("UnspecifiedLaterality", "other sides to choose from", "H05.839"),
        ("ResidualCode", "other sites beside this residual code", "L02.818"),
        ("Excludes1", "other codes exclude each other", "section D80-D89"),
        ("CodeFirst", "other codes come first", "F02"),
    ],
)
def test_rules_that_a_year_touches(rule: str, why: str, code: str) -> None:
    assert code in touched(rule)[why]


def test_tables_that_name_deleted_codes_are_told_and_others_not() -> None:
    assert touched("mine.toml") == {"names codes that were deleted or retitled": ("B88.0",)}
    assert touched("other.toml") == {}


def test_code_that_stays_valid_is_not_told() -> None:
    assert "M86.9" not in render(year()).split()


def test_release_does_not_differ_from_itself() -> None:
    same = compare(load_embedded(), load_embedded())
    assert not any((same.new_codes, same.deleted_codes, same.retitled, same.notes, same.touched))


def test_title_alone() -> None:
    found = changed(CHOLERA, CHOLERA.replace("due to one", "due to two"))
    assert found.retitled == (Retitled("A00.0", "Cholera due to one", "Cholera due to two"),)
    assert (found.new_codes, found.deleted_codes, found.notes) == ((), (), ())


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", NOTE, ChangedNote("A00", "excludes1", ("typhoid (A01.-)", "dysentery (A03.-)"), ())),
        (NOTE, NOTE.replace("sent", "SENT"), ChangedNote("A00", "excludes1", ("dySENTery (A03.-)",), (DYSENTERY,))),
        (TERM, "", ChangedNote("A00", "inclusionTerm", (), ("classical",))),
    ],
)
def test_note_alone(before: str, after: str, expected: ChangedNote) -> None:
    def with_note(note: str) -> str:
        return CHOLERA.replace("<desc>Cholera</desc>", f"<desc>Cholera</desc>{note}")

    assert changed(with_note(before), with_note(after)).notes == (expected,)


def test_lines_that_only_change_places_are_no_change() -> None:
    moved = "<excludes1><note>dysentery (A03.-)</note><note>typhoid (A01.-)</note></excludes1>"
    old, new = (CHOLERA.replace("<desc>Cholera</desc>", f"<desc>Cholera</desc>{note}") for note in (NOTE, moved))
    assert changed(old, new).notes == ()


def test_report_and_json_hold_everything() -> None:
    text, document = render(year()), json.loads(json.dumps(to_json(year())))
    assert text.startswith("from release 2025-04-01 to release 2026-04-01\n\nnew codes: 487\n  B88.01  Infestation")
    for name in ("new_codes", "deleted_codes", "retitled"):
        assert all(each["code"] in text for each in document[name])
    assert all(line in text for note in document["notes"] for line in (*note["added"], *note["removed"]))
    assert {each["rule"] for each in document["touched"]} >= {"InvalidCode", "IncompleteCode", "mine.toml"}


def test_codes_that_a_table_names() -> None:
    table = """
        source = "M00.0 is only cited"
        [kinds]
        bone = ["M86", "M46.2-", "T84.54X"]
        "A18.0" = {note = "code first (B20), (E08-E13)", number = 7}
        hcpcs = "J0585"
    """
    assert codes_named(table) == {"M86", "M46.2", "T84.54X", "A18.0", "B20", "E08", "E13"}
