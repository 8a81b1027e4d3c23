"""Note lines: their lead-ins, their conditions and what a node inherits, in the release of April 1 2026."""

from __future__ import annotations

import re
from functools import cache

import pytest

from icd10cm.notes.narrowings import Narrowing, load_narrowings
from icd10cm.notes.note_index import NoteLine, Notes, read_notes
from icd10cm.releases.loading import load_embedded


@cache
def notes() -> Notes:
    return read_notes(load_embedded().tabular)


def line_at(holder: str, element: str, start: str) -> NoteLine:
    (line,) = [line for line in notes().at(holder) if line.element == element and line.line.startswith(start)]
    return line


def names(line: NoteLine, code: str) -> bool:
    position = load_embedded().position(code)
    assert position is not None
    return line.names(position, code)


@pytest.mark.parametrize(
    ("holder", "element", "start", "lead"),
    [
        ("M86", "excludes1", "gonococcus", "osteomyelitis due to:"),
        ("M86", "excludes1", "osteomyelitis due to:", ""),
        ("M86", "excludes2", "vertebra", "ostemyelitis of:"),
        # The six blocks in which the lead-in does not come first.
        ("G89", "excludes2", "headache syndromes", ""),
        (
            "G89",
            "excludes2",
            "tooth pain",
            "localized pain, unspecified type - code to pain by site, such as:",
        ),
        ("G89", "excludes2", "renal colic", ""),
        ("N39.0", "excludes1", "pyuria", ""),
        ("N39.0", "excludes1", "urethritis", "urinary tract infection of specified site, such as:"),
        (
            "Q75",
            "excludes1",
            "anencephaly",
            "skull defects associated with congenital anomalies of brain such as:",
        ),
        ("R11.16", "codeAlso", "cannabis abuse", ""),
        ("R11.16", "codeAlso", "dehydration", "manifestations, such as:"),
        ("R52", "excludes1", "acute and chronic pain", ""),
        ("R52", "excludes1", "pain disorders exclusively", ""),
        (
            "T81",
            "excludes2",
            "ostomy complications",
            "specified complications classified elsewhere, such as:",
        ),
        # Two groups in one block.
        ("T80-T88", "excludes2", "burns and corrosions", ""),
        ("T80-T88", "excludes2", "colostomy", "specified complications classified elsewhere, such as:"),
    ],
)
def test_a_line_knows_the_lead_in_above_it(holder: str, element: str, start: str, lead: str) -> None:
    assert line_at(holder, element, start).lead == lead


@pytest.mark.parametrize(
    ("holder", "element", "start", "conditions"),
    [
        ("M86", "useAdditionalCode", "code (B95-B97)", set()),
        ("M86", "useAdditionalCode", "code to identify major osseous", {"if applicable"}),
        ("D77", "codeFirst", "amyloidosis", {"such as"}),
        ("D59.3", "codeAlso", "acute kidney failure", {"if applicable", "any associated"}),
        ("K65", "useAdditionalCode", "code (B95-B97)", {"if known"}),
        ("M27.2", "useAdditionalCode", "code (W88-W90", {"if"}),
        ("D63.1", "codeFirst", "underlying chronic kidney", set()),
    ],
)
def test_conditions_come_from_the_line_its_lead_in_and_its_block(
    holder: str, element: str, start: str, conditions: set[str]
) -> None:
    line = line_at(holder, element, start)
    assert line.conditions == conditions
    assert line.conditional is bool(conditions)


def test_the_flags_say_what_the_conditions_say() -> None:
    osseous = line_at("M86", "useAdditionalCode", "code to identify major osseous")
    assert (osseous.if_applicable, osseous.if_known, osseous.such_as, osseous.any_associated) == (
        True,
        False,
        False,
        False,
    )


def test_the_wording_leaves_out_codes_but_not_acronyms() -> None:
    assert line_at("M86", "useAdditionalCode", "code (B95").wording == "code to identify infectious agent"
    assert line_at("B97.4", "excludes1", "acute bronchiolitis").wording == (
        "acute bronchiolitis due to respiratory syncytial virus (RSV)"
    )


def test_a_node_inherits_from_everything_above_it() -> None:
    """T84.53 gets the notes of its category, its section and its chapter, not the nearest only."""
    index = load_embedded().tabular.by_code["T84.53"]
    levels = [line.level for line in notes().inherited(index, "excludes2")]
    assert set(levels) == {"category", "section", "chapter"}
    assert levels == sorted(levels, key=["category", "section", "chapter"].index)


def test_an_umbrella_section_reaches_the_codes_in_its_range() -> None:
    tabular = load_embedded().tabular
    holders = {line.holder for line in notes().inherited(tabular.by_code["W01.0"], "excludes1")}
    assert "V00-V99" not in holders
    holders = {line.holder for line in notes().inherited(tabular.by_code["V43.5"], "excludes1")}
    assert "V00-V99" in holders
    assert "T20-T32" in {line.holder for line in notes().inherited(tabular.by_code["T31.0"], "excludes2")}


