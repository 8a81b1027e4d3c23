"""What holds for attached facts in any encounter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from icd10cm import review
from icd10cm.anatomy.side import Side
from icd10cm.inspect.placed_facts import place_facts
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from icd10cm.encounter import CodedEncounter

# An infection, the organism code behind it, and a culture that is its own.
INFECTIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("N39.0", "B96.20", {"organism": "Escherichia coli", "specimen": "urine"}),
    ("M86.661", "B95.61", {"organism": "417943000", "specimen": "bone", "at": ["tibia right"]}),
    ("M00.852", "B96.5", {"organism": "Pseudomonas aeruginosa", "specimen": "joint", "at": ["hip left"]}),
    ("L03.115", "B95.62", {"organism": "115329001", "specimen": "wound", "at": ["right"]}),
    ("J86.9", "B96.1", {"organism": "Klebsiella pneumoniae", "specimen": "pleural fluid"}),
    ("K65.0", "B96.89", {"organism": "Enterobacter cloacae", "specimen": "peritoneal fluid"}),
    ("T84.54XA", "B95.7", {"organism": "Staphylococcus epidermidis", "specimen": "joint", "at": ["knee left"]}),
]
CODES = [
    *(code for code, _, _ in INFECTIONS),
    *(organism for _, organism, _ in INFECTIONS),
    "L97.512", "L97.212", "L97.222", "E11.621", "I83.012", "I83.022", "I87.311", "M86.60", "M17.10", "A41.9", "M46.26",
    "N18.4", "I12.9", "I10",
]  # fmt: skip
CULTURES = [culture for _, _, culture in INFECTIONS] + [
    {"organism": "417943000"},
    {"organism": "Escherichia coli", "specimen": "blood"},
    {"organism": "115329001", "specimen": "tissue"},
]
PROCEDURES = ["CPT 27640 RT", "PCS 0QB80ZZ", "PCS 0Y6H0Z1", "CPT 27447 LT", "CPT 36573 RT"]
OURS = ("MissingOrganism", "CodeFirst", "Sequencing", "ProcedureIndication")


def cases(*, ranked: bool) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "dx": st.lists(st.sampled_from(CODES), min_size=1, max_size=7, unique=True),
            "cultures": st.lists(st.sampled_from(CULTURES), max_size=3),
            "procedures": st.lists(st.sampled_from(PROCEDURES), max_size=2),
            "ranked": st.just(ranked),
        }
    )


def asked(encounter: CodedEncounter) -> set[tuple[str, frozenset[str], tuple[str, ...]]]:
    return {
        (issue.rule, frozenset(issue.codes), issue.choices)
        for issue in review(encounter, load_embedded())
        if issue.rule in OURS
    }


def placed(encounter: CodedEncounter) -> set[tuple[str, str, tuple[str, ...], str]]:
    return {(fact.reference, fact.what, fact.to, fact.why) for fact in place_facts(encounter, load_embedded())}


@settings(max_examples=150, deadline=None)
@given(case=cases(ranked=False), data=st.data())
def test_without_ranks_the_order_of_the_diagnoses_does_not_matter(case: dict[str, Any], data: st.DataObject) -> None:
    encounter = encounter_of(case)
    shuffled = replace(encounter, diagnoses=tuple(data.draw(st.permutations(encounter.diagnoses))))
    assert placed(encounter) == placed(shuffled)
    assert asked(encounter) == asked(shuffled)


@settings(max_examples=150, deadline=None)
@given(case=cases(ranked=True), data=st.data())
def test_the_order_of_the_cultures_and_procedures_does_not_matter(case: dict[str, Any], data: st.DataObject) -> None:
    encounter = encounter_of(case)
    shuffled = replace(
        encounter,
        cultures=tuple(data.draw(st.permutations(encounter.cultures))),
        procedures=tuple(data.draw(st.permutations(encounter.procedures))),
    )
    assert placed(encounter) == placed(shuffled)
    assert asked(encounter) == asked(shuffled)


@settings(max_examples=150, deadline=None)
@given(case=st.one_of(cases(ranked=True), cases(ranked=False)))
def test_no_question_of_order_joins_opposite_sides(case: dict[str, Any]) -> None:
    release = load_embedded()
    for issue in review(encounter_of(case), release):
        if issue.rule == "CodeFirst":
            misplaced, *first = (release.side_of(code) for code in issue.codes)
            assert all({misplaced, side} != {Side.RIGHT, Side.LEFT} for side in first)


@pytest.mark.parametrize("ranked", [True, False])
@pytest.mark.parametrize("first", INFECTIONS, ids=lambda each: each[0])
@pytest.mark.parametrize("other", INFECTIONS, ids=lambda each: each[0])
def test_another_infection_with_its_own_organism_changes_nothing(
    first: tuple[str, str, dict[str, Any]], other: tuple[str, str, dict[str, Any]], *, ranked: bool
) -> None:
    code, organism, culture = first
    alone = {"dx": [code], "cultures": [culture], "ranked": ranked}
    expected = {("MissingOrganism", frozenset((code,)), (organism,))}
    assert asked(encounter_of(alone)) == expected
    if other[0] != code:
        for dx in ([code, other[0], other[1]], [other[0], other[1], code]):
            both = {"dx": dx, "cultures": [culture, other[2]], "ranked": ranked}
            assert asked(encounter_of(both)) == expected


@pytest.mark.parametrize("first", INFECTIONS, ids=lambda each: each[0])
@pytest.mark.parametrize("other", INFECTIONS, ids=lambda each: each[0])
def test_the_organism_of_another_infection_is_never_replaced(
    first: tuple[str, str, dict[str, Any]], other: tuple[str, str, dict[str, Any]]
) -> None:
    if other[0] == first[0]:
        return
    case = {"dx": [other[0], other[1], first[0]], "cultures": [first[2]]}
    for issue in review(encounter_of(case), load_embedded()):
        assert other[1] not in issue.codes
