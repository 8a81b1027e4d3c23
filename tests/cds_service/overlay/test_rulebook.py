"""What an overlay does to the cards of the example call, through the application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from cds_service.app import create_app
from cds_service.errors import SettingsError
from cds_service.loaded_releases import load_releases
from cds_service.overlay import load_rulebook
from cds_service.settings import Settings
from icd10cm import review
from tests.examples import example
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from pathlib import Path

SITE, ORGANISM = "UnspecifiedSite", "MissingOrganism"
BOTH = {SITE, ORGANISM}


def cards(tmp_path: Path, rules: str, **encounter: Any) -> dict[str, dict[str, Any]]:
    """Return the cards of the example by rule, with a rules file and changes to its Encounter."""
    file = tmp_path / "rules.toml"
    file.write_text(rules)
    client = create_app(Settings(rules_file=file), load_releases(None)).test_client()
    call = orjson.loads(example("order-sign-osteomyelitis.json").read_bytes())
    call["prefetch"]["encounter"] |= encounter
    answer = client.post("/cds-services/coding-review-order-sign", json=call)
    assert answer.status_code == 200
    return {card["extension"]["org.coding-cards.issue"]["rule"]: card for card in answer.get_json()["cards"]}


@pytest.mark.parametrize(
    ("entries", "asked"),
    [
        ([], ["I80.10"]),
        ([(["M48"], True)], ["M48.00", "I80.10"]),
        ([(["I80.1"], False)], []),
        # A later entry overrides an earlier one.
        ([(["M"], True), (["M48.0"], False)], ["I80.10"]),
        ([(["H91.9"], True), (["I80"], False)], ["H91.90"]),
    ],
)
def test_open_places_are_asked_about_as_the_hospital_decides(
    tmp_path: Path, entries: list[tuple[list[str], bool]], asked: list[str]
) -> None:
    file = tmp_path / "rules.toml"
    file.write_text("".join(f"[[open_places]]\ncodes = {codes}\nask = {str(ask).lower()}\n" for codes, ask in entries))
    rules = load_rulebook(Settings(rules_file=file)).rules
    chart = encounter_of({"dx": ["M48.00", "I80.10", "H91.90"]})
    release = load_releases(None).for_date(chart.date_of_service)
    assert [issue.codes[0] for issue in review(chart, release, rules)] == asked


@pytest.mark.parametrize(
    ("selector", "shown"),
    [
        ("", set()),
        (f"rules = ['{SITE}']", {ORGANISM}),
        ("services = ['coding-review-order-sign']", set()),
        ("services = ['coding-review-patient-view']", BOTH),
        ("clients = ['open']", set()),
        ("codes = ['M86.5']", set()),
        ("codes = ['M86.51', 'T84']", BOTH),
        ("departments = ['orthopedics']", set()),
        ("departments = ['Location/7']", set()),
        ("departments = ['408480009']", set()),
        ("departments = ['Oncology']", BOTH),
        (f"rules = ['{SITE}']\ndepartments = ['Oncology']", BOTH),
        (f"rules = ['{ORGANISM}']\ndepartments = ['ORTHOPEDICS']", {SITE}),
    ],
)
def test_rules_are_off_where_the_selectors_say(tmp_path: Path, selector: str, shown: set[str]) -> None:
    found = cards(
        tmp_path,
        f"[[adjust]]\nshow = false\n{selector}",
        serviceType={"coding": [{"code": "408480009", "display": "Clinical"}]},
        location=[{"location": {"reference": "Location/7", "display": "Orthopedics "}}],
    )
    assert found.keys() == shown


def test_later_entry_goes_before_an_earlier_one(tmp_path: Path) -> None:
    rules = f"[[adjust]]\nshow = false\n[[adjust]]\nrules = ['{SITE}']\nshow = true"
    assert cards(tmp_path, rules).keys() == {SITE}


def test_threshold_of_strength(tmp_path: Path) -> None:
    everything = cards(tmp_path, "")
    strengths = {rule: card["extension"]["org.coding-cards.issue"]["strength"] for rule, card in everything.items()}
    rules = "[[adjust]]\nminimum_strength = 'documented'"
    assert cards(tmp_path, rules).keys() == {rule for rule, each in strengths.items() if each == "documented"}
    lowered = f"{rules}\n[[adjust]]\nminimum_strength = 'prompt'"
    assert cards(tmp_path, lowered).keys() == BOTH


def test_indicator_is_raised_for_one_rule(tmp_path: Path) -> None:
    found = cards(tmp_path, f"[[adjust]]\nrules = ['{SITE}']\nindicator = 'warning'")
    assert {rule: card["indicator"] for rule, card in found.items()} == {SITE: "warning", ORGANISM: "info"}


def test_words_are_replaced_for_a_reason_and_for_the_rest(tmp_path: Path) -> None:
    rules = f"""
        [[wording]]
        rule = "{SITE}"
        summary = "Is the bone known for {{}}?"

        [[wording]]
        rule = "{SITE}"
        because = "side"
        summary = "Which bone and side does the record name for {{}}?"
        lead = "Pick one:"

        [[wording]]
        rule = "{ORGANISM}"
        about = "Organism of the culture"
    """
    before, after = cards(tmp_path, ""), cards(tmp_path, rules)
    assert after[SITE]["summary"].startswith("Which bone and side does the record name for chronic")
    assert len(after[SITE]["summary"]) < 140
    assert "Pick one." in after[SITE]["detail"]
    assert after[ORGANISM]["summary"] == before[ORGANISM]["summary"]
    assert after[ORGANISM]["source"]["topic"]["display"].startswith("Organism of the culture")
    assert after[SITE]["source"]["topic"]["code"] == before[SITE]["source"]["topic"]["code"]


def test_clients_are_those_of_the_clients_file(tmp_path: Path) -> None:
    clients, rules = tmp_path / "clients.toml", tmp_path / "rules.toml"
    clients.write_text(
        "[clients.main-hospital]\niss = 'https://ehr.example.org'\njku = 'https://ehr.example.org/keys'\n"
    )
    rules.write_text("[[adjust]]\nclients = ['main-hospital']\nshow = false\n")
    overlay = load_rulebook(Settings(rules_file=rules, clients_file=clients)).overlay
    assert overlay.adjustments[0].clients == {"main-hospital"}
    with pytest.raises(SettingsError, match="there is no main-hospital; there are open"):
        load_rulebook(Settings(rules_file=rules))


def test_faulty_file_keeps_the_application_from_starting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"rules.toml line 1, \[\[adjust\]\]: changes nothing"):
        cards(tmp_path, "[[adjust]]\n")
