"""The examples do what their list says, by the service itself, and together they show everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import orjson
import pytest

from cards.client_profiles import ProfileName
from cds_service.examples import load_examples
from cds_service.hooks.services import SERVICES
from icd10cm.rules import REGISTRY

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from cds_service.examples import Example

EXAMPLES = load_examples()
OPTIONAL = {rule.id for rule in REGISTRY if rule.is_optional}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_example_gets_the_cards_that_its_list_names(client: FlaskClient, example: Example) -> None:
    call = orjson.loads(example.read())
    service = next(each for each in SERVICES if each.hook == call["hook"])
    answer = client.post(f"/cds-services/{service.id}", json=call)
    assert answer.status_code == example.status
    cards = answer.json.get("cards", [])
    shown = [rule for rule in example.rules if rule not in OPTIONAL]
    assert [card["extension"]["org.coding-cards.issue"]["rule"] for card in cards] == shown


def test_examples_show_every_rule_profile_hook_and_silence() -> None:
    assert len(EXAMPLES) >= 12
    assert {rule for example in EXAMPLES for rule in example.rules} == {rule.id for rule in REGISTRY}
    assert {example.profile for example in EXAMPLES} == set(get_args(ProfileName))
    assert {orjson.loads(example.read())["hook"] for example in EXAMPLES} == {service.hook for service in SERVICES}
    assert any(not example.rules and example.status == 200 for example in EXAMPLES)


def test_names_are_those_of_the_files() -> None:
    names = [example.name for example in EXAMPLES]
    assert len(names) == len(set(names))
    assert {path.stem for path in EXAMPLES[0].path.parent.glob("*.json")} == set(names)


def test_one_report_is_quoted_and_others_are_not(client: FlaskClient) -> None:
    quoted = {
        example.name: "left femur" in client.post("/cds-services/coding-review-order-sign", data=example.read()).text
        for example in EXAMPLES
        if example.group == "reports"
    }
    assert quoted == {"report-names-site": True, "report-not-used": False}
