"""The rules that compare diagnoses with each other grow with a long chart, and not with its pairs."""

from __future__ import annotations

import random
from collections import deque
from datetime import date
from typing import TYPE_CHECKING

import pytest

from benchmarks.bytecodes import count_bytecodes
from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import code_first, coded_twice, combination_code, sequencing
from tests.function_calls import function_calls

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.rules import Check

DAY = date(2026, 6, 12)
FEW, MANY = 800, 3200


def work_of(check: Check, codes: Sequence[str]) -> int:
    """Return how many functions a search calls for a chart with these codes, the second time that it sees them."""
    diagnoses = tuple(Diagnosis(f"Condition/{rank}", code, rank=rank) for rank, code in enumerate(codes, 1))
    encounter, release = CodedEncounter(DAY, diagnoses), load_embedded()
    deque(check(read_encounter(encounter, release)), maxlen=0)
    facts = read_encounter(encounter, release)
    return function_calls(lambda: deque(check(facts), maxlen=0))


@pytest.mark.parametrize(
    ("check", "most"),
    [
        (combination_code.pair_issues, 5),
        (sequencing.check, 5),
        (code_first.check, 12),  # its notes name 800 pairs of 800 diagnoses, and 15,700 of 3,200
    ],
)
def test_four_times_the_diagnoses_take_little_more_than_four_times_the_work(check: Check, most: int) -> None:
    codes = random.Random(8).sample(sorted(load_embedded().valid), MANY)
    assert work_of(check, codes) < most * work_of(check, codes[:FEW])


def _bytecodes_of(codes: Sequence[str]) -> int:
    encounter = CodedEncounter(DAY, tuple(Diagnosis(f"Condition/{rank}", code) for rank, code in enumerate(codes)))
    deque(coded_twice.check(read_encounter(encounter, load_embedded())), maxlen=0)
    facts = read_encounter(encounter, load_embedded())
    return count_bytecodes(lambda: deque(coded_twice.check(facts), maxlen=0)).bytecodes.total()


def test_codes_that_no_table_calls_vague_are_not_held_against_each_other() -> None:
    """A loop that calls nothing is seen in bytecodes alone; pairs take 14 times as many for four times the codes."""
    nodes = load_embedded().tabular.nodes
    leaves = {node.code[:3]: node.code for node in nodes if not node.children and node.code in load_embedded().valid}
    codes = sorted(leaves.values())
    assert _bytecodes_of(codes[:800]) < 8 * _bytecodes_of(codes[:200])
