"""Where each fact of an encounter went, as the workbench and `review --explain` show it."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.inspect.placed_facts import PlacedFact, place_facts
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of


def placed(**case: Any) -> list[PlacedFact]:
    return list(place_facts(encounter_of(case), load_embedded()))


def test_each_kind_of_fact_once_in_order() -> None:
    found = placed(
        dx=["E11.621", {"code": "L97.519", "at": ["toe right"]}, "M86.171", "B95.61"],
        cultures=[{"organism": "417943000", "specimen": "bone"}],
        procedures=["CPT 36573 RT", {"number": "CPT 28820 T5", "order": True}],
    )
    assert [(fact.kind, fact.reference, fact.what, fact.to) for fact in found] == [
        ("site", "Condition/2", "right toe", ("L97.519",)),
        ("culture", "Observation/1", "Methicillin susceptible Staphylococcus aureus", ("M86.171",)),
        ("procedure", "Procedure/1", "CPT 36573, right", ()),
        ("order", "Procedure/2", "CPT 28820, right great toe", ()),
        ("organism code", "Condition/4", "B95.61", ("M86.171",)),
        ("cause", "Condition/2", "L97.519 and its cause E11.621", ("E11.621",)),
    ]
    assert all(fact.why for fact in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("R knee pain; left knee normal", [("r knee", True), ("left knee", False)]),
        ("Right knee pain, no left knee pain", [("right knee", True), ("left knee", False)]),
        ("Right knee pain, possible left knee pain", [("right knee", True), ("left knee", False)]),
    ],
)
def test_a_place_that_a_text_does_not_state_of_the_disease_counts_for_nothing(
    text: str, expected: list[tuple[str, bool]]
) -> None:
    found = [fact for fact in placed(dx=[{"code": "M25.569", "text": text}]) if fact.kind == "text"]
    assert [(fact.what, bool(fact.to)) for fact in found] == expected


def test_the_status_of_a_phrase_is_shown() -> None:
    found = placed(dx=[{"code": "M25.569", "text": "Right knee pain, no left knee pain"}])
    assert any(fact.why.startswith("negated") and not fact.to for fact in found if fact.kind == "text")


def test_an_organism_code_that_may_be_of_two_infections() -> None:
    (fact,) = [one for one in placed(dx=["N39.0", "M86.661", "B96.20"]) if one.kind == "organism code"]
    assert (fact.to, fact.why) == (("M86.661", "N39.0"), "several diagnoses that it can be about")


def test_an_organism_code_without_an_infection() -> None:
    (fact,) = [one for one in placed(dx=["I10", "B96.20"]) if one.kind == "organism code"]
    assert (fact.to, fact.why) == ((), "no diagnosis that it can be about")


def test_a_cause_that_owns_other_codes() -> None:
    (fact,) = [one for one in placed(dx=["L97.212", "E11.621"]) if one.kind == "cause"]
    assert (fact.to, fact.why) == ((), "the note of the cause names other codes")


def test_nothing_to_place() -> None:
    assert placed(dx=["I10", "M86.99"]) == []


def test_the_time_limit_is_asked() -> None:
    class UpError(Exception):
        pass

    def up() -> None:
        raise UpError

    with pytest.raises(UpError):
        place_facts(encounter_of({"dx": ["I10"] * 40}), load_embedded(), up)
