"""How work asks whether it may go on, and that a review and each of its rules ask."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from icd10cm import review
from icd10cm.encounter import CodedEncounter, Diagnosis, Evidence, Setting, SiteFact
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import RULES
from icd10cm.time_limit import QuestionLimit, in_time, no_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from icd10cm.issue import CodingIssue


class TimeIsUpError(Exception):
    """Raised by the tests in the place of whatever a caller raises."""


class Countdown:
    """Lets itself be asked so many times, and counts."""

    def __init__(self, times: float = float("inf")) -> None:
        self.asked = 0
        self._times = times

    def __call__(self) -> None:
        self.asked += 1
        if self.asked > self._times:
            raise TimeIsUpError


CONCERNED = {
    "CodeFirst": "F02.80",
    "CombinationCode": "F10.20",
    "Excludes1": "A15.4",
    "IncompleteCode": "M86",
    "InvalidCode": "A00.X",
    "PresumedLink": "A41.9",
    "Sequencing": "F02.80",
    "SeventhCharacter": "S62.025",
    "UnspecifiedKind": "J96.91",
    "UnspecifiedLaterality": "M25.569",
    "UnspecifiedSite": "M86.50",
}
"""A code that a rule is run for, where it is not run for every code."""


def chart(codes: list[str]) -> CodedEncounter:
    tibia = SiteFact("tibia", None, Evidence("Condition/1", "tibia"))
    diagnoses = [Diagnosis(f"Condition/{rank}", code, rank=rank, sites=(tibia,)) for rank, code in enumerate(codes, 1)]
    return CodedEncounter(date(2026, 6, 18), tuple(diagnoses), setting=Setting.INPATIENT)


def asked(encounter: CodedEncounter, rule: str) -> int:
    count = Countdown()
    review(encounter, load_embedded(), {rule: RULES[rule]}, count)
    return count.asked


@pytest.mark.parametrize(("items", "times"), [(0, 0), (8, 0), (9, 1), (64, 1), (65, 66), (200, 201)])
def test_few_items_are_asked_for_once_and_many_one_by_one(items: int, times: int) -> None:
    count = Countdown()
    assert list(in_time(range(items), count)) == list(range(items))
    assert count.asked == times


def test_many_that_take_little_time_are_asked_for_now_and_then() -> None:
    count = Countdown()
    assert list(in_time(range(200), count, every=8)) == list(range(200))
    assert count.asked == 1 + 25


def test_what_is_raised_ends_the_loop_where_it_is() -> None:
    items = iter(in_time(range(200), Countdown(3)))
    assert [next(items), next(items)] == [0, 1]
    with pytest.raises(TimeIsUpError):
        next(items)


@pytest.mark.parametrize("rule", sorted(RULES.keys() - {"MissingOrganism", "ProcedureIndication"}))
def test_each_rule_asks_before_each_diagnosis_of_a_large_chart(rule: str) -> None:
    large = chart([CONCERNED.get(rule, "I10")] * 100)
    assert asked(large, rule) - asked(large, "MissingOrganism") >= 100


def test_pairs_are_asked_for_one_by_one() -> None:
    flus = [code for code in load_embedded().valid if code.startswith("J1")]
    assert len(flus) < 64
    issues = review(chart(flus), load_embedded(), {"Excludes1": RULES["Excludes1"]})
    assert len(issues) > len(flus) // 4
    assert asked(chart(flus), "Excludes1") >= 2 * len(issues)


def own_rule(questions: int) -> Callable[[object], Iterator[CodingIssue]]:
    issue = review(chart(["A00.X"]), load_embedded())[0]
    return lambda _: iter([issue] * questions)


@pytest.mark.parametrize(("questions", "cut"), [(4, []), (5, []), (6, ["Own"])])
def test_rule_raises_no_more_questions_than_it_may(questions: int, cut: list[str]) -> None:
    told: list[str] = []
    rules = {"Own": own_rule(questions), "InvalidCode": RULES["InvalidCode"]}
    issues = review(chart(["A00.X"]), load_embedded(), rules, limit=QuestionLimit(5, told.append))  # type: ignore[arg-type]
    assert told == cut
    assert issues  # and the rules after it are asked all the same


def test_pairs_are_gathered_no_further_than_the_limit() -> None:
    flus = [code for code in load_embedded().valid if code.startswith("J1")]
    told: list[str] = []
    few = review(chart(flus), load_embedded(), {"Excludes1": RULES["Excludes1"]}, limit=QuestionLimit(7, told.append))
    assert (len(few) <= 8, set(told)) == (True, {"Excludes1"})
    told.clear()
    usual = review(
        chart(flus), load_embedded(), {"Excludes1": RULES["Excludes1"]}, limit=QuestionLimit(5000, told.append)
    )
    assert len(usual) > len(few)
    assert told == []


def test_own_rules_are_ended_between_two_of_their_issues() -> None:
    issue = review(chart(["A00.X"]), load_embedded())[0]

    def endless(_: object) -> object:
        while True:
            yield issue

    with pytest.raises(TimeIsUpError):
        review(chart(["I10"]), load_embedded(), {"Own": endless}, Countdown(50))  # type: ignore[dict-item]


def test_a_usual_chart_asks_seldom() -> None:
    assert isinstance(review(chart(["I10"] * 20), load_embedded(), check_time=no_limit), tuple)
    count = Countdown()
    review(chart(["I10", "E11.9", "M86.50", "B95.61"] * 5), load_embedded(), None, count)
    assert count.asked < 100
