"""What becomes of the options of an issue on a date for which another list is effective than the one at hand."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from icd10cm.effective_options import effective_only
from icd10cm.issue import AddCode, CodingIssue, Correction, RemoveCode, ReplaceCode, Resequence, Strength
from icd10cm.releases.loading import load_embedded

IN_FORCE, KNOWN, UNKNOWN = date(2026, 6, 15), date(2025, 9, 30), date(2022, 9, 30)
# L02.217 is effective from October 1, 2025; L02.211 and L02.212 are older than what is known.
NEW, OLD, OTHER = "L02.217", "L02.211", "L02.212"


def issue(*codes: str, rule: str = "UnspecifiedSite", together: bool = False) -> CodingIssue:
    return _issue(codes, tuple(ReplaceCode("Condition/1", code) for code in codes), rule=rule, together=together)


def _issue(choices: tuple[str, ...], options: tuple[Correction, ...], **more: object) -> CodingIssue:
    return CodingIssue(
        **{"rule": "UnspecifiedSite", **more},
        strength=Strength.DOCUMENTED,
        codes=("L02.219",),
        diagnoses=("Condition/1",),
        basis=(),
        choices=choices,
        options=options,
    )


def kept(found: CodingIssue, day: date) -> list[tuple[tuple[str, ...], int]]:
    return [(each.choices, len(each.options)) for each in effective_only([found], day, load_embedded())]


@pytest.mark.parametrize(
    ("found", "day", "expected", "why"),
    [
        (issue(NEW, OLD), IN_FORCE, [((NEW, OLD), 2)], "the list is effective: all as it was"),
        (issue(NEW, OLD), date(2025, 10, 1), [((NEW, OLD), 2)], "the first day of the new code"),
        (issue(NEW, OLD), KNOWN, [((OLD,), 1)], "the new code is not effective yet"),
        (issue(NEW), KNOWN, [], "a question whose only answer is not effective is no question"),
        (issue(NEW, rule="IncompleteCode"), KNOWN, [((), 0)], "the code is wrong whatever can be offered"),
        (issue(NEW, OLD, together=True), KNOWN, [((), 0)], "what applies together goes together"),
        (issue(OLD, OTHER, together=True), KNOWN, [((OLD, OTHER), 2)], "both are effective"),
        (issue(OLD), UNKNOWN, [((), 0)], "a question without buttons where nothing is known"),
        (issue("M86.8X6"), date(2026, 9, 30), [(("M86.8X6",), 1)], "the last day before the code was split"),
        (issue("M86.8X6"), date(2026, 10, 1), [(("M86.8X6",), 0)], "a code that was split stays as a category"),
        (issue("M86.8X6", "M86.8X9"), date(2026, 9, 30), [(("M86.8X6", "M86.8X9"), 2)], "not split yet"),
        (issue("M86.8X6", "M86.8X9"), date(2026, 10, 1), [(("M86.8X6", "M86.8X9"), 0)], "no button for the rest alone"),
        (issue("L02.219", NEW, rule="InvalidCode"), date(2027, 3, 31), [(("L02.219", NEW), 2)], "both are effective"),
        (_issue(("L02.21",), ()), KNOWN, [(("L02.21",), 0)], "a category is a choice without a button"),
    ],
)
def test_only_effective_codes_are_offered(found: CodingIssue, day: date, expected: list[object], why: str) -> None:
    assert kept(found, day) == expected, why


def test_what_offers_no_other_code_stays_as_it_is() -> None:
    removed = _issue(("L02.219",), (RemoveCode("Condition/2", "L02.219"),), rule="Excludes1")
    moved = _issue(("L02.219",), (Resequence("Condition/1", "Condition/2", "L02.219"),), rule="CodeFirst")
    procedure = _issue(("0SHC08Z",), (), rule="InvalidCode", because="procedure")
    for each in (removed, moved, procedure):
        assert list(effective_only([each], UNKNOWN, load_embedded())) == [each]


@pytest.mark.parametrize("day", [UNKNOWN, KNOWN])
def test_a_code_that_covers_two_goes_with_the_removal_that_keeps_it(day: date) -> None:
    both = (ReplaceCode("Condition/1", NEW), RemoveCode("Condition/2", NEW))
    found = kept(_issue((NEW,), both, rule="CombinationCode", together=True), day)
    assert found == ([((), 0)] if day == UNKNOWN else [])


@pytest.mark.parametrize(
    ("day", "options", "why"),
    [
        (date(2025, 9, 30), 0, "of two codes neither is removed where one was not effective"),
        (date(2025, 10, 1), 2, "both are effective"),
        (UNKNOWN, 2, "nothing is known of either"),
    ],
)
def test_a_code_of_the_chart_that_is_not_effective_is_not_kept(day: date, options: int, why: str) -> None:
    pair = (RemoveCode("Condition/1", "L02.219"), RemoveCode("Condition/2", NEW))
    found = replace(_issue(("L02.219", NEW), pair, rule="Excludes1"), codes=(NEW, "L02.219"))
    assert [len(each.options) for each in effective_only([found], day, load_embedded())] == [options], why


@pytest.mark.parametrize("rule", ["InvalidCode", "IncompleteCode", "SeventhCharacter"])
def test_the_code_that_is_wrong_is_not_its_own_answer(rule: str) -> None:
    found = replace(issue(NEW, OLD, rule=rule), codes=(NEW,))
    assert kept(found, date(2025, 9, 30)) == [((OLD,), 1)]
    assert kept(found, date(2025, 10, 1)) == [((NEW, OLD), 2)]


def test_an_added_code_is_offered_like_a_replacing_one() -> None:
    added = _issue(("B95.62", NEW), (AddCode("B95.62", "Condition/1"), AddCode(NEW, "Condition/1")))
    assert kept(added, KNOWN) == [(("B95.62",), 1)]
