"""The workbench, as its forms send it."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from sqlalchemy import create_engine, text

from cds_service.app import create_app
from cds_service.examples import load_examples
from cds_service.limits.call_gate import CallGate
from cds_service.settings import Settings
from icd10cm.rules import REGISTRY

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from cds_service.store import Store
    from icd10cm.releases.by_date import Releases

SHOWN = frozenset(rule.id for rule in REGISTRY if not rule.is_optional)
MARKS = ("<img src=x", "<script>alert", "onerror=alert(1)>")


def example(name: str) -> dict[str, Any]:
    found = next(each for each in load_examples() if each.name == name)
    return {"request": found.read(), "profile": found.profile, "example": name}


def hidden(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return unescape(found[1])


def answered(page: str, **fields: Any) -> dict[str, Any]:
    """Return the form as the page of an answer sends it back."""
    request = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert request is not None
    return {
        "request": unescape(request[1]),
        "answer": hidden(page, "answer"),
        "answered_by": hidden(page, "answered_by"),
        "profile": "generic",
        **fields,
    }


def cards_of(page: str) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = orjson.loads(hidden(page, "answer"))["cards"]
    return cards


def test_the_trace_says_where_each_fact_went(client: FlaskClient) -> None:
    page = client.post("/workbench", data=example("order-sign-osteomyelitis")).text
    assert "Where each fact went" in page
    assert "the only diagnosis that it can be about" in page


@pytest.mark.parametrize("each", load_examples(), ids=lambda each: each.name)
def test_example_opens_and_is_sent(client: FlaskClient, each: Any) -> None:
    opened = client.get("/workbench", query_string={"example": each.name})
    assert opened.status_code == 200
    assert "Cards appear here" in opened.text
    sent = client.post("/workbench", data=example(each.name))
    assert sent.status_code == 200
    shown = [rule for rule in each.rules if rule in SHOWN]
    assert sent.text.count('<article class="card') == len(shown)
    if each.status != 200:
        assert f"Refused with status {each.status}" in sent.text
        assert "OperationOutcome" in sent.text
    elif not shown:
        assert "No cards." in sent.text


def test_profile_decides_what_is_suggested(client: FlaskClient) -> None:
    for profile, kinds in (("generic", {"update"}), ("epic", {"create"}), ("advice", set())):
        page = client.post("/workbench", data=example("residual-code") | {"profile": profile}).text
        actions = [
            action for card in cards_of(page) for each in card.get("suggestions", ()) for action in each["actions"]
        ]
        assert {action["type"] for action in actions} == kinds


def test_trace_says_what_was_read_and_left_out(client: FlaskClient) -> None:
    page = client.post("/workbench", data=example("faulty-resources")).text
    for words in ("Condition/osteomyelitis", "could not be read", "refuted", "no ICD-10-CM code", "total"):
        assert words in page


def test_a_chart_of_which_nothing_was_read_is_not_called_silent(client: FlaskClient) -> None:
    form = example("order-sign-osteomyelitis")
    request = orjson.loads(form["request"])
    for entry in request["prefetch"]["conditions"]["entry"]:
        entry["resource"]["code"] = {"coding": [{"system": "http://snomed.info/sct", "code": "40970001"}]}
    page = client.post("/workbench", data=form | {"request": orjson.dumps(request).decode()}).text
    assert "No diagnosis could be read." in page
    assert "SNOMED CT" in page
    assert "Nothing to say." not in page
    assert "there is nothing to ask" not in page
    assert "have the client send its ICD-10-CM codes too" in page


def test_accepting_changes_the_condition_and_settles_the_issue(client: FlaskClient, store: Store) -> None:
    del store
    page = client.post("/workbench", data=example("order-sign-osteomyelitis")).text
    rounds = 0
    while cards := cards_of(page):
        suggestion = cards[0]["suggestions"][0]
        page = client.post("/workbench", data=answered(page, accept=f"{cards[0]['uuid']} {suggestion['uuid']}")).text
        assert "feedback stored" in page
        rounds += 1
        assert rounds <= 2
    assert rounds == 2
    assert "<ins>+ " in page
    request = orjson.loads(answered(page)["request"])
    codes = [entry["resource"]["code"]["coding"][0]["code"] for entry in request["prefetch"]["conditions"]["entry"]]
    assert codes == ["M86.561", "I10", "B95.62"]


def test_dismissing_stores_feedback_and_silences_the_topic(client: FlaskClient, settings: Settings) -> None:
    page = client.post("/workbench", data=example("unspecified-side")).text
    (card,) = cards_of(page)
    reason = card["overrideReasons"][0]["code"]
    dismissed = client.post(
        "/workbench", data=answered(page, dismiss=card["uuid"], **{f"reason-{card['uuid']}": reason})
    ).text
    assert "feedback stored" in dismissed
    assert cards_of(dismissed) == []
    assert "dismissed before in this encounter" in dismissed
    with create_engine(settings.database_url).connect() as connection:
        rows = connection.execute(text("SELECT card, outcome, reason_code, client FROM feedback")).all()
    assert [tuple(row) for row in rows] == [(card["uuid"], "overridden", reason, "workbench")]
    # Another reader of the same example still gets its card.
    assert len(cards_of(client.post("/workbench", data=example("unspecified-side")).text)) == 1


def test_a_card_that_is_held_back_is_named_where_the_page_says_what_was_left_out(
    client: FlaskClient, settings: Settings, releases: Releases, tmp_path: Path
) -> None:
    optional = client.post("/workbench", data=example("unspecified-kind")).text
    assert optional.count("optional; CODING_CARDS_RULES_ON=UnspecifiedKind shows it") == 3  # answer, left out, notes
    off = settings.model_copy(update={"rules_off": frozenset(("UnspecifiedLaterality",))})
    page = create_app(off, releases).test_client().post("/workbench", data=example("unspecified-side")).text
    assert page.count("turned off by CODING_CARDS_RULES_OFF") == 3
    rules = tmp_path / "rules.toml"
    rules.write_text('[[adjust]]\nrules = ["UnspecifiedLaterality"]\nshow = false\n')
    filed = settings.model_copy(update={"rules_file": rules})
    page = create_app(filed, releases).test_client().post("/workbench", data=example("unspecified-side")).text
    assert page.count("turned off in the rules file") == 3


def test_what_is_left_to_do_by_hand_is_shown_after_accepting(client: FlaskClient) -> None:
    page = client.post("/workbench", data=example("residual-code") | {"profile": "epic"}).text
    (card,) = cards_of(page)
    suggestion = card["suggestions"][0]
    accepted = answered(page, accept=f"{card['uuid']} {suggestion['uuid']}", profile="epic")
    shown = unescape(client.post("/workbench", data=accepted).text)
    assert f"<li>{suggestion['actions'][0]['description']}</li>" in shown


def test_feedback_without_a_store_is_said_to_be_lost(releases: Releases) -> None:
    client = create_app(Settings(), releases).test_client()
    page = client.post("/workbench", data=example("unspecified-side")).text
    (card,) = cards_of(page)
    assert "The feedback was not stored" in client.post("/workbench", data=answered(page, dismiss=card["uuid"])).text


def test_validation_names_faults_with_their_path(client: FlaskClient) -> None:
    page = client.post("/workbench", data=example("faulty-resources") | {"validate": "1"}).text
    assert "<code>Condition/osteomyelitis</code> <code>category</code>" in page
    fine = client.post("/workbench", data=example("residual-code") | {"validate": "1"}).text
    assert "Every resource is valid FHIR R4B" in fine


@pytest.mark.parametrize(
    ("request_text", "words"),
    [
        ("", "the body is not JSON"),
        ("{", "the body is not JSON (line 1"),
        ("[]", "must be a JSON object"),
        ("{}", "hook is missing"),
        ('{"hook": "no-such-hook"}', "no service answers this hook"),
        ('{"hook": 1}', "hook must be a string"),
    ],
)
@pytest.mark.parametrize("how", ["review", "validate"])
def test_errors_are_shown_in_full(client: FlaskClient, request_text: str, words: str, how: str) -> None:
    page = client.post("/workbench", data={"request": request_text, how: "1"})
    assert page.status_code in {200, 422}
    if how == "review" or "no service" not in words:
        assert words in unescape(page.text)


@pytest.mark.parametrize(
    "fields",
    [
        {"accept": "x y"},
        {"accept": ""},
        {"dismiss": "x"},
        {"dismiss": "x", "answer": "not JSON"},
        {"dismiss": "x", "answer": '{"cards": [{"uuid": "x"}]}'},
        {"dismiss": "x", "answer": '{"cards": [{"uuid": "x"}]}', "answered_by": "nobody"},
        {"dismiss": "x", "answer": '{"cards": 1}'},
        {"accept": "x y", "answer": '{"cards": [{"uuid": "x", "suggestions": [{"uuid": "y"}]}]}'},
        {"accept": "x y", "answer": '{"cards": [{"uuid": "x", "suggestions": 1}]}'},
        {"accept": "x y", "answer": '{"cards": [{"uuid": "x", "suggestions": [1]}]}'},
        {"accept": "x y", "answer": "[]"},
    ],
)
def test_tampered_forms_are_refused_politely(client: FlaskClient, fields: dict[str, str]) -> None:
    page = client.post("/workbench", data=example("unspecified-side") | fields)
    assert page.status_code == 422
    assert "That could not be done." in page.text


def test_markup_in_a_chart_is_text(client: FlaskClient) -> None:
    page: TestResponse = client.post("/workbench", data=example("markup-in-every-text"))
    accepted = client.post(
        "/workbench",
        data=answered(
            page.text, accept=f"{cards_of(page.text)[0]['uuid']} {cards_of(page.text)[0]['suggestions'][0]['uuid']}"
        ),
    )
    for shown in (page.text, accepted.text):
        assert "alert(1)" in shown
        assert not [mark for mark in MARKS if mark in shown]
        assert 'href="javascript:' not in shown


def test_nothing_pasted_is_stored(client: FlaskClient, store: Store, settings: Settings, tmp_path: Any) -> None:
    call = orjson.loads(example("order-sign-osteomyelitis")["request"])
    marked = orjson.dumps(call).replace(b"example", b"Zyxwv-99").replace(b"right tibia", b"right tibia Qwertz")
    page = client.post("/workbench", data={"request": marked.decode()}).text
    (first, *_) = cards_of(page)
    client.post("/workbench", data=answered(page, dismiss=first["uuid"]))
    store.close()
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert first["uuid"].encode() in written
    assert b"Zyxwv" not in written
    assert b"Qwertz" not in written
    with create_engine(settings.database_url).connect() as connection:
        assert set(connection.execute(text("SELECT encounter_hash FROM cards")).scalars()) == {None}


def test_large_requests_are_read(client: FlaskClient) -> None:
    call = orjson.loads(example("order-sign-osteomyelitis")["request"])
    call["extension"] = {"org.example": "x" * 1_000_000}
    assert "2 cards" in client.post("/workbench", data={"request": orjson.dumps(call).decode()}).text


def test_a_call_of_the_workbench_may_take_no_longer_than_another(
    settings: Settings, releases: Releases, fhir_origin: str
) -> None:
    limits = {"call_timeout_ms": 100, "fetch_budget_ms": 300, "fhir_timeout_ms": 300}
    client = create_app(settings.model_copy(update=limits), releases).test_client()
    call = orjson.loads(example("order-sign-osteomyelitis")["request"])
    call |= {"prefetch": {"conditions": call["prefetch"]["conditions"]}, "fhirServer": f"{fhir_origin}/silent"}
    page = client.post("/workbench", data={"request": orjson.dumps(call).decode()}).text
    assert "the call took longer than the service allows" in page


@pytest.mark.parametrize("button", [{}, {"validate": ""}], ids=["send", "validate"])
def test_a_call_of_the_workbench_waits_for_its_turn_among_the_others(
    settings: Settings, releases: Releases, monkeypatch: pytest.MonkeyPatch, button: dict[str, str]
) -> None:
    gates: list[CallGate] = []

    def make_gate(*limits: float) -> CallGate:
        gates.append(CallGate(*limits))  # type: ignore[arg-type]
        return gates[-1]

    monkeypatch.setattr("cds_service.app.CallGate", make_gate)
    client = create_app(settings.model_copy(update={"threads": 1, "queue": 0}), releases).test_client()
    form = example("order-sign-osteomyelitis") | button
    with gates[0].admit():
        refused = client.post("/workbench", data=form)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert "the service is busy" in refused.text
    assert "M86.50" in refused.text  # what was typed is still there
    assert client.post("/workbench", data=form).status_code == 200
