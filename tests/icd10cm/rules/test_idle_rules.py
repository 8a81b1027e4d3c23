"""Rules that are left out of a review since no code of the encounter concerns them: they would have asked nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import REGISTRY, idle_rules
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from icd10cm.encounter import CodedEncounter

_CASES = sorted((Path(__file__).parent / "cases").glob("*.toml"))


def _encounters(path: Path) -> list[CodedEncounter]:
    table: dict[str, list[dict[str, Any]]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return [encounter_of(case) for kind in ("fires", "silent") for case in table.get(kind, ())]


@pytest.mark.parametrize("path", _CASES, ids=lambda path: path.stem)
def test_a_rule_that_is_left_out_asks_nothing(path: Path) -> None:
    for encounter in _encounters(path):
        facts = read_encounter(encounter, load_embedded())
        idle = idle_rules(facts)
        spoke = {rule.id for rule in REGISTRY if any(True for _ in rule.check(facts))}
        assert idle.isdisjoint(spoke), f"{sorted(facts.codes)}: {sorted(idle & spoke)}"


def _idle(*codes: Any) -> frozenset[str]:
    return idle_rules(read_encounter(encounter_of({"dx": list(codes)}), load_embedded()))


def test_one_code_that_concerns_a_rule_is_enough() -> None:
    assert "UnspecifiedLaterality" in _idle("I10")
    assert "UnspecifiedLaterality" not in _idle("I10", "M25.569")


def test_a_rule_about_pairs_is_run_where_a_code_of_the_other_category_is_there() -> None:
    assert "PresumedLink" in _idle("I10", "E11.9")
    assert "PresumedLink" not in _idle("I10", "N18.30")
    assert "Excludes1" in _idle("E11.9", "I10")
    assert "Excludes1" not in _idle("E11.9", "E10.9")


def test_a_rule_about_pairs_of_one_category_is_run_where_two_codes_are_of_one() -> None:
    assert "CodedTwice" in _idle("I50.9", "I10")
    assert "CodedTwice" not in _idle("I50.9", "I50.32")


def test_a_rule_about_what_a_chart_says_beside_its_codes_is_run_where_it_says_more() -> None:
    assert {"SiteMismatch", "MissingOrganism"} <= _idle("M86.60")
    assert "SiteMismatch" not in _idle({"code": "M86.60", "text": "osteomyelitis of right tibia"})


def test_a_code_that_the_release_lacks_concerns_no_rule_about_titles() -> None:
    assert _idle("Q00.999") == {rule.id for rule in REGISTRY if rule.concerns is not None}
