"""The order of the diagnoses, and which codes never go first."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.evidence.encounter_facts import EncounterFacts, read_encounter
from icd10cm.evidence.sequence import (
    comes_before,
    first_ranked,
    is_manifestation,
    is_sequela,
    is_unacceptable_principal,
    never_first,
    says_elsewhere,
)
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of


def _facts(*dx: Any, ranked: bool = True) -> EncounterFacts:
    return read_encounter(encounter_of({"dx": list(dx), "ranked": ranked}), load_embedded())


def _ranked(code: str, rank: int, use: str = "") -> dict[str, Any]:
    return {"code": code, "rank": rank} | ({"use": use} if use else {})


@pytest.mark.parametrize(
    ("one", "other", "before"),
    [
        (_ranked("I10", 1), _ranked("J18.9", 2), True),
        (_ranked("I10", 2), _ranked("J18.9", 1), False),
        (_ranked("I10", 1), _ranked("J18.9", 1), False),
        (_ranked("I10", 1, "AD"), _ranked("J18.9", 2, "DD"), False),
        (_ranked("I10", 1, "AD"), _ranked("J18.9", 2, "AD"), True),
    ],
)
def test_ranks_of_one_use_are_compared(one: Any, other: Any, before: bool) -> None:  # noqa: FBT001
    by_code = {each.code: each for each in _facts(one, other).diagnoses}
    assert comes_before(by_code["I10"], by_code["J18.9"]) is before


def test_without_ranks_none_is_before_another() -> None:
    one, other = _facts("I10", "J18.9", ranked=False).diagnoses
    assert not comes_before(one, other)
    assert not comes_before(other, one)


@pytest.mark.parametrize(
    ("facts", "first"),
    [
        (_facts("I10", "J18.9"), ["I10"]),
        (_facts(_ranked("I10", 2), _ranked("J18.9", 1)), ["J18.9"]),
        (_facts(_ranked("I10", 1), _ranked("J18.9", 1), _ranked("E11.9", 2)), ["I10", "J18.9"]),
        (_facts(_ranked("I10", 2, "AD"), _ranked("J18.9", 1, "DD"), _ranked("E11.9", 2, "DD")), ["J18.9", "I10"]),
        (_facts("I10", "J18.9", ranked=False), []),
        (_facts(), []),
    ],
)
def test_the_first_of_each_use(facts: EncounterFacts, first: list[str]) -> None:
    assert [one.code for one in first_ranked(facts)] == first


@pytest.mark.parametrize(
    ("title", "elsewhere"),
    [
        ("Dementia in other diseases classified elsewhere", True),
        ("Other chronic hepatitis, not elsewhere classified", False),
        ("Arthropathy in diseases classified elsewhere, not elsewhere classified", True),
        ("Osteomyelitis", False),
    ],
)
def test_titles_of_diseases_classified_elsewhere(title: str, elsewhere: bool) -> None:  # noqa: FBT001
    assert says_elsewhere(title) is elsewhere


@pytest.mark.parametrize(
    ("code", "manifestation", "unacceptable", "never"),
    [
        ("F02.80", True, True, False),
        ("G63", True, True, False),
        ("D63.1", False, True, False),  # by the list of the Medicare Code Editor alone
        ("I10", False, False, False),
        ("B95.62", True, True, True),  # "as the cause of diseases classified elsewhere"
        ("Z16.12", False, False, True),
        ("Z96.651", False, False, True),
        ("W19.XXXA", False, False, True),
        ("E99.99", False, False, False),
    ],
)
def test_what_goes_behind_another_code(
    code: str,
    manifestation: bool,  # noqa: FBT001
    unacceptable: bool,  # noqa: FBT001
    never: bool,  # noqa: FBT001
) -> None:
    (one,) = _facts(code).diagnoses
    assert (is_manifestation(one), is_unacceptable_principal(one), never_first(one)) == (
        manifestation,
        unacceptable,
        never,
    )


@pytest.mark.parametrize(
    ("code", "sequela"),
    [("S06.0X0S", True), ("S06.0X0A", False), ("S06.0X0D", False), ("I69.351", False), ("I10", False), ("XXX", False)],
)
def test_the_7th_character_says_sequela(code: str, sequela: bool) -> None:  # noqa: FBT001
    facts = _facts(code)
    assert is_sequela(facts.diagnoses[0], facts) is sequela
