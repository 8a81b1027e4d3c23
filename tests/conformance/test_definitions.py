"""Discovery, answers and the simulated client's calls against HL7's logical models; run by `make conformance`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from cds_service.app import create_app
from cds_service.examples import load_examples
from cds_service.hooks.services import SERVICES, discovery
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from cds_service.simulated_client.requests_made import hook_call
from tests.conformance.definitions import Definitions

if TYPE_CHECKING:
    from flask.testing import FlaskClient

DIRECTORY = Path(".venv/test-data/fhir-tools-ig")
# CDS Hooks 3.0 added them after the model was written.
OF_3_0 = ("version", "hookVersion")

pytestmark = [
    pytest.mark.conformance,
    pytest.mark.skipif(not DIRECTORY.is_dir(), reason="make conformance fetches HL7's models"),
]


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return Definitions(DIRECTORY)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(Settings(), load_releases(None)).test_client()


def test_discovery(definitions: Definitions) -> None:
    faults = definitions.faults("CDSHooksServices", discovery())
    assert [
        each for each in faults if not each.endswith(tuple(f".{name} is not in the model" for name in OF_3_0))
    ] == []
    without = {"services": [{k: v for k, v in each.items() if k not in OF_3_0} for each in discovery()["services"]]}
    assert definitions.faults("CDSHooksServices", without) == []


@pytest.mark.parametrize(
    "example", [each for each in load_examples() if each.status == 200], ids=lambda each: each.name
)
def test_answer_to_each_example(definitions: Definitions, client: FlaskClient, example: Any) -> None:
    call = orjson.loads(example.read())
    service = next(each.id for each in SERVICES if each.hook == call["hook"])
    answer = client.post(f"/cds-services/{service}", json=call)
    assert answer.status_code == 200
    assert definitions.faults("CDSHooksResponse", answer.get_json()) == []


@pytest.mark.parametrize("service", discovery()["services"], ids=lambda each: each["id"])
def test_call_of_the_simulated_client(definitions: Definitions, service: dict[str, Any]) -> None:
    if service["hook"] == "problem-list-item-create":
        pytest.skip("the models have no context for this hook")
    assert definitions.faults("CDSHooksRequest", hook_call(service)) == []


def test_faults_are_found(definitions: Definitions) -> None:
    card = {"summary": "", "uuid": "x", "source": {"label": "x"}, "links": {}, "colour": "red", "indicator": "info"}
    faults = definitions.faults("CDSHooksResponse", {"cards": [card]})
    assert sorted(fault.partition(" ")[0].rpartition(".")[2] for fault in faults) == [
        "colour",
        "links",
        "summary",
        "uuid",
    ]
