"""The ranking that every attachment uses."""

from __future__ import annotations

import pytest

from icd10cm.attaching.attachment import LINKED, OWN, Rank, Reason, attach
from icd10cm.encounter import Diagnosis
from icd10cm.evidence.encounter_facts import DiagnosisFacts


def candidate(code: str) -> DiagnosisFacts:
    return DiagnosisFacts(Diagnosis(f"Condition/{code}", code), code, None, (), (), (), (), (), asked=True)


ONE, OTHER = candidate("M86.661"), candidate("N39.0")


def test_no_candidate() -> None:
    assert attach(()) == attach([])
    assert attach(()).why is Reason.NO_CANDIDATE


def test_the_only_candidate() -> None:
    found = attach([(Rank(place=3, kind=1, names=1, lacks=1), ONE)])
    assert (found.to, found.why) == (ONE, Reason.ONLY_ONE)


@pytest.mark.parametrize(
    ("better", "worse", "why"),
    [
        (Rank(linked=OWN, place=3), Rank(linked=LINKED), Reason.OWN_RESOURCE),
        (Rank(linked=LINKED, place=3), Rank(), Reason.LINKED),
        (Rank(place=0, kind=1), Rank(place=1, kind=0), Reason.SAME_PLACE),
        (Rank(kind=0, names=1), Rank(kind=1, names=0), Reason.FITTING_KIND),
        (Rank(names=0, lacks=1), Rank(names=1, lacks=0), Reason.NAMES_IT),
        (Rank(lacks=0), Rank(lacks=1), Reason.LACKS_IT),
    ],
)
def test_the_first_difference_decides(better: Rank, worse: Rank, why: Reason) -> None:
    for ranked in ([(better, ONE), (worse, OTHER)], [(worse, OTHER), (better, ONE)]):
        found = attach(ranked)
        assert (found.to, found.why) == (ONE, why)


@pytest.mark.parametrize("rank", [Rank(), Rank(linked=OWN), Rank(linked=LINKED, lacks=1)])
def test_a_tie_is_for_none(rank: Rank) -> None:
    found = attach([(rank, ONE), (rank, OTHER)])
    assert (found.to, found.why) == (None, Reason.TIE)


def test_a_tie_below_the_top_does_not_matter() -> None:
    third = candidate("L03.115")
    found = attach([(Rank(kind=1), OTHER), (Rank(), ONE), (Rank(kind=1), third)])
    assert found.to is ONE


def test_one_code_listed_twice_is_no_tie() -> None:
    again = candidate("M86.661")
    assert attach([(Rank(), ONE), (Rank(), again)]).to is ONE
    assert attach([(Rank(), ONE), (Rank(), again), (Rank(), OTHER)]).to is None


def test_reasons_read_as_the_end_of_a_sentence() -> None:
    assert all(why.value[0].islower() and not why.value.endswith(".") for why in Reason)
