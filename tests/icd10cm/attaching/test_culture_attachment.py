"""Which infection each culture belongs to, and what is asked of it; the first culture of a case is judged."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm import review
from icd10cm.attaching.culture_attachment import attach_cultures, is_of_organism, may_be_of
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.inspect.placed_facts import place_facts
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_CASES = tomllib.loads((Path(__file__).parent / "cases" / "cultures.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["name"])
def test_the_infection_that_a_culture_is_about(case: dict[str, Any]) -> None:
    encounter, release = encounter_of(case), load_embedded()
    placed = next(fact for fact in place_facts(encounter, release) if fact.kind == "culture")
    assert (placed.to, placed.why) == ((case["to"],) if case["to"] else (), case["why"])
    asked = [
        [issue.codes[0], issue.choices[0]] for issue in review(encounter, release) if issue.rule == "MissingOrganism"
    ]
    assert asked == ([case["asks"]] if "asks" in case else [])


@pytest.mark.parametrize(
    ("dx", "culture", "owns", "coded"),
    [
        # The infection that it belongs to, and no other diagnosis.
        (["N39.0", "N20.0"], {"specimen": "urine"}, [True, False], [True, False]),
        # Several infections: it may be of the organism of any, and belongs to none.
        (["N39.0", "M86.161"], {}, [False, False], [True, True]),
        # No infection: what the specimen and its place can be about.
        (["N20.0"], {"specimen": "blood"}, [True], [False]),
        (["N20.0"], {"specimen": "urine"}, [False], [False]),
        (["M25.561"], {"specimen": "joint", "at": ["knee right"]}, [True], [False]),
        (["M25.561"], {"specimen": "joint", "at": ["knee left"]}, [False], [False]),
        (["M25.561"], {"specimen": "joint", "at": ["hip right"]}, [False], [False]),
        (["M25.561"], {"specimen": "urine"}, [False], [False]),
        # An infection that the specimen is not about.
        (["L03.115"], {"specimen": "urine"}, [False], [False]),
    ],
)
def test_what_a_culture_may_be_of(dx: list[str], culture: dict[str, Any], owns: list[bool], coded: list[bool]) -> None:
    case = {"dx": dx, "cultures": [{"organism": "112283007", **culture}]}
    facts = read_encounter(encounter_of(case), load_embedded())
    ((grown, attachment),) = attach_cultures(facts)
    assert [may_be_of(grown, attachment, one, facts) for one in facts.diagnoses] == owns
    assert [is_of_organism(grown, one, facts) for one in facts.diagnoses] == coded


def test_every_case_says_why_and_many_are_silent() -> None:
    assert all(case["because"] for case in _CASES)
    assert len({case["name"] for case in _CASES}) == len(_CASES)
    assert sum("asks" not in case for case in _CASES) >= 15
