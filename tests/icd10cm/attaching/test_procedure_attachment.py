"""Which diagnosis each procedure is for, and what it says of its place; the first procedure of a case is judged."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.attaching.procedure_attachment import load_treating_kinds
from icd10cm.attaching.procedure_sites import places_added, procedure_sites
from icd10cm.encounter import Evidence, SiteFact
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.inspect.placed_facts import place_facts
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_CASES = tomllib.loads((Path(__file__).parent / "cases" / "procedures.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_the_diagnosis_that_a_procedure_is_for(case: dict[str, Any]) -> None:
    encounter, release = encounter_of(case), load_embedded()
    placed = next(fact for fact in place_facts(encounter, release) if fact.kind in ("procedure", "order"))
    assert (placed.to, placed.why) == ((case["to"],) if case["to"] else (), case["why"])


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_what_procedures_say_of_the_place(case: dict[str, Any]) -> None:
    facts = read_encounter(encounter_of(case), load_embedded())
    said = [
        " ".join(filter(None, (fact.site, fact.side)))
        for one in facts.diagnoses
        for fact in procedure_sites(one, facts)
    ]
    assert said == case["says"]


def test_kinds_of_procedures_that_are_left_out_say_nothing() -> None:
    case = {"dx": ["M86.60"], "procedures": ["PCS 0QBG0ZZ"]}
    facts = read_encounter(encounter_of(case), load_embedded())
    assert procedure_sites(facts.diagnoses[0], facts)
    assert procedure_sites(facts.diagnoses[0], facts, leave_out=frozenset(("bone-excision",))) == ()


@pytest.mark.parametrize(
    ("at", "added", "why"),
    [
        ("wrist right", [(None, "right")], "next to the place of the fracture"),
        ("radius right", [("radius", "right")], "a place that holds that of the fracture"),
        ("shoulder right", [], "in the same arm, and not next to it"),
        ("knee right", [], "elsewhere"),
        ("wrist", [], "no side"),
    ],
)
def test_what_an_image_adds_to_a_place(at: str, added: list[tuple[str | None, str | None]], why: str) -> None:
    image = {"number": "CPT 73110", "at": [at], "reasons": ["S52.509A"]}
    facts = read_encounter(encounter_of({"dx": ["S52.509A"], "procedures": [image]}), load_embedded())
    found = places_added((), facts.diagnoses[0], facts)
    assert [(fact.site, fact.side) for fact in found] == added, why


@pytest.mark.parametrize(
    ("told", "added", "why"),
    [
        ([("radius", None)], [("radius", "right")], "the one place takes the side"),
        ([("radius", Side.LEFT)], [], "it has a side"),
        ([("radius", None), ("ulna", None)], [], "there are two places"),
        ([("knee", None)], [], "the image is of another place"),
    ],
)
def test_the_side_that_an_image_adds_to_what_is_reported(
    told: list[tuple[str, Side | None]], added: list[tuple[str, str]], why: str
) -> None:
    image = {"number": "CPT 73110", "at": ["radius right"], "reasons": ["S52.509A"]}
    facts = read_encounter(encounter_of({"dx": ["S52.509A"], "procedures": [image]}), load_embedded())
    places = [SiteFact(site, side, Evidence("Condition/1", "a place")) for site, side in told]
    found = places_added(places, facts.diagnoses[0], facts)
    assert [(fact.site, fact.side) for fact in found] == added, why


@pytest.mark.parametrize("kind", load_treating_kinds().items(), ids=lambda kind: kind[0])
def test_kinds_treat_prefixes_of_codes(kind: Any) -> None:
    valid = load_embedded().valid
    for prefix in (*kind[1].treats, *kind[1].fits):
        assert any(code.startswith(prefix) for code in valid), prefix
    if not kind[1].linked:
        assert all(prefix.startswith(kind[1].treats) for prefix in kind[1].fits), "what fits is treated"


def test_every_case_says_why_and_many_are_silent() -> None:
    assert all(case["because"] for case in _CASES)
    assert len({case["name"] for case in _CASES}) == len(_CASES)
    assert sum(not case["says"] for case in _CASES) >= sum(bool(case["says"]) for case in _CASES)
