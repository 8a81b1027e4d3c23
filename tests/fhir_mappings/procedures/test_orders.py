"""Orders in words as data cases (`orders.toml`): the side and site that they lend to their reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm import review
from icd10cm.issue import Strength
from icd10cm.releases.loading import load_embedded
from tests.fhir_mappings import fhir

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("orders.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['code']} {case['order']}")
def test_an_order_in_words(case: dict[str, Any]) -> None:
    order = {
        "resourceType": "ServiceRequest",
        "id": "1",
        "status": "draft",
        "intent": "order",
        "code": {"text": case["order"]},
        "subject": {"reference": "Patient/p"},
        "reasonReference": [{"reference": "Condition/1"}],
    }
    chart = fhir.read(fhir.condition(case["code"]), draft_orders=fhir.bundle(order))
    issues = [one for one in review(chart.encounter, load_embedded()) if one.strength is Strength.PROCEDURE]
    assert [code for issue in issues for code in issue.choices] == case["codes"], case["why"]


def test_as_many_are_silent_as_speak() -> None:
    silent = [case for case in CASES if not case["codes"]]
    assert len(silent) >= len(CASES) - len(silent)