def test_nothing_inherited_is_an_empty_answer() -> None:
    assert notes().inherited(load_embedded().tabular.by_code["M99.86"], "codeFirst") == ()
    assert notes().at("A00.1") == ()


@pytest.mark.parametrize(
    ("holder", "start", "code", "named"),
    [
        ("M86", "salmonella", "A02.24", True),
        ("M86", "salmonella", "A02.25", False),
        ("F07.81", "current concussion", "S06.0X0A", True),
        ("F07.81", "current concussion", "S06.0X0S", False),
        ("E87.0", "diabetes with hyperosmolarity", "E11.00", True),
        ("E87.0", "diabetes with hyperosmolarity", "E11.9", False),
        ("S51", "open fracture", "S52.501B", True),
        ("S51", "open fracture", "S52.501A", False),
        ("F80.81", "fluency disorder (stuttering)", "I69.023", True),
        ("F80.81", "fluency disorder (stuttering)", "I69.021", False),
    ],
)
def test_a_line_names_the_codes_it_is_about(holder: str, start: str, code: str, *, named: bool) -> None:
    (line,) = [line for line in notes().at(holder) if line.line.startswith(start)]
    assert names(line, code) is named


@pytest.mark.parametrize(
    ("holder", "start", "code", "met"),
    [
        ("S81", "open fracture", "S82.202C", True),
        ("S81", "open fracture", "S82.202A", False),
        ("S81", "open fracture", "S82.202E", False),
        ("S81", "open fracture", "S82.202S", False),
        ("S71", "open fracture", "S72.001B", True),
        ("E87.2", "diabetic acidosis", "E11.10", True),
        ("E87.2", "diabetic acidosis", "E11.00", False),
        ("E87.2", "diabetic acidosis", "E11.65", False),
        ("R40", "somnolence, stupor and coma in diabetes", "E11.01", True),
        ("R40", "somnolence, stupor and coma in diabetes", "E11.10", False),
        ("R40", "somnolence, stupor and coma in diabetes", "E11.9", False),
        ("R40", "somnolence, stupor and coma in hepatic", "K72.91", True),
        ("R40", "somnolence, stupor and coma in hepatic", "K72.90", False),
        ("F06.7", "cognitive deficits following", "I69.311", True),
        ("F06.7", "cognitive deficits following", "I69.021", False),
        ("J81", "pulmonary edema due to external", "J69.0", False),
        ("M15", "bilateral involvement", "M17.0", True),
        ("M15", "bilateral involvement", "M17.11", False),
        ("K92.2", "diverticular disease", "K57.31", True),
        ("K92.2", "diverticular disease", "K57.30", False),
        ("I60-I69", "traumatic intracranial hemorrhage", "S06.0X0A", False),
        ("I60-I69", "traumatic intracranial hemorrhage", "S06.5X0A", True),
        ("P10", "nontraumatic intracranial hemorrhage", "P52.0", True),
        ("M86", "salmonella", "A02.24", True),
    ],
)
def test_narrower_words_are_met_by_the_title(holder: str, start: str, code: str, *, met: bool) -> None:
    (line,) = [line for line in notes().at(holder) if line.line.startswith(start)]
    assert names(line, code)
    assert line.meets(load_embedded().title(code)) is met


@pytest.mark.parametrize("narrowing", load_narrowings(), ids=lambda narrowing: narrowing.wording)
def test_every_narrowing_divides_the_codes_of_the_notes_it_was_read_in(narrowing: Narrowing) -> None:
    """Each reviewed wording is in an Excludes1 note at a holder it cites; some of its codes are meant."""
    release = load_embedded()
    lines = [
        line
        for line in notes().lines
        if line.narrowing == frozenset(narrowing.titles) and narrowing.wording in line.line.lower()
    ]
    divided = set()
    for line in lines:
        assert line.holder in narrowing.source, line
        titles = [release.title(code) for code, position in release.valid.items() if line.names(position, code)]
        if {line.meets(title) for title in titles} == {True, False}:
            divided.add(line.holder)
    assert divided


def test_the_sources_of_the_narrowings_name_nodes_of_the_release() -> None:
    tabular = load_embedded().tabular
    cited = {
        code
        for narrowing in load_narrowings()
        for code in re.findall(r"\b[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]+)?", narrowing.source)
    }
    assert {code for code in cited if code not in tabular.by_code} == set()
    assert "S71" in cited


def test_nos_and_exceptions_are_marked() -> None:
    assert line_at("M48.4", "excludes1", "pathological fracture NOS").says_nos
    assert not line_at("M86", "excludes1", "gonococcus").says_nos
    assert line_at("E35", "excludes1", "tuberculosis of adrenal").has_exception
