"""Which reasons a card offers, in which order and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from cards.override_reasons import HL7_CODES, WORDS, override_reasons
from tests.cards.deal import PUBLIC_URL, deal, issue_from, scenarios

if TYPE_CHECKING:
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

CASES = scenarios()
OF_A_VALID_CODE = [
    "Code is correct as is",
    "Documented elsewhere in the chart",
    "Unable to determine",
    "Will address later",
    "Other",
]
OF_AN_ORGANISM = [*OF_A_VALID_CODE[:4], "Contaminant or colonization", "Other"]
OF_A_CODE_TO_ADD = OF_A_VALID_CODE[1:]
OF_A_LINK = ["Code is correct as is", "Unable to determine", "Will address later", "Two separate conditions", "Other"]
OF_AN_ORGANISM_TO_ADD = OF_AN_ORGANISM[1:]
OF_AN_INCOMPLETE_CODE = ["Unable to determine", "Will address later", "Other"]
OF_A_PAIR = [
    "Code is correct as is",
    "Unable to determine",
    "Will address later",
    "Two separate conditions",
    "Other",
]


def _words(issue: CodingIssue) -> list[str]:
    return [reason.display for reason in override_reasons(issue, PUBLIC_URL)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("UnspecifiedSite", OF_A_VALID_CODE),
        ("A-rule-of-a-third-party", OF_A_VALID_CODE),
        ("SeventhCharacter-contradicted", OF_A_VALID_CODE),
        ("MissingOrganism", OF_AN_ORGANISM_TO_ADD),
        ("MissingOrganism-contradicts", OF_AN_ORGANISM),
        ("UseAdditionalCode-resistance", OF_AN_ORGANISM_TO_ADD),
        ("UseAdditionalCode-kidney-stage", OF_A_CODE_TO_ADD),
        ("Sequencing", OF_A_CODE_TO_ADD),
        ("Sequencing-manifestation", OF_A_CODE_TO_ADD),
        ("CodeFirst-missing", OF_A_CODE_TO_ADD),
        ("CodeFirst-order", OF_A_LINK[1:]),
        ("ProcedureIndication-no-indication", OF_A_CODE_TO_ADD),
        ("ProcedureIndication-other-joint", OF_A_VALID_CODE),
        ("PresumedLink", OF_A_LINK),
        ("ResidualCode-elsewhere", OF_A_LINK),
        ("IncompleteCode", OF_AN_INCOMPLETE_CODE),
        ("InvalidCode", OF_AN_INCOMPLETE_CODE),
        ("SeventhCharacter", OF_AN_INCOMPLETE_CODE),
        ("Excludes1", OF_A_PAIR),
        ("Excludes1-vaguer", OF_A_PAIR),
    ],
)
def test_a_card_offers_the_reasons_that_make_sense(name: str, expected: list[str]) -> None:
    assert _words(issue_from(CASES[name])) == expected


@pytest.mark.parametrize("name", CASES)
def test_a_compliant_query_always_leaves_a_way_out(name: str) -> None:
    words = _words(issue_from(CASES[name]))
    assert "Unable to determine" in words
    assert words[-1] == "Other"
    assert words == [each for each in WORDS.values() if each in words]


def test_an_organism_code_of_any_rule_may_be_a_contaminant() -> None:
    issue = issue_from(CASES["A-rule-of-a-third-party"])
    assert "Contaminant or colonization" not in _words(issue)
    assert "Contaminant or colonization" in _words(replace(issue, choices=("B95.62",)))


def test_codes_that_clients_have_mapped_stay() -> None:
    assert list(WORDS) == [
        "disagree",
        "already-documented",
        "unable-to-determine",
        "will-address-later",
        "not-clinically-significant",
        "unrelated-conditions",
        "other",
    ]


def test_a_reason_is_one_coding_of_one_system() -> None:
    reasons = override_reasons(issue_from(CASES["Excludes1-organism"]), PUBLIC_URL)
    assert {reason.system for reason in reasons} == {f"{PUBLIC_URL}/override-reasons"}


def test_reports_can_map_every_reason_but_other() -> None:
    assert set(WORDS) - set(HL7_CODES) == {"other"}


@pytest.mark.parametrize("name", CASES)
def test_a_reason_that_the_detail_names_is_offered(name: str, release: Release) -> None:
    card = deal(release, CASES[name]).shown[0]
    last = card.detail.rpartition("\n\n")[2]
    offered = [reason.display for reason in card.override_reasons]
    assert [words for words in WORDS.values() if f'"{words}"' in last and words not in offered] == []
