"""The hooks beside order-sign: the same review, and what is particular to each."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from cds_service.hooks.hook_request import read_hook_request
from cds_service.hooks.services import SERVICES
from cds_service.hooks.triggers import TRIGGER_EXTENSION, reason_for_silence
from cds_service.settings import Settings
from cds_service.store.schema.tables import CALLS, CARDS
from tests.cds_service.recorded import RecordedService, recorded_service, rule_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Call = dict[str, Any]

ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
CATEGORY = "http://terminology.hl7.org/CodeSystem/condition-category"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[RecordedService]:
    with recorded_service(tmp_path) as made:
        yield made


def as_hook(call: Call, hook: str, *without: str, **context: Any) -> Call:
    """Return the call as one of another hook about the same chart."""
    other = copy.deepcopy(call) | {"hook": hook}
    for name in without:
        del other["context"][name]
    other["context"] |= context
    return other


def rules(cards: list[Call]) -> list[str]:
    return sorted(rule_of(card) for card in cards)


def condition(name: str, code: str, category: str | None = "problem-list-item", **more: Any) -> Call:
    categories = {"category": [{"coding": [{"system": CATEGORY, "code": category}]}]} if category else {}
    return {
        "resourceType": "Condition",
        "id": name,
        "code": {"coding": [{"system": ICD10CM, "code": code}]},
        "subject": {"reference": "Patient/example"},
        **categories,
        **more,
    }


def test_each_hook_has_one_service(service: RecordedService) -> None:
    listed = service.client.get("/cds-services").get_json()["services"]
    assert {each["id"]: each["hook"] for each in listed} == {
        "coding-review-order-sign": "order-sign",
        "coding-review-order-select": "order-select",
        "coding-review-patient-view": "patient-view",
        "coding-review-encounter-start": "encounter-start",
        "coding-review-encounter-discharge": "encounter-discharge",
        "coding-review-problem-list-item-create": "problem-list-item-create",
    }
    assert len({each.hook for each in SERVICES}) == len(SERVICES)


@pytest.mark.parametrize(
    ("hook", "without", "context"),
    [
        ("order-select", (), {"selections": ["ServiceRequest/draft-1"]}),
        ("patient-view", ("draftOrders",), {}),
        ("encounter-start", ("draftOrders",), {}),
        ("encounter-discharge", ("draftOrders",), {}),
    ],
)
def test_every_hook_reviews_the_same_chart_alike(
    service: RecordedService, osteomyelitis: Call, hook: str, without: tuple[str, ...], context: Call
) -> None:
    expected = rules(service.cards("order-sign", osteomyelitis))
    assert expected == ["MissingOrganism", "UnspecifiedSite"]
    assert rules(service.cards(hook, as_hook(osteomyelitis, hook, *without, **context))) == expected
    assert {row["hook"] for row in service.rows(CALLS)} == {"order-sign", hook}
    assert {row["service"] for row in service.rows(CARDS)} == {"coding-review-order-sign", f"coding-review-{hook}"}


# --- order-select


def without_site(call: Call) -> Call:
    for entry in call["prefetch"]["conditions"]["entry"]:
        entry["resource"].pop("bodySite", None)
        entry["resource"]["code"].pop("text", None)
    call["prefetch"].pop("procedures", None)
    return call


def test_order_select_shows_only_what_is_documented(service: RecordedService, osteomyelitis: Call) -> None:
    chart = without_site(osteomyelitis)
    assert "UnspecifiedSite" in rules(service.cards("order-sign", chart))
    selected = as_hook(chart, "order-select", selections=["ServiceRequest/draft-1"])
    assert rules(service.cards("order-select", selected)) == ["MissingOrganism"]
    quiet = [row for row in service.rows(CARDS) if row["held_back"] == "quiet"]
    assert [(row["rule"], row["strength"]) for row in quiet] == [("UnspecifiedSite", "prompt")]


def test_order_select_puts_the_selected_orders_first(service: RecordedService, osteomyelitis: Call) -> None:
    conditions = osteomyelitis["prefetch"]["conditions"]["entry"]
    second = condition("thigh", "M86.659", "encounter-diagnosis", encounter={"reference": "Encounter/example"})
    second["bodySite"] = [
        {
            "coding": [
                {"system": "http://snomed.info/sct", "code": "71341001", "display": "Femur"},
                {"system": "http://snomed.info/sct", "code": "7771000", "display": "Left"},
            ]
        }
    ]
    conditions.append({"resource": second})
    drafts = osteomyelitis["context"]["draftOrders"]["entry"]
    other = copy.deepcopy(drafts[0])
    other["resource"] |= {"id": "draft-2", "reasonReference": [{"reference": "Condition/thigh"}]}
    drafts.append(other)
    for order, code in (("draft-1", "M86.50"), ("draft-2", "M86.659")):
        call = as_hook(osteomyelitis, "order-select", selections=[f"ServiceRequest/{order}"])
        first = service.cards("order-select", call)[0]
        assert first["extension"]["org.coding-cards.issue"]["codes"][0] == code


def test_selections_are_required(service: RecordedService, osteomyelitis: Call) -> None:
    call = as_hook(osteomyelitis, "order-select")
    answer = service.client.post("/cds-services/coding-review-order-select", json=call)
    assert answer.status_code == 400
    assert "context.selections" in answer.text


# --- patient-view


def request_of(trigger: object, user: str = "Practitioner/1", hook: str = "patient-view") -> Any:
    extension = {} if trigger is None else {"extension": {TRIGGER_EXTENSION: trigger}}
    context = {"userId": user, "patientId": "1", "draftOrders": {"resourceType": "Bundle"}}
    return read_hook_request({"hook": hook, "hookInstance": "x", "context": context, **extension})


@pytest.mark.parametrize(
    ("trigger", "speaks"),
    [
        (None, True),
        ("7", True),
        (7, True),
        (" 7 ", True),
        ("6", True),
        ("27", True),
        ("60", False),
        (60, False),
        ("18", False),
        ("", False),
        ("none", True),
        ({"value": 7}, False),
        (True, False),
    ],
)
def test_triggers_that_speak(trigger: object, speaks: bool) -> None:  # noqa: FBT001 - a case
    assert (reason_for_silence(request_of(trigger), Settings().patient_view_triggers) == "") is speaks


def test_trigger_is_asked_for_on_patient_view_alone() -> None:
    assert reason_for_silence(request_of("60", hook="order-sign"), ()) == ""


@pytest.mark.parametrize(("user", "speaks"), [("PractitionerRole/1", True), ("1", True), ("Patient/1", False)])
def test_only_clinicians_are_asked(user: str, speaks: bool) -> None:  # noqa: FBT001 - a case
    assert (reason_for_silence(request_of(None, user), ("none",)) == "") is speaks


def test_opened_chart_is_silent_and_counted(service: RecordedService, osteomyelitis: Call) -> None:
    call = as_hook(osteomyelitis, "patient-view", "draftOrders")
    assert service.cards("patient-view", call | {"extension": {TRIGGER_EXTENSION: "60"}}) == []
    assert len(service.cards("patient-view", call | {"extension": {TRIGGER_EXTENSION: "7"}})) == 2
    outcomes = [(row["outcome"], row["status"], row["cards_shown"]) for row in service.rows(CALLS)]
    assert sorted(outcomes) == [("cards", 200, 2), ("trigger without cards", 200, 0)]


def test_triggers_are_a_setting(tmp_path: Path, osteomyelitis: Call) -> None:
    call = as_hook(osteomyelitis, "patient-view", "draftOrders")
    with recorded_service(tmp_path, patient_view_triggers=("60",)) as service:
        assert service.cards("patient-view", call) == []
        assert len(service.cards("patient-view", call | {"extension": {TRIGGER_EXTENSION: "60"}})) == 2


# --- encounter-start and encounter-discharge


@pytest.mark.parametrize("hook", ["encounter-start", "encounter-discharge"])
def test_start_and_discharge_need_an_encounter(service: RecordedService, osteomyelitis: Call, hook: str) -> None:
    call = as_hook(osteomyelitis, hook, "draftOrders", "encounterId")
    answer = service.client.post(f"/cds-services/coding-review-{hook}", json=call)
    assert answer.status_code == 400
    assert "context.encounterId" in answer.text


def test_start_shows_only_what_is_documented(service: RecordedService, osteomyelitis: Call) -> None:
    chart = as_hook(without_site(osteomyelitis), "encounter-start", "draftOrders")
    assert rules(service.cards("encounter-start", chart)) == ["MissingOrganism"]
    discharge = as_hook(chart, "encounter-discharge")
    assert "UnspecifiedSite" in rules(service.cards("encounter-discharge", discharge))


def test_discharge_asks_about_the_whole_encounter(service: RecordedService, osteomyelitis: Call) -> None:
    chart = without_site(osteomyelitis)
    entries = chart["prefetch"]["conditions"]["entry"]
    entries.append(
        {"resource": condition("thigh", "M86.659", "encounter-diagnosis", encounter={"reference": "Encounter/example"})}
    )
    discharged = service.cards("encounter-discharge", as_hook(chart, "encounter-discharge", "draftOrders"))
    assert {card["extension"]["org.coding-cards.issue"]["codes"][0] for card in discharged} == {"M86.50", "M86.659"}


# --- problem-list-item-create


def creation(new: list[Call], listed: list[Call], **context: Any) -> Call:
    return {
        "hook": "problem-list-item-create",
        "context": {
            "userId": "Practitioner/example",
            "patientId": "example",
            "conditions": {"resourceType": "Bundle", "entry": [{"resource": each} for each in new]},
            **context,
        },
        "prefetch": {
            "conditions": {
                "resourceType": "Bundle",
                "type": "searchset",
                "entry": [{"resource": each} for each in listed],
            },
            "procedures": None,
            "cultures": None,
        },
    }


def problem_cards(service: RecordedService, *charts: Any, **context: Any) -> list[Call]:
    return service.cards("problem-list-item-create", creation(*charts, **context))


def test_new_problem_is_held_against_the_list(service: RecordedService) -> None:
    new, listed = condition("new", "A54.43"), condition("old", "M86.661")
    (card,) = problem_cards(service, [new], [listed])
    assert rule_of(card) == "Excludes1"
    assert problem_cards(service, [new], []) == []
    assert problem_cards(service, [condition("other", "I10")], [new, listed]) == []  # that question is an old one


@pytest.mark.parametrize("encounter", [{}, {"encounterId": "example"}])
def test_list_is_the_patients_and_not_an_encounters(service: RecordedService, encounter: Call) -> None:
    new = condition("new", "A54.43")
    listed = condition("old", "M86.661", encounter={"reference": "Encounter/of-last-year"})
    elsewhere = condition("old", "M86.661", "encounter-diagnosis", encounter={"reference": "Encounter/of-last-year"})
    resolved = condition("old", "M86.661", clinicalStatus={"coding": [{"code": "resolved"}]})
    assert rules(problem_cards(service, [new], [listed], **encounter)) == ["Excludes1"]
    assert problem_cards(service, [new], [elsewhere], **encounter) == []
    assert problem_cards(service, [new], [resolved], **encounter) == []


def test_what_is_not_there_yet_is_not_changed_and_what_is_added_joins_the_list(
    service: RecordedService, osteomyelitis: Call
) -> None:
    call = creation([condition("new", "M86.56")], [])
    call["prefetch"]["cultures"] = cultures = osteomyelitis["prefetch"]["cultures"]
    for entry in cultures["entry"]:
        entry["resource"]["effectiveDateTime"] = datetime.now(UTC).isoformat()  # without an encounter, today counts
    cards = {rule_of(card): card for card in service.cards("problem-list-item-create", call)}
    assert set(cards) == {"IncompleteCode", "MissingOrganism"}
    assert "suggestions" not in cards["IncompleteCode"]
    (suggestion,) = cards["MissingOrganism"]["suggestions"]
    (action,) = suggestion["actions"]
    assert action["type"] == "create"
    assert action["resource"]["category"][0]["coding"][0]["code"] == "problem-list-item"
    assert "encounter" not in action["resource"]


def test_new_problem_of_the_sandbox_shape_is_read(service: RecordedService) -> None:
    """The library's example has a bare word as category, and its Bundle no type."""
    new = condition("new", "M86.5", None) | {"category": "problem-list-item"}
    assert rules(problem_cards(service, [new], [])) == ["IncompleteCode"]


