"""A dismissal holds for the code that an accepted answer made of the one dismissed, and for no other question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cards.dismissals.dismissed import dismissed_among
from cards.selection.topics import topic_of
from icd10cm.issue import AddCode, Basis, CodingIssue, ReplaceCode, Strength

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

MRSA, COLI = "B95.62", "B96.20"
STAGE = Basis("I12", "useAdditionalCode", "code to identify the stage of chronic kidney disease (N18.1-N18.4, N18.9)")


def _organism(code: str, organism: str = MRSA) -> CodingIssue:
    options = (AddCode(organism, "Condition/1"),)
    return CodingIssue("MissingOrganism", Strength.DOCUMENTED, (code,), ("Condition/1",), (), (organism,), options)


def _place(code: str, *choices: str, rule: str = "UnspecifiedSite", because: str = "") -> CodingIssue:
    options = tuple(ReplaceCode("Condition/1", each) for each in choices)
    return CodingIssue(rule, Strength.DOCUMENTED, (code,), ("Condition/1",), (), choices, options, because=because)


def _pair(*codes: str, rule: str = "Excludes1") -> CodingIssue:
    return CodingIssue(rule, Strength.PROMPT, codes, tuple(f"Condition/{code}" for code in codes), ())


def _holds(before: CodingIssue, after: CodingIssue, release: Release, *coded: str) -> bool:
    stored = frozenset((topic_of(before),))
    return topic_of(after) in dismissed_among((after,), stored, {*after.codes, *coded}, release)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("M86.50", "M86.561"),  # the site is accepted
        ("M86.559", "M86.552"),  # the side
        ("M86.9", "M86.661"),  # the kind, with the site
        ("M86.58", "M86.571"),  # "other site" names none
        ("T84.50XA", "T84.53XA"),
        ("T84.53XA", "T84.53XD"),  # another 7th character at the same joint
        ("L03.90", "L03.115"),
        ("J15.9", "J15.0"),
    ],
)
def test_a_contaminant_is_not_asked_about_again(before: str, after: str, release: Release) -> None:
    assert _holds(_organism(before), _organism(after), release)
    assert _holds(_organism(before), _organism(after), release, "I10", "E11.9")


@pytest.mark.parametrize(
    ("before", "after", "coded"),
    [
        ("M86.561", "M86.552", ()),  # another place: another infection
        ("M86.561", "M86.562", ()),
        ("M86.50", "L03.115", ()),  # another disease
        ("N30.00", "N10", ()),
        ("T84.53XA", "T84.623A", ()),  # another device
        ("M86.171", "M86.571", ()),  # acute and chronic
        ("N30.00", "N30.10", ()),
        ("M86.561", "M86.552", ("M86.561",)),
        ("M86.161", "M86.561", ("M86.161",)),  # the code that was dismissed is there still
        ("M86.50", "M86.561", ("M86.552",)),  # two that it may have become
    ],
)
def test_another_infection_is_asked_about(before: str, after: str, coded: tuple[str, ...], release: Release) -> None:
    assert not _holds(_organism(before), _organism(after), release, *coded)


def test_another_organism_is_asked_about(release: Release) -> None:
    assert not _holds(_organism("M86.50"), _organism("M86.561", COLI), release)
    assert not _holds(_organism("M86.50", COLI), _organism("M86.561"), release)


def test_a_code_of_the_same_kind_comes_before_another(release: Release) -> None:
    """M86.50 became the chronic osteomyelitis; an acute one in the same chart is another infection."""
    assert _holds(_organism("M86.50"), _organism("M86.561"), release, "M86.171")
    assert not _holds(_organism("M86.50"), _organism("M86.171"), release, "M86.561")


def test_a_vaguer_code_that_stays_until_it_is_removed_by_hand(release: Release) -> None:
    assert _holds(_organism("M86.50"), _organism("M86.561"), release, "M86.50")
    both = (_organism("M86.50"), _organism("M86.561"))
    held = dismissed_among(both, frozenset((topic_of(both[0]),)), {"M86.50", "M86.561"}, release)
    assert topic_of(both[1]) not in held


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_place("M86.9", "M86.8X6"), _place("M86.60", "M86.661")),  # the kind was accepted, the site was not
        (
            _place("M86.159", "M86.151", rule="UnspecifiedLaterality"),
            _place("M86.559", "M86.551", rule="UnspecifiedLaterality"),
        ),
        (_place("T84.51XA", "T84.53XA", rule="SiteMismatch"), _place("T84.51XD", "T84.53XD", rule="SiteMismatch")),
        (_pair("K80.20", "K85.90"), _pair("K80.00", "K85.90")),
        (_pair("K85.90", "K80.20"), _pair("K85.90", "K80.00")),
    ],
)
def test_what_another_answer_left_open_is_not_asked_again(
    before: CodingIssue, after: CodingIssue, release: Release
) -> None:
    assert _holds(before, after, release)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # A side that was right says nothing of another one.
        (_place("T84.51XA", "T84.53XA", rule="SiteMismatch"), _place("T84.52XA", "T84.53XA", rule="SiteMismatch")),
        (_place("M86.50", "M86.561"), _place("M86.559", "M86.552", rule="UnspecifiedLaterality")),
        (_pair("K80.20", "K85.90"), _pair("K80.00", "K85.00")),
        (_pair("K80.20", "K85.90"), _pair("K80.00", "K85.90", rule="CodedTwice")),
        # A code that cannot be reported is asked about whatever it was before.
        (_place("T84.53", "T84.53XA", rule="SeventhCharacter"), _place("T84.54", "T84.54XA", rule="SeventhCharacter")),
        (_place("M86.5", "M86.551", rule="IncompleteCode"), _place("M86.55", "M86.551", rule="IncompleteCode")),
    ],
)
def test_another_question_is_asked(before: CodingIssue, after: CodingIssue, release: Release) -> None:
    assert not _holds(before, after, release)


def test_a_note_at_the_new_code_that_asks_the_same(release: Release) -> None:
    before, after = (
        CodingIssue("UseAdditionalCode", Strength.PROMPT, (code,), ("Condition/1",), (STAGE,))
        for code in ("I12.9", "I12.0")
    )
    assert _holds(before, after, release)


def test_a_stored_topic_of_no_code_at_all_says_nothing(release: Release) -> None:
    issue = _organism("M86.561")
    for topic in (
        "MissingOrganism",
        "MissingOrganismB9562",
        "MissingOrganismM86B9562x",
        "MissingOrganismZ99999B9562",
        "",
    ):
        assert topic_of(issue) not in dismissed_among((issue,), frozenset((topic,)), {"M86.561"}, release)
