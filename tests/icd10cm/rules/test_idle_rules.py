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
        idle = idle_rules(facts.codes, facts.release)
        spoke = {rule.id for rule in REGISTRY if any(True for _ in rule.check(facts))}
        assert idle.isdisjoint(spoke), f"{sorted(facts.codes)}: {sorted(idle & spoke)}"


def test_one_code_that_concerns_a_rule_is_enough() -> None:
    release = load_embedded()
    assert "UnspecifiedLaterality" in idle_rules(("I10",), release)
    assert "UnspecifiedLaterality" not in idle_rules(("I10", "M25.569"), release)


def test_a_code_that_the_release_lacks_concerns_no_rule_about_titles() -> None:
    assert idle_rules(("Q00.999",), load_embedded()) == {rule.id for rule in REGISTRY if rule.concerns is not None}


def test_no_rule_is_left_out_of_an_encounter_without_codes() -> None:
    assert idle_rules((), load_embedded()) == frozenset()
