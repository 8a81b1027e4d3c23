"""Orders and procedures in words as data cases (`orders.toml`, `procedures.toml`): what they lend to their reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm import review
from icd10cm.issue import Strength
from icd10cm.releases.loading import load_embedded
from tests.fhir_mappings import fhir


def _cases(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))["case"]
    return cases


CASES, DONE = _cases("orders.toml"), _cases("procedures.toml")


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
    coded = fhir.concept(fhir.ICD_10_CM, case["code"], case.get("says", ""))
    chart = fhir.read(fhir.condition(coded), draft_orders=fhir.bundle(order))
    issues = [one for one in review(chart.encounter, load_embedded()) if one.strength is Strength.PROCEDURE]
    assert [code for issue in issues for code in issue.choices] == case["codes"], case["why"]


@pytest.mark.parametrize("case", DONE, ids=lambda case: f"{case['code']} {case['text']}")
def test_a_procedure_in_words(case: dict[str, Any]) -> None:
    done = fhir.procedure(
        code=fhir.concept(fhir.CPT, case["cpt"], case["text"]), reasonReference=[fhir.ref("Condition/1")]
    )
    chart = fhir.read(fhir.condition(case["code"]), done)
    issues = [one for one in review(chart.encounter, load_embedded()) if one.strength is Strength.PROCEDURE]
    assert [code for issue in issues for code in issue.choices] == case["codes"], case["why"]


@pytest.mark.parametrize("case", _cases("body_sites.toml"), ids=lambda case: f"{case['code']} {case['text']}")
def test_a_procedure_with_a_body_site(case: dict[str, Any]) -> None:
    reason = {"reasonReference": [fhir.ref("Condition/1")]} if case.get("reason", True) else {}
    done = fhir.procedure(code={"text": case["text"]}, bodySite=[{"text": case["at"]}], **reason)
    chart = fhir.read(fhir.condition(case["code"]), done)
    issues = [one for one in review(chart.encounter, load_embedded()) if one.strength is Strength.PROCEDURE]
    assert [code for issue in issues for code in issue.choices] == case["codes"], case["why"]


def test_a_procedure_without_a_reason_says_nothing_in_words() -> None:
    done = fhir.procedure(code=fhir.concept(fhir.CPT, "50230", "Left radical nephrectomy"))
    chart = fhir.read(fhir.condition("C64.9"), done)
    assert all(one.strength is Strength.PROMPT for one in review(chart.encounter, load_embedded()))


def _named(code: str, **more: Any) -> dict[str, Any]:
    return fhir.condition(fhir.concept(fhir.ICD_10_CM, code, "Carpal tunnel syndrome"), **more)


def _lent(*resources: dict[str, Any], **order: Any) -> list[str]:
    """Return what a procedure or order without a code leads to."""
    chart = fhir.read(*resources, **order)
    issues = [one for one in review(chart.encounter, load_embedded()) if one.strength is Strength.PROCEDURE]
    return [code for issue in issues for code in issue.choices]


@pytest.mark.parametrize(
    ("reason", "others", "codes"),
    [
        ("Carpal tunnel syndrome", (), ["G56.02"]),
        ("carpal  tunnel syndrome.", (), ["G56.02"]),
        ("Trigger finger", (), []),
        ("syndrome", (), []),
        ("Carpal tunnel syndrome", (_named("G56.10", id="2"),), []),
    ],
    ids=["the words", "as written", "another disease", "a part of the words", "two diagnoses of these words"],
)
def test_a_reason_in_words(reason: str, others: tuple[dict[str, Any], ...], codes: list[str]) -> None:
    """A reasonCode without a code is the diagnosis whose own words it repeats, where it is one alone."""
    done = fhir.procedure(code={"text": "Left carpal tunnel release"}, reasonCode=[{"text": reason}])
    assert _lent(_named("G56.00"), *others, done) == codes


@pytest.mark.parametrize(("reason", "codes"), [("Condition/1", ["C50.912"]), ("Condition/2", [])])
def test_the_body_site_of_an_order_in_words(reason: str, codes: list[str]) -> None:
    order = {
        "resourceType": "ServiceRequest",
        "id": "1",
        "status": "draft",
        "intent": "order",
        "code": {"text": "Partial mastectomy with sentinel node biopsy"},
        "subject": {"reference": "Patient/p"},
        "bodySite": [{"text": "left breast"}],
        "reasonReference": [{"reference": reason}],
    }
    diagnoses = fhir.condition("C50.919"), fhir.condition("C79.51", id="2")
    assert _lent(*diagnoses, draft_orders=fhir.bundle(order)) == codes


@pytest.mark.parametrize("cases", [CASES, DONE], ids=["orders", "procedures"])
def test_as_many_are_silent_as_speak(cases: list[dict[str, Any]]) -> None:
    silent = [case for case in cases if not case["codes"]]
    assert len(silent) >= len(cases) - len(silent)
