"""The figures of the release of April 1 2026, and of a release made up for its faults."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from icd10cm.inspect.excludes1_pairs import count_excludes1_pairs
from icd10cm.inspect.release_check import Check, check
from icd10cm.inspect.release_check_report import render
from icd10cm.releases.loading import load_embedded, make_release


@cache
def figures() -> Check:
    return check(load_embedded())


def test_the_tree() -> None:
    assert (figures().chapters, figures().sections, figures().nodes) == (22, 297, 46_881)
    assert dict(figures().nodes_by_length) == {3: 1_918, 4: 10_096, 5: 14_578, 6: 20_109, 7: 180}
    assert len(figures().umbrella_sections) == 12


def test_the_codes() -> None:
    """23,414 leaves are codes as they stand, 12,929 need a 7th character."""
    assert figures().valid_codes == 74_719
    assert (figures().leaves, figures().leaves_with_seventh) == (23_414 + 12_929, 12_929)
    assert figures().headers == 46_881 - 36_343
    assert figures().seventh_definitions == 508


def test_the_code_list_agrees_with_the_tabular_list() -> None:
    code_list = figures().code_list
    assert code_list is not None
    assert code_list.not_listed == ()
    assert code_list.not_in_tabular == ()
    assert code_list.impossible == 76


@pytest.mark.parametrize(
    ("element", "blocks", "lines", "coded", "whole"),
    [
        ("excludes1", 2_644, 5_407, 5_279, 5_278),
        ("excludes2", 1_165, 2_520, 2_485, 2_485),
        ("useAdditionalCode", 844, 1_485, 1_169, 1_169),
        ("codeFirst", 363, 809, 599, 598),
        ("codeAlso", 320, 655, 473, 473),
        ("includes", 415, 1_024, 38, 38),
        ("notes", 86, 180, 56, 55),
        ("inclusionTerm", 6_805, 12_569, 172, 168),
    ],
)
def test_the_note_lines(element: str, blocks: int, lines: int, coded: int, whole: int) -> None:
    (found,) = [each for each in figures().elements if each.element == element]
    assert (found.blocks, found.lines, found.coded, found.whole) == (blocks, lines, coded, whole)


def test_every_coded_line_that_rules_act_on_is_read_but_two() -> None:
    """F02 prints a code that does not exist, R10.85 a range whose end does not."""
    assert figures().actionable_coded == 10_005
    left = {
        line.holder: line.missing_codes for line in figures().unread if line.element not in {"notes", "inclusionTerm"}
    }
    assert left == {"F02": ("G31.90",), "R10.85": ("R10.1-R10.4",)}
    assert all(line.unread_words == () for line in figures().unread)


@pytest.mark.parametrize(
    ("element", "codes", "below"),
    [
        ("excludes1", 48_786, 39_149),
        ("excludes2", 70_187, 40_311),
        ("useAdditionalCode", 53_949, 9_674),
        ("codeFirst", 8_425, 5_220),
        ("codeAlso", 15_708, 14_075),
    ],
)
def test_the_codes_under_a_note(element: str, codes: int, below: int) -> None:
    (found,) = [each for each in figures().inherited if each.element == element]
    assert (found.codes, found.codes_below_sections) == (codes, below)


def test_the_organism_notes() -> None:
    assert (figures().organism_lines, figures().organism_codes) == (75, 788)


def test_the_excludes1_pairs() -> None:
    """Umbrella sections included, scope words left out, prose ranges read as ranges."""
    pairs = figures().pairs
    assert pairs.unordered == 1_549_440
    assert (pairs.stated_both_ways, pairs.stated_one_way) == (127_937, 1_421_503)
    assert pairs.inside_one_category == 41_519
    assert pairs.self_excluding == ("D72.824", "M27.8")


def test_the_report_shows_the_figures_and_the_lines_left_over() -> None:
    report = render(figures())
    for shown in ("74,719", "1,549,440", "G31.90 is not in the tabular list", "codeFirst", "788"):
        assert shown in report


TINY = b"""<ICD10CM.tabular><version>2030</version>
<chapter><name>1</name><desc>One</desc>
  <sectionIndex><sectionRef first="A00" last="A01" id="A00-A01">Two</sectionRef></sectionIndex>
  <section id="A00-A01"><desc>Two</desc>
    <diag><name>A00</name><desc>First</desc>
      <excludes1><note>second (A01.-)</note><note>odd (A01.1 on Sundays)</note></excludes1>
      <diag><name>A00.0</name><desc>First, early</desc></diag>
      <diag><name>A00.1</name><desc>First, late</desc>
        <excludes1><note>early (A00.0 with 7th character A)</note></excludes1></diag>
    </diag>
    <diag><name>A01</name><desc>Second</desc>
      <excludes1><note>first, late (A00.1)</note><note>itself (A01.1)</note></excludes1>
      <diag><name>A01.1</name><desc>Second, only</desc></diag>
    </diag>
  </section>
</chapter></ICD10CM.tabular>"""


def test_a_release_without_a_code_list() -> None:
    release = make_release(TINY, None, date(2030, 1, 1), date(2030, 9, 30))
    found = check(release)
    assert found.code_list is None
    assert "came without one" in render(found)
    assert found.organism_lines == 0
    assert [line.unread_words for line in found.unread] == [(" on Sundays)",)]
    assert "not understood: on Sundays)" in render(found)


def test_pairs_are_counted_once_and_never_with_oneself() -> None:
    """A00.0-A01.1 and A00.1-A01.1; the 7th character of the third note is one that A00.0 does not have."""
    pairs = count_excludes1_pairs(make_release(TINY, None, date(2030, 1, 1), date(2030, 9, 30)))
    assert (pairs.unordered, pairs.stated_both_ways, pairs.stated_one_way) == (2, 1, 1)
    assert pairs.inside_one_category == 0
    assert pairs.self_excluding == ("A01.1",)


def test_a_code_list_that_differs_is_told() -> None:
    release = make_release(TINY, "A00\nA000\nA001\nA01\nA011\nA02\n", date(2030, 1, 1), date(2030, 9, 30))
    code_list = check(release).code_list
    assert code_list is not None
    assert code_list.not_in_tabular == ("A02",)
    assert code_list.not_listed == ()
    assert "in the code list only 1: A02" in render(check(release))
