"""What one call may bring and how long it may take."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from cards import DeckOptions
from cards.build_deck import MOST_CARDS
from cds_service.app import create_app
from cds_service.errors import CallTimeoutError, TooManyResourcesError
from cds_service.hooks.resource_count import check_resource_count
from cds_service.hooks.review_steps import review_source
from cds_service.hooks.step_clock import StepClock
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from fhir_mappings.chart.model import ChartSource
from icd10cm.releases.loading import load_embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

PATH = "/cds-services/coding-review-order-sign"
CONDITION = {"resourceType": "Condition"}


def bundle(number: int) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": [{"resource": CONDITION}] * number}


@pytest.mark.parametrize(
    "values",
    [
        [bundle(11)],
        [bundle(6), bundle(5)],
        [CONDITION] * 11,
        [{"resourceType": "Bundle", "entry": [{"resource": bundle(6)}, {"resource": bundle(5)}]}],
    ],
)
def test_resources_are_counted_wherever_they_stand(values: list[Any]) -> None:
    with pytest.raises(TooManyResourcesError, match="more than 10"):
        check_resource_count(values, 10)
    check_resource_count(values, 11)


@pytest.mark.parametrize("values", [[], [None, "x", 7, []], [{"resourceType": "Bundle", "entry": "x"}]])
def test_what_is_no_resource_does_not_count(values: list[Any]) -> None:
    check_resource_count(values, 0)


@pytest.mark.parametrize("place", ["prefetch", "draftOrders"])
def test_call_with_too_many_resources_is_413(osteomyelitis: dict[str, Any], place: str) -> None:
    client = create_app(Settings(max_resources=10), load_releases(None)).test_client()
    if place == "prefetch":
        osteomyelitis["prefetch"]["more"] = bundle(10)
    else:
        osteomyelitis["context"]["draftOrders"] = bundle(11)
    answer = client.post(PATH, json=osteomyelitis)
    assert answer.status_code == 413
    assert answer.json["issue"][0]["code"] == "too-costly"


def test_server_that_sends_too_many_resources_is_413(osteomyelitis: dict[str, Any], fhir_origin: str) -> None:
    client = create_app(
        Settings(max_resources=10, fhir_max_pages=1000, fetch_budget_ms=3000), load_releases(None)
    ).test_client()
    osteomyelitis |= {"prefetch": {}, "fhirServer": f"{fhir_origin}/many"}
    assert client.post(PATH, json=osteomyelitis).status_code == 413


def test_no_step_begins_after_the_time_is_up() -> None:
    clock = StepClock(limit_s=0.02)
    with clock.step("first"):
        time.sleep(0.03)
    with pytest.raises(CallTimeoutError), clock.step("second"):
        raise AssertionError("it began")
    assert list(clock.durations_ms) == ["first"]


def test_chart_made_of_forbidden_pairs_leaves_little_behind(
    osteomyelitis: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    coding = {"system": "http://hl7.org/fhir/sid/icd-10-cm"}
    codes = [code for code in load_embedded().valid if code.startswith(("J", "K"))]
    entries = [
        {"resource": {"resourceType": "Condition", "id": str(number), "code": {"coding": [coding | {"code": code}]}}}
        for number, code in enumerate(codes)
    ]
    conditions = {"resourceType": "Bundle", "entry": entries}
    del osteomyelitis["context"]["encounterId"]
    client = create_app(Settings(call_timeout_ms=60_000), load_releases(None)).test_client()
    answer = client.post(PATH, json=osteomyelitis | {"prefetch": {"conditions": conditions}})
    assert (answer.status_code, len(answer.json["cards"])) == (200, 3)
    (line,) = [record.fields for record in caplog.records if record.msg == "call"]
    assert len(line["held_back"]) == MOST_CARDS - 3
    assert line["unwritten"] > 0


class EndsWithin(StepClock):
    """A clock by which the time is up in the middle of one step: when it is looked at for the fourth time there."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._within = ""
        self._looks = 0

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        with super().step(name):
            self._within = name
            yield

    def check_time(self) -> None:
        if self._within == self._name:
            self._looks += 1
            if self._looks > 3:
                raise CallTimeoutError("the time is up")


@pytest.mark.parametrize("step", ["read", "review", "build"])
def test_time_is_up_within_a_step_that_grows_with_the_chart(step: str) -> None:
    # Codes that do not exist: an issue each, so that there is much to read, to review and to build.
    coding = {"system": "http://hl7.org/fhir/sid/icd-10-cm"}
    conditions = [
        {"resourceType": "Condition", "id": str(number), "code": {"coding": [coding | {"code": f"A00.X{number}"}]}}
        for number in range(100)
    ]
    source = ChartSource("p", date(2026, 6, 18), resources=(("conditions", conditions),))
    clock = EndsWithin(step)
    with pytest.raises(CallTimeoutError):
        review_source(source, load_releases(None), DeckOptions("https://cards.example"), clock)
    assert list(clock.durations_ms)[-1] == step


def test_call_that_takes_too_long_is_503(osteomyelitis: dict[str, Any], fhir_origin: str) -> None:
    settings = Settings(call_timeout_ms=100, fetch_budget_ms=300, fhir_timeout_ms=300)
    client: FlaskClient = create_app(settings, load_releases(None)).test_client()
    conditions = osteomyelitis["prefetch"]["conditions"]
    answer = client.post(
        PATH, json=osteomyelitis | {"prefetch": {"conditions": conditions}, "fhirServer": f"{fhir_origin}/silent"}
    )
    assert (answer.status_code, answer.json["issue"][0]["code"]) == (503, "timeout")
