"""Accepting a suggestion settles its issue: its actions are applied to a small store, which is then reviewed again."""

from __future__ import annotations

import copy
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from cards import DeckOptions, build_deck
from fhir_mappings import read_chart
from fhir_mappings.chart.model import ChartSource
from icd10cm import review
from tests.cards.deal import PUBLIC_URL

if TYPE_CHECKING:
    from cards import Deck
    from cards.card import Suggestion
    from icd10cm.releases.release import Release

Store = list[dict[str, Any]]

RIGHT = ("24028007", "right")
LEFT = ("7771000", "left")
FEMUR = ("71341001", "Bone structure of femur")
TIBIA = ("12611008", "Bone structure of tibia")
KNEE = ("72696002", "Knee region structure")
E_COLI = ("112283007", "Escherichia coli")
MRSA = ("115329001", "Methicillin resistant Staphylococcus aureus")
GONOCOCCUS = ("68704007", "Neisseria gonorrhoeae")

# Each encounter: its diagnoses as (code, body sites with their sides), and the organisms of its cultures.
ENCOUNTERS: dict[str, tuple[list[tuple[Any, ...]], list[tuple[str, str]]]] = {
    "site and organism": ([("M86.50", (TIBIA, RIGHT))], [MRSA]),
    "side documented": ([("M86.559", (FEMUR, LEFT))], []),
    "side to ask": ([("M86.559",)], []),
    "both sides": ([("M86.559", (FEMUR, LEFT), (FEMUR, RIGHT))], []),
    "the same diagnosis twice": ([("M86.559",), ("M86.559",)], []),
    "the same diagnosis on two sides": ([("M86.559", (FEMUR, LEFT)), ("M86.559", (FEMUR, RIGHT))], []),
    "the same symptom twice": ([("R73.9",), ("E11.9",), ("R73.9",)], []),
    "organism": ([("M86.662", (TIBIA, LEFT))], [E_COLI]),
    "two organisms": ([("M86.662", (TIBIA, LEFT))], [E_COLI, MRSA]),
    "another organism": ([("M86.662", (TIBIA, LEFT)), ("B95.61",)], [MRSA]),
    "combination code": ([("M86.151", (FEMUR, RIGHT))], [GONOCOCCUS]),
    "codes that exclude each other": ([("K92.2",), ("K25.4",)], []),
    "symptom beside the disease": ([("R73.9",), ("E11.9",)], []),
    "7th character": ([("T84.53", (KNEE, RIGHT))], []),
    "placeholder": ([("T84.53A", (KNEE, RIGHT))], []),
    "other joint": ([("T84.51XA", (KNEE, RIGHT))], []),
    "other site": ([("M86.58", (TIBIA, RIGHT))], []),
    "diabetes with a complication": ([("E11.9",), ("M86.661", (TIBIA, RIGHT))], []),
    "site and two organisms": ([("M86.50", (TIBIA, RIGHT)), ("I10",)], [E_COLI, MRSA]),
    "side and organism": ([("M86.559", (FEMUR, LEFT))], [MRSA]),
    "prosthesis and organism": ([("T84.50XA", (KNEE, RIGHT))], [MRSA]),
    "hypertension with its heart and kidney": ([("I10",), ("I50.9",), ("N18.9",)], []),
    "gallstones with their cholecystitis": ([("K80.20",), ("K81.0",), ("K85.90",)], []),
}


def _store(diagnoses: list[tuple[Any, ...]], organisms: list[tuple[str, str]]) -> Store:
    links = {"subject": {"reference": "Patient/1"}, "encounter": {"reference": "Encounter/1"}}
    store: Store = [
        {
            "resourceType": "Encounter",
            "id": "1",
            "class": {"code": "IMP"},
            "subject": {"reference": "Patient/1"},
            "period": {"start": "2026-05-01", "end": "2026-05-04"},
        },
    ]
    for number, (code, *places) in enumerate(diagnoses, 1):
        coding = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}
        sites = [
            {"coding": [{"system": "http://snomed.info/sct", "code": site[0], "display": f"{site[1]}, {side[1]}"}],
             "text": f"{side[1]} {site[1]}"}
            for site, side in places
        ]  # fmt: skip
        more = {"bodySite": sites} if sites else {}
        store.append({"resourceType": "Condition", "id": f"{number}", "code": {"coding": [coding]}, **links, **more})
    for number, (organism, name) in enumerate(organisms, 1):
        store.append(
            {
                "resourceType": "Observation",
                "id": f"{number}",
                "status": "final",
                "code": {"coding": [{"system": "http://loinc.org", "code": "600-7"}]},
                "effectiveDateTime": "2026-05-02",
                "valueCodeableConcept": {
                    "coding": [{"system": "http://snomed.info/sct", "code": organism, "display": name}],
                },
                **links,
            },
        )
    return store


def _reviewed(store: Store, release: Release, **options: Any) -> Deck:
    source = ChartSource(
        patient_id="1",
        today=date(2026, 5, 4),
        encounter_id="1",
        user="Practitioner/1",
        resources=tuple(("prefetch.conditions", copy.deepcopy(each)) for each in store),
    )
    chart = read_chart(source)
    issues = review(chart.encounter, release)
    return build_deck(issues, chart, release, DeckOptions(PUBLIC_URL, max_cards=100, **options))


def _accept(store: Store, suggestion: Suggestion) -> Store:
    """Return the store after the actions, as one transaction of a FHIR server would leave it."""
    after = {f"{each['resourceType']}/{each['id']}": each for each in store}
    for number, action in enumerate(suggestion.actions):
        if action.type == "delete":
            assert action.resource_id is not None
            del after[action.resource_id]
            continue
        assert action.resource is not None
        resource = dict(action.resource)
        if action.type == "create":
            assert "id" not in resource
            resource["id"] = f"new{number}"
        else:
            assert f"Condition/{resource['id']}" in after
        after[f"Condition/{resource['id']}"] = resource
    return list(after.values())


@pytest.mark.parametrize("name", ENCOUNTERS)
def test_an_accepted_suggestion_settles_its_issue(name: str, release: Release) -> None:
    store = _store(*ENCOUNTERS[name])
    before = _reviewed(store, release)
    accepted = 0
    for card in before.shown:
        for suggestion in card.suggestions:
            after = _reviewed(_accept(store, suggestion), release)
            same = [each.issue.choices for each in after.shown if each.issue.rule == card.issue.rule]
            others = [
                each.issue.choices for each in before.shown if each.issue.rule == card.issue.rule and each is not card
            ]
            assert [choices for choices in same if choices not in others] == []
            accepted += 1
    assert accepted


@pytest.mark.parametrize("profile", ["generic", "epic"])
@pytest.mark.parametrize("name", ENCOUNTERS)
def test_what_was_dismissed_stays_dismissed_when_another_card_is_accepted(
    name: str, profile: str, release: Release
) -> None:
    store = _store(*ENCOUNTERS[name])
    before = _reviewed(store, release, profile=profile)
    for card in before.shown:
        dismissed = frozenset(each.topic for each in before.shown if each is not card)
        for suggestion in card.suggestions:
            after = _reviewed(_accept(store, suggestion), release, profile=profile, overridden=dismissed)
            back = {each.issue.rule for each in after.shown} & {
                each.issue.rule for each in before.shown if each is not card
            }
            assert back == set()
