"""Every example with odd values in a place or two: whatever a client sends, the service itself does not fail."""

from __future__ import annotations

import copy
import random
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from cds_service.examples import load_examples
from cds_service.hooks.services import SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

    from cds_service.examples import Example

ODD = ([], {}, ["x"], {"a": 1}, None, 7, True, "", [[]], [None])
TIMES = 12
SERVICE = {service.hook: service.id for service in SERVICES}


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value within a document."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from ((*path, name), *places(inner, (*path, name)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from ((*path, number), *places(inner, (*path, number)))


def altered(document: Any, chance: random.Random) -> Any:
    """Return a document with one or two values replaced by odd ones."""
    changed = copy.deepcopy(document)
    for _ in range(chance.choice((1, 1, 2))):
        *way, last = chance.choice(list(places(changed)))
        holder = changed
        for step in way:
            holder = holder[step]
        holder[last] = copy.deepcopy(chance.choice(ODD))
    return changed


@pytest.mark.parametrize(
    "example", [each for each in load_examples() if each.status == 200], ids=lambda each: each.name
)
def test_odd_values_are_passed_over_or_refused(client: FlaskClient, example: Example) -> None:
    call, chance = orjson.loads(example.read()), random.Random(example.name)
    for _ in range(TIMES):
        sent = altered(call, chance)
        answer = client.post(f"/cds-services/{SERVICE[call['hook']]}", json=sent)
        assert answer.status_code in {200, 400, 412, 422}, orjson.dumps(sent)


def test_severity_of_an_outcome_in_prefetch_may_be_anything(client: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": ["error"], "code": ["exception"]}]}
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": outcome}]}
    osteomyelitis["prefetch"]["cultures"] = bundle
    assert client.post("/cds-services/coding-review-order-sign", json=osteomyelitis).status_code == 200


def test_code_of_an_observation_may_be_anything(client: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    observation = {"resourceType": "Observation", "id": "odd", "code": {"coding": [{"code": ["x"]}]}}
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": observation}]}
    osteomyelitis["prefetch"]["impressions"] = bundle
    assert client.post("/cds-services/coding-review-order-sign", json=osteomyelitis).status_code == 200
