"""The list of mutants made by hand fits the code."""

from __future__ import annotations

from tests.mutants.by_hand import MUTANTS, misplaced


def test_each_guard_is_where_the_list_says() -> None:
    assert misplaced() == []


def test_each_mutant_changes_something() -> None:
    assert [mutant["why"] for mutant in MUTANTS if mutant["find"] == mutant["put"]] == []
    assert len(MUTANTS) >= 40
