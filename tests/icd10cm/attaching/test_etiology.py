"""Which etiologies are offered first, and which metastases have no primary."""

from __future__ import annotations

import pytest

from icd10cm.attaching.etiology import likely_first, without_primary
from icd10cm.evidence.encounter_facts import EncounterFacts, read_encounter
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_OFFERED = ("T81.4", "O85", "O03.87", "P36", "A41.9")


def _facts(codes: list[str]) -> EncounterFacts:
    return read_encounter(encounter_of({"dx": codes}), load_embedded())


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        (["R65.21", "I10"], ("A41.9", "T81.4")),
        (["R65.21", "T84.53XA"], ("T81.4", "A41.9")),
        (["R65.21", "Z3A.30"], ("O85", "O03.87", "A41.9", "T81.4")),
        (["R65.21", "Z38.00"], ("P36", "A41.9", "T81.4")),
    ],
)
def test_the_likely_ones_of_a_chart_go_first(codes: list[str], expected: tuple[str, ...]) -> None:
    assert likely_first(_OFFERED, _facts(codes)) == expected


@pytest.mark.parametrize(
    ("codes", "alone"),
    [
        (["C79.51", "C78.7"], ["C79.51", "C78.7"]),
        (["C79.51", "C50.911"], []),
        (["C79.51", "Z85.3"], []),
        (["C77.3", "C80.1"], []),
        (["I10"], []),
    ],
)
def test_metastases_without_a_primary(codes: list[str], alone: list[str]) -> None:
    assert [one.code for one in without_primary(_facts(codes))] == alone
