"""The cursor on FHIR elements: values, paths and notes, without any resource around them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fhir_mappings.elements.cached_reading import cached_by_content
from fhir_mappings.elements.dates import first_day
from fhir_mappings.elements.reading import MOST_NOTED, Element, UnreadLog
from fhir_mappings.elements.references import References


def element(json: dict[str, Any], path: str = "") -> Element:
    return Element(json, "Condition/1", UnreadLog(), path)


def notes(read: Element) -> list[str]:
    return [entry.reason for entry in read.log.entries]


@pytest.mark.parametrize(("value", "text"), [(" a ", "a"), ("", ""), (None, ""), (7, ""), ({}, "")])
def test_text(value: Any, text: str) -> None:
    read = element({"text": value})
    assert read.text("text") == text
    assert bool(notes(read)) == (value is not None and type(value) is not str)


def test_a_child_knows_its_path_and_shares_the_log() -> None:
    read = element({"code": {"text": 7}})
    child = read.child("code")
    assert child is not None
    assert (child.path, child.place, child.reference) == ("code.", "code", "Condition/1")
    child.text("text")
    assert notes(read) == ["code.text is a number, not text"]


def test_children_keep_their_index_next_to_wrong_ones() -> None:
    read = element({"note": [7, {"text": "a"}, None]})
    assert [child.path for child in read.children("note")] == ["note[1]."]
    assert notes(read) == ["note[0] is a number, not an object", "note[2] is null, not an object"]


@pytest.mark.parametrize(("wrong", "noted"), [(MOST_NOTED, MOST_NOTED), (MOST_NOTED + 1, MOST_NOTED + 1)])
def test_wrong_members_are_counted_beyond_the_first_ones(wrong: int, noted: int) -> None:
    read = element({"note": [7] * wrong})
    assert read.children("note") == []
    assert len(notes(read)) == noted
    assert ("further members" in notes(read)[-1]) == (wrong > MOST_NOTED)


def test_codings_of_a_wrong_type_are_left_out_one_by_one() -> None:
    sound = {"system": "s", "code": "c"}
    read = element({"coding": [sound, {"code": 7}, {"system": 7}, "x", {}]}, "code.")
    assert read.codings() == [sound, {}]
    assert notes(read) == [
        "code.coding[3] is text, not an object",
        "code.coding[1].code is a number, not text",
        "code.coding[2].system is a number, not text",
    ]


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        ("Active", ("active",)),
        ({"coding": [{"code": " Active "}]}, ("active",)),
        ({"code": "active"}, ("active",)),
        ({"text": "Active"}, ("active",)),
        ([{"coding": [{"code": "a"}]}, "B"], ("a", "b")),
        (None, ()),
        ("", ()),
        ({}, ()),
    ],
)
def test_a_status_is_read_in_every_form(status: Any, codes: tuple[str, ...]) -> None:
    read = element({"status": status})
    assert read.codes("status") == codes
    assert notes(read) == []


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-06-15", date(2026, 6, 15)),
        ("2026-06-15T23:10:00-05:00", date(2026, 6, 15)),
        (" 2026-06-15 ", date(2026, 6, 15)),
        ("2026", None),
        ("2026-06", None),
        ("0001-01-01T00:00:00+14:00", date(1, 1, 1)),
        ("9999-12-31T23:59:60-12:00", date(9999, 12, 31)),
        ("2016-12-31T23:59:60Z", date(2016, 12, 31)),
    ],
)
def test_days(value: str, day: date | None) -> None:
    read = element({"recordedDate": value})
    assert first_day(read, ("recordedDate",)) == day
    assert notes(read) == []


@pytest.mark.parametrize("value", ["June 15", "2026-06-32", "20260615", "26", "0000", "0000-01-01T00:00:00Z"])
def test_a_text_that_is_not_a_date_is_noted(value: str) -> None:
    read = element({"end": value}, "period.")
    assert first_day(read, ("end",)) is None
    assert notes(read) == ["period.end does not read as a date"]


def test_the_first_day_comes_from_the_first_key_that_has_one() -> None:
    keys = ("recordedDate", "onsetPeriod")
    assert first_day(element({"recordedDate": "2026", "onsetPeriod": {"end": "2026-06-01"}}), keys) == date(2026, 6, 1)
    assert first_day(element({"onsetPeriod": "2026-06-01"}), keys) is None


def test_equal_content_is_read_once_and_noted_for_each_resource() -> None:
    seen: list[str] = []

    def read(one: Element) -> str:
        seen.append(one.path)
        return one.text("text")

    cached = cached_by_content(read)
    log = UnreadLog()
    for number in range(3):
        cached(Element({"text": 7}, f"Condition/{number}", log, "code."))
    assert seen == ["code."]
    assert [(one.reference, one.reason) for one in log.entries] == [
        (f"Condition/{number}", "code.text is a number, not text") for number in range(3)
    ]


def test_a_reference_is_followed_by_its_target_alone() -> None:
    references = References(None)
    read = element({"subject": {"reference": "Patient/1/_history/2"}, "encounter": {"identifier": {}}, "context": 7})
    assert references.read(read, "subject") == "Patient/1"
    assert references.read(read, "encounter") is None
    assert references.read(read, "context") is None
    assert notes(read) == ["context is a number, not a reference"]
