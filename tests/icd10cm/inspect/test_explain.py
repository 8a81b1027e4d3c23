"""What is said of a code and between two codes."""

from __future__ import annotations

from itertools import combinations

import pytest

from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.inspect.explain import CodeExplained, PairExplained, explain_code, explain_pair
from icd10cm.inspect.explain_text import render_code, render_pair
from icd10cm.releases.loading import load_embedded
from icd10cm.review import review
from icd10cm.rules import excludes1
from icd10cm.tabular.code_form import as_printed


def code(text: str) -> CodeExplained:
    return explain_code(text, load_embedded())


def pair(one: str, other: str) -> PairExplained:
    return explain_pair(one, other, load_embedded())


def names(explained: CodeExplained) -> tuple[str, ...]:
    return tuple(step.name for step in explained.path)


@pytest.mark.parametrize("text", ["M86.50", "m86.50", "m8650", " M8650 ", "M 86 50"])
def test_a_code_may_be_written_in_any_way(text: str) -> None:
    assert as_printed(text) == "M86.50"
    assert code(text).title == "Other chronic hematogenous osteomyelitis, unspecified site"


def test_the_path_holds_umbrella_sections() -> None:
    assert names(code("T84.53XA")) == ("chapter 19", "T07-T88", "T80-T88", "T84", "T84.5", "T84.53")
    assert names(code("M86")) == ("chapter 13", "M80-M94", "M86-M90", "M86")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("M86.50", "valid code"),
        ("T84.53XA", "valid code"),
        ("M86.51", "header"),
        ("T84.53", "needs a 7th character"),
        ("M86.501", "unknown"),
        ("S06.0X3A", "unknown"),
    ],
)
def test_the_state(text: str, state: str) -> None:
    assert code(text).state == state


def test_notes_of_every_level_come_with_their_holder_and_lead_in() -> None:
    notes = {(note.element, note.holder, note.lead, note.line) for note in code("M86.171").notes}
    assert ("excludes1", "M86", "osteomyelitis due to:", "salmonella (A02.24)") in notes
    assert ("excludes1", "M86-M90", "", "postprocedural osteopathies (M96.-)") in notes
    assert ("useAdditionalCode", "M86", "", "code (B95-B97) to identify infectious agent") in notes
    assert ("excludes2", "chapter 13", "", "neoplasms (C00-D49)") in notes


def test_seventh_characters_are_those_of_the_code_list() -> None:
    explained = code("S82.202C")
    assert explained.seventh_holder == "S82"
    assert len(explained.sevenths) == 16
    # Death: no subsequent encounter, no sequela.
    assert [(character, full) for character, _, full in code("S06.1X7").sevenths] == [
        ("A", "S06.1X7A"),
        ("D", ""),
        ("S", ""),
    ]


def test_what_is_open_and_what_stands_beside() -> None:
    assert [option.code for option in code("H25.019").options] == ["H25.011", "H25.012", "H25.013"]
    assert [(option.says, option.code) for option in code("S82.242B").beside] == [
        ("right", "S82.241B"),
        ("unspecified", "S82.243B"),
    ]
    assert "M86.551" in {option.code for option in code("M86.50").options}
    assert code("M86.171").options == ()


def test_an_unknown_code_shows_the_nearest_node() -> None:
    explained = code("M86.501")
    assert (explained.nearest, explained.title) == ("M86.50", "")
    assert "no such code in this release" in render_code(explained)
    assert "the nearest is M86.50" in render_code(explained)
    assert names(explained)[-1] == "M86.50"


