"""Orders in words: the one place that they name for the diagnosis that is their reason."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.procedures.order_words import kinds_of_order, place_of_order
from icd10cm.anatomy.side import Side
from icd10cm.rules.procedure_kinds import ORDER_WORDS
from tests.fhir_mappings import fhir


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("MRI right tibia w/wo contrast", ("tibia", Side.RIGHT)),
        ("MRI left knee without contrast", ("knee", Side.LEFT)),
        ("MRI of the left knee with and without IV contrast", ("knee", Side.LEFT)),
        ("MRI right hip without gadolinium", ("hip", Side.RIGHT)),
        ("XR knee left 3 views", ("knee", Side.LEFT)),
        ("MRI KNEE LT WO", ("knee", Side.LEFT)),
        ("I&D left knee", ("knee", Side.LEFT)),
        ("XR femur, right, 2 views", ("femur", Side.RIGHT)),
        ("CT pelvis", ("pelvis", None)),
    ],
)
def test_one_place(words: str, place: tuple[str, Side | None]) -> None:
    assert place_of_order(words) == place


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("MRI bilateral feet", "both sides"),
        ("MRI right and left tibia", "two sides"),
        ("MRI right tibia and left foot", "two places"),
        ("MRI right tibia, rule out osteomyelitis", "a question"),
        ("XR right tibia, evaluate for fracture", "a question"),
        ("XR left wrist compare to right", "a comparison"),
        ("MRI with contrast", "no place"),
        ("", "nothing"),
        ("MRI right tibia " + "x" * 200, "longer than an order's name is"),
    ],
)
def test_no_place(words: str, why: str) -> None:
    assert place_of_order(words) is None, why


@pytest.mark.parametrize(
    "words", ["PICC line right arm", "Nerve block left leg", "Dressing change right foot", "Flu vaccine left deltoid"]
)
def test_orders_that_do_not_work_on_the_diseased_part(words: str) -> None:
    assert kinds_of_order(words) == ()


def order(words: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "id": "1",
        "status": "draft",
        "intent": "order",
        "code": {"text": words},
        "subject": {"reference": "Patient/p"},
        "reasonReference": [{"reference": "Condition/1"}],
    } | more


def procedures(resource: dict[str, Any]) -> Any:
    return fhir.read(fhir.condition(), draft_orders=fhir.bundle(resource)).encounter.procedures


def test_an_order_in_words_is_one_for_its_reason() -> None:
    (found,) = procedures(order("MRI right tibia"))
    assert ORDER_WORDS in found.kinds
    assert found.reasons == ("Condition/1",)
    assert [(fact.site, fact.side) for fact in found.sites] == [("tibia", Side.RIGHT)]


def test_without_a_reason_it_says_nothing() -> None:
    resource = order("MRI right tibia")
    del resource["reasonReference"]
    assert procedures(resource) == ()


def test_a_body_site_comes_before_the_words() -> None:
    (found,) = procedures(order("MRI right tibia", bodySite=[{"text": "left foot"}]))
    assert ORDER_WORDS not in found.kinds
    assert [(fact.site, fact.side) for fact in found.sites] == [("foot", Side.LEFT)]
