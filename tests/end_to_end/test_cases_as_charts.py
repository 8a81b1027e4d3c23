"""Every rule case, told as a FHIR chart and sent to the service, gets the cards of its issues.

The cases of a rule take turns with the forms: what a form cannot tell is lost whatever the case.
"""

from __future__ import annotations

import tomllib
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from icd10cm import review
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import REGISTRY
from tests.end_to_end.fhir_form import FORMS, order_sign
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from flask.testing import FlaskClient

_CASES = Path(__file__).parent.parent / "icd10cm" / "rules" / "cases"
_PATH = "/cds-services/coding-review-order-sign"


def _cases() -> list[Any]:
    return [
        pytest.param(case, form, id=f"{path.stem}: {case['name']}, {form}")
        for path in sorted(_CASES.glob("*.toml"))
        for kind, cases in tomllib.loads(path.read_text(encoding="utf-8")).items()
        if kind in {"fires", "silent"}
        for case, form in zip(filter(_can_be_told, cases), cycle(FORMS), strict=False)
    ]


def _can_be_told(case: dict[str, Any]) -> bool:
    """Leave out what these forms cannot say: a resistance without its susceptibility, a modifier of a procedure."""
    cultures = [each for each in case.get("cultures", ()) if isinstance(each, dict)]
    numbers = [each if isinstance(each, str) else each["number"] for each in case.get("procedures", ())]
    modified = [number for number in numbers if len(number.split()) > 2]
    return not modified and not any(each.get("resistance") for each in cultures)


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """A client of the service, which holds no card back for their number, and shows those of optional rules."""
    optional = frozenset(rule.id for rule in REGISTRY if rule.is_optional)
    return create_app(Settings(max_cards=50, rules_on=optional), load_releases(None)).test_client()


@pytest.mark.parametrize(("case", "form"), _cases())
def test_chart_gets_the_cards_of_its_issues(client: FlaskClient, case: dict[str, Any], form: str) -> None:
    encounter = encounter_of(case)
    places = [len(diagnosis.sites) for diagnosis in encounter.diagnoses]
    if form == "apart" and max(places, default=0) > 1:
        form = "coded"  # a side told apart from its site fits one site only
    answer = client.post(_PATH, json=order_sign(encounter, form))
    assert answer.status_code == 200, answer.text
    shown = [card["extension"]["org.coding-cards.issue"] for card in answer.json["cards"]]
    told = sorted((one["rule"], one["codes"], one.get("suggestedCodes", []), one["strength"]) for one in shown)
    issues = review(encounter, load_embedded())
    assert told == sorted((one.rule, list(one.codes), list(one.choices), one.strength.value) for one in issues)