def test_a_code_of_another_list_says_when_it_is_effective() -> None:
    assert "in another code set: effective from Oct 1, 2026; M86.8X1 before" in render_code(code("M86.8X11"))
    assert "in another code set: effective until Sep 30, 2025" in render_code(code("S30.1XXA"))
    assert "another code set" not in render_code(code("M86.501"))


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("M86.551", "  valid code"),
        ("M86.8X1", "  effective until Sep 30, 2026; replaced by M86.8X11, M86.8X12, M86.8X19"),
        ("T84.53", "  needs a 7th character: use one of those below"),
        ("S82.242", "  needs a 7th character: use one of those below"),
        ("M86.8", "  needs more characters: use one of the codes below it"),
    ],
)
def test_the_first_line_says_whether_the_code_can_be_reported(text: str, second: str) -> None:
    assert render_code(code(text)).splitlines()[1] == second


def test_a_header_that_was_a_code_says_until_when() -> None:
    line = "in another code set: effective until Sep 30, 2023; replaced by G20.A1, G20.A2, G20.B1, G20.B2, G20.C"
    assert line in render_code(code("G20"))


@pytest.mark.parametrize("text", ["Q0", "", "??", "X"])
def test_a_code_without_a_category_has_nothing_near(text: str) -> None:
    explained = code(text)
    assert (explained.state, explained.nearest, explained.path) == ("unknown", "", ())
    assert "and no category" in render_code(explained)


def test_a_header_shows_what_is_below() -> None:
    assert [step.name for step in code("M86.51").children] == ["M86.511", "M86.512", "M86.519"]
    assert "needs more characters: use one of the codes below it" in render_code(code("M86.51"))


@pytest.mark.parametrize(
    ("one", "other", "excludes1"),
    [
        ("M86.50", "A02.24", "question"),
        ("E10.9", "E11.9", "question"),
        ("R73.9", "E11.65", "question"),
        ("M86.50", "M46.26", ""),  # Excludes2 only
        ("I10", "I11.0", ""),  # guideline only
        ("S71.001A", "S72.001A", "the note speaks only of initial encounter for open fracture"),
        ("H25.011", "H25.012", ""),
    ],
)
def test_what_excludes1_makes_of_a_pair(one: str, other: str, excludes1: str) -> None:
    assert pair(one, other).excludes1 == excludes1
    assert pair(other, one).excludes1 == excludes1


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("M1A.00X0", "M10.9", "M1A excludes2 joins them"),
        ("A41.02", "Z16.12", "useAdditionalCode joins them"),
        ("S82.201A", "S88.112A", "opposite sides"),
    ],
)
def test_why_a_pair_is_allowed(one: str, other: str, reason: str) -> None:
    explained = pair(one, other)
    assert reason in explained.excludes1
    assert "the rule Excludes1 stays silent" in render_pair(explained)


def test_notes_are_told_in_both_directions() -> None:
    statements = {(each.of, each.note.element, each.note.holder) for each in pair("E11.621", "L97.509").statements}
    assert ("E11.621", "useAdditionalCode", "E11.621") in statements
    assert ("L97.509", "codeFirst", "L97") in statements


def test_a_pair_without_notes_says_so() -> None:
    assert "no note of either names the other" in render_pair(pair("I10", "M86.9"))
    assert pair("I10", "Q0").statements == ()


def test_the_verdict_is_the_one_of_the_rule() -> None:
    """For every pair of a mixed bag of codes, whatever the rule does, the explanation says."""
    codes = ("M86.50", "A02.24", "E10.9", "E11.9", "R73.9", "F45.8", "G47.63", "M46.26", "I10", "I11.0", "D72.824")
    codes += ("S71.001A", "S72.001A", "S72.001B", "M1A.00X0", "M10.9", "J44.9", "J45.909", "R78.81", "A41.9", "F07.81")
    release = load_embedded()
    for one, other in combinations(codes, 2):
        encounter = CodedEncounter(release.effective_from, (Diagnosis("1", one), Diagnosis("2", other)))
        asked = any(len(issue.codes) == 2 for issue in review(encounter, release, {excludes1.ID: excludes1.check}))
        assert (pair(one, other).excludes1 == "question") is asked, (one, other)
