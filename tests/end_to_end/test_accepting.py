"""Accepting a suggestion settles its question: through the service, on a FHIR store that carries it out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from cds_service.store.schema.tables import ACCEPTED_SUGGESTIONS
from tests.cds_service.recorded import RecordedService, recorded_service, rule_of
from tests.fhir_store import FhirStore

if TYPE_CHECKING:
    from collections.abc import Iterator

Cards = list[dict[str, Any]]

SNOMED = "http://snomed.info/sct"
RIGHT, LEFT = ("24028007", "right"), ("7771000", "left")
FEMUR, TIBIA = ("71341001", "femur"), ("12611008", "tibia")
KNEE, LUMBAR = ("72696002", "knee"), (None, "lumbar vertebra")
MRSA = ("115329001", "Methicillin resistant Staphylococcus aureus")
MSSA = ("3092008", "Staphylococcus aureus")
E_COLI = ("112283007", "Escherichia coli")
BLOOD, URINE = "600-7", "630-4"
ESBL = ("409800005", "Extended spectrum beta-lactamase producing Escherichia coli", URINE)
GONOCOCCUS = ("68704007", "Neisseria gonorrhoeae")

# Each encounter: its diagnoses as (code, sites with their sides), and the organisms of cultures, mostly of blood.
ENCOUNTERS: dict[str, tuple[list[Any], list[Any]]] = {
    "site": ([("M86.50", (TIBIA, RIGHT))], []),
    "site and organism": ([("M86.50", (TIBIA, RIGHT))], [MRSA]),
    "side": ([("M86.559", (FEMUR, LEFT))], []),
    "side to ask for": ([("M86.559",)], []),
    "both sides": ([("M86.559", (FEMUR, LEFT), (FEMUR, RIGHT))], []),
    "twice the same": ([("M86.559",), ("M86.559",)], []),
    "other site than coded": ([("M86.151", (TIBIA, RIGHT))], []),
    "residual code": ([("M86.58", (TIBIA, RIGHT))], []),
    "one of two sites in another category": ([("M86.59", (FEMUR, LEFT), (LUMBAR, None))], []),
    "organism": ([("M86.662", (TIBIA, LEFT))], [E_COLI]),
    "two organisms": ([("M86.662", (TIBIA, LEFT))], [E_COLI, MSSA]),
    "other organism than coded": ([("M86.662", (TIBIA, LEFT)), ("B95.61",)], [MRSA]),
    "combination code": ([("M86.151", (FEMUR, RIGHT))], [GONOCOCCUS]),
    "codes that exclude each other": ([("K92.2",), ("K25.4",)], []),
    "symptom beside its disease": ([("R73.9",), ("E11.9",)], []),
    "7th character": ([("T84.53", (KNEE, RIGHT))], []),
    "placeholder": ([("T84.53A", (KNEE, RIGHT))], []),
    "header": ([("M86.56", (TIBIA, RIGHT))], []),
    "header without evidence": ([("M86.56",)], []),
    "code that does not exist": ([("M86.669X", (TIBIA, LEFT))], []),
    "diabetes with a complication": ([("E11.9",), ("M86.661", (TIBIA, RIGHT))], []),
    "resistance": ([("N39.0",), ("B96.20",)], [ESBL]),
}


def condition(number: int, code: str, sites: tuple[Any, ...]) -> dict[str, Any]:
    made = {
        "resourceType": "Condition",
        "id": f"c{number}",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {
            "coding": [
                {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code},
                {"system": SNOMED, "code": "60168000", "display": "kept as it is"},
            ]
        },
        "subject": {"reference": "Patient/p"},
        "encounter": {"reference": "Encounter/e"},
    }
    if sites:
        made["bodySite"] = [
            {
                "coding": [{"system": SNOMED, "code": each[0]} for each in site if each and each[0]],
                "text": " ".join(each[1] for each in reversed(site) if each),
            }
            for site in sites
        ]
    return made


def store_with(diagnoses: list[Any], organisms: list[Any]) -> FhirStore:
    encounter = {
        "resourceType": "Encounter",
        "id": "e",
        "class": {"code": "IMP"},
        "subject": {"reference": "Patient/p"},
        "period": {"start": "2026-05-01", "end": "2026-05-04"},
    }
    cultures = [
        {
            "resourceType": "Observation",
            "id": f"o{number}",
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": loinc[0] if loinc else BLOOD}]},
            "subject": {"reference": "Patient/p"},
            "encounter": {"reference": "Encounter/e"},
            "effectiveDateTime": "2026-05-02",
            "valueCodeableConcept": {"coding": [{"system": SNOMED, "code": code, "display": name}]},
        }
        for number, (code, name, *loinc) in enumerate(organisms, 1)
    ]
    conditions = [condition(number, code, tuple(sites)) for number, (code, *sites) in enumerate(diagnoses, 1)]
    return FhirStore([encounter, *conditions, *cultures])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RecordedService]:
    with recorded_service(tmp_path_factory.mktemp("store"), max_cards=20) as made:
        yield made


def reviewed(service: RecordedService, store: FhirStore, encounter_id: str = "e") -> Cards:
    context = {"userId": "Practitioner/d", "patientId": "p", "encounterId": encounter_id}
    call = {"hook": "encounter-discharge", "context": context, "prefetch": store.prefetch(encounter_id)}
    return service.cards("encounter-discharge", call)


def question(card: dict[str, Any]) -> str:
    """Return what a card asks about: two organisms are two questions about one code."""
    issue = card["extension"]["org.coding-cards.issue"]
    return f"{issue['rule']} {issue['codes']} {issue.get('suggestedCodes')}"


def questions(cards: Cards) -> set[str]:
    return set(map(question, cards))


def accept(service: RecordedService, store: FhirStore, card: dict[str, Any], suggestion: dict[str, Any]) -> FhirStore:
    """Carry a suggestion out on a copy of the store, and tell the service that it was accepted."""
    after = store.copy()
    after.carry_out(suggestion["actions"])
    told = service.feedback(
        {
            "card": card["uuid"],
            "outcome": "accepted",
            "acceptedSuggestions": [{"id": suggestion["uuid"]}],
            "outcomeTimestamp": datetime.now(UTC).isoformat(),
        },
        service="encounter-discharge",
    )
    assert told.status_code == 200
    return after


@pytest.mark.parametrize("name", ENCOUNTERS)
def test_accepted_suggestion_settles_its_question_and_raises_none_of_its_rule(
    service: RecordedService, name: str
) -> None:
    store = store_with(*ENCOUNTERS[name])
    before = reviewed(service, store)
    suggested = [(card, each) for card in before for each in card.get("suggestions", ())]
    assert suggested, [rule_of(card) for card in before]
    for card, suggestion in suggested:
        after = reviewed(service, accept(service, store, card, suggestion))
        assert question(card) not in questions(after)
        new = [other for other in after if question(other) not in questions(before)]
        assert rule_of(card) not in map(rule_of, new), (suggestion["label"], questions(new))


def test_accepting_leaves_other_codings_and_the_encounter_alone(service: RecordedService) -> None:
    store = store_with(*ENCOUNTERS["site"])
    (card,) = (each for each in reviewed(service, store) if rule_of(each) == "UnspecifiedSite")
    after = accept(service, store, card, card["suggestions"][0])
    (changed,) = after.of_type("Condition")
    (original,) = store.of_type("Condition")
    assert [coding["code"] for coding in changed["code"]["coding"]] == ["M86.561", "60168000"]
    changed["code"] = original["code"]
    assert changed == original
    assert after.of_type("Encounter") == store.of_type("Encounter")


def test_one_after_the_other_ends_in_silence(service: RecordedService) -> None:
    store = store_with(*ENCOUNTERS["site and organism"])
    accepted = []
    while cards := [card for card in reviewed(service, store) if card.get("suggestions")]:
        accepted.append(rule_of(cards[0]))
        store = accept(service, store, cards[0], cards[0]["suggestions"][0])
        assert len(accepted) < 5
    assert sorted(accepted) == ["MissingOrganism", "UnspecifiedSite"]
    assert reviewed(service, store) == []


def test_every_rule_with_suggestions_is_among_them(service: RecordedService) -> None:
    settled = {
        rule_of(card)
        for diagnoses in ENCOUNTERS.values()
        for card in reviewed(service, store_with(*diagnoses))
        if card.get("suggestions")
    }
    assert settled >= {
        "UnspecifiedSite",
        "UnspecifiedLaterality",
        "SiteMismatch",
        "ResidualCode",
        "ExcludedSite",
        "MissingOrganism",
        "Excludes1",
        "UseAdditionalCode",
        "IncompleteCode",
        "SeventhCharacter",
        "InvalidCode",
    }


def test_accepted_suggestions_are_recorded(service: RecordedService) -> None:
    store = store_with(*ENCOUNTERS["side"])
    card = next(each for each in reviewed(service, store) if each.get("suggestions"))
    accept(service, store, card, card["suggestions"][0])
    recorded = {(row["card"], row["suggestion"]) for row in service.rows(ACCEPTED_SUGGESTIONS)}
    assert (card["uuid"], card["suggestions"][0]["uuid"]) in recorded