def test_conditions_are_required(service: RecordedService) -> None:
    call = creation([], [])
    del call["context"]["conditions"]
    answer = service.client.post(
        "/cds-services/coding-review-problem-list-item-create", json=call | {"hookInstance": "x"}
    )
    assert answer.status_code == 400
    assert "context.conditions" in answer.text


# --- silent mode


def test_silent_mode_computes_and_records(tmp_path: Path, osteomyelitis: Call) -> None:
    with recorded_service(tmp_path, mode="silent") as service:
        assert service.cards("order-sign", osteomyelitis) == []
        found = service.rows(CARDS)
        assert sorted((row["rule"], row["held_back"]) for row in found) == [
            ("MissingOrganism", "silent"),
            ("UnspecifiedSite", "silent"),
        ]
        assert all(each["uuid"] for row in found for each in row["suggestions"])


def test_nothing_recorded_identifies_the_patient(service: RecordedService, osteomyelitis: Call) -> None:
    text = orjson.dumps(osteomyelitis).replace(b'"example"', b'"Mark-8"').replace(b"/example", b"/Mark-8")
    assert service.cards("order-sign", orjson.loads(text))
    recorded = str(service.rows(CALLS)) + str(service.rows(CARDS))
    assert "Mark-8" not in recorded
    assert "UnspecifiedSite" in recorded


# --- profiles


@pytest.mark.parametrize(
    ("profile", "types", "system", "behavior"),
    [
        ("generic", {"update", "create"}, ICD10CM, {"at-most-one"}),
        ("epic", {"create"}, "urn:oid:2.16.840.1.113883.6.90", {"any"}),
        ("advice", set(), "", {None}),
    ],
)
def test_profile_is_a_setting(
    tmp_path: Path, osteomyelitis: Call, profile: str, types: set[str], system: str, behavior: set[str | None]
) -> None:
    with recorded_service(tmp_path, profile=profile) as service:
        cards = service.cards("order-sign", osteomyelitis)
        recorded = service.rows(CARDS)
    actions = [action for card in cards for each in card.get("suggestions", ()) for action in each["actions"]]
    assert {action["type"] for action in actions} == types
    created = [action["resource"]["code"]["coding"][0]["system"] for action in actions if action["type"] == "create"]
    assert set(created) == ({system} if types else set())
    assert {card.get("selectionBehavior") for card in cards} == behavior
    told = {action for row in recorded for each in row["suggestions"] for action in each["actions"]}
    assert told == {f"{each} Condition" for each in types}
