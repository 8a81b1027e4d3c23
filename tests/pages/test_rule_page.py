"""A rule's page: a sample card from its example, its figures where nobody needs a password, and the report's topics."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from cds_service.app import create_app
from cds_service.pages.report.topic_codes import codes_of_topic
from icd10cm.rules import RULES
from tests.cds_service.signing import write_clients
from tests.recorded import record_calls

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from cds_service.settings import Settings
    from cds_service.store import Store
    from icd10cm.releases.by_date import Releases
    from icd10cm.releases.release import Release


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_shows_a_card_that_cannot_be_pressed(rule: str, client: FlaskClient) -> None:
    page = client.get(f"/rules/{rule}").text
    assert "A card of this rule" in page
    assert "Reasons for dismissing" in page
    assert 'name="accept"' not in page


def test_a_sample_card_is_not_recorded(client: FlaskClient, store: Store) -> None:
    client.get("/rules/MissingOrganism")
    store.close()
    assert "No card of this rule was shown" in client.get("/rules/MissingOrganism").text


def test_a_sample_shows_a_rule_that_is_off(settings: Settings, releases: Releases, store: Store) -> None:
    off = settings.model_copy(update={"rules_off": frozenset(("MissingOrganism",))})
    client = create_app(off, releases, store=store).test_client()
    assert "A card of this rule" in client.get("/rules/MissingOrganism").text


def test_figures_of_the_rule_are_shown(client: FlaskClient, store: Store) -> None:
    record_calls(store, datetime.now(UTC))
    store.close()
    page = client.get("/rules/MissingOrganism").text
    assert "cards shown" in page
    assert "95% confidence interval" in page
    assert "/report?rule=MissingOrganism" in page


def test_figures_stay_in_the_report_where_it_asks_for_a_password(
    tmp_path: Path, releases: Releases, settings: Settings, store: Store
) -> None:
    record_calls(store, datetime.now(UTC))
    guarded = settings.model_copy(update={"clients_file": write_clients(tmp_path)})
    page = create_app(guarded, releases, store=store).test_client().get("/rules/MissingOrganism").text
    assert "cards shown" not in page
    assert "/report?rule=MissingOrganism" in page


@pytest.mark.parametrize(
    ("topic", "rule", "codes"),
    [
        ("MissingOrganismN3000B9620", "MissingOrganism", ("N30.00", "B96.20")),
        ("UnspecifiedSiteM8650", "UnspecifiedSite", ("M86.50",)),
        ("UnspecifiedLateralityS82243A", "UnspecifiedLaterality", ("S82.243A",)),
        ("Excludes1I10I119", "Excludes1", ("I10", "I11.9")),
        ("Excludes1I10XXXXX", "Excludes1", ()),
        ("UnspecifiedSite", "UnspecifiedSite", ()),
        ("M8650", "UnspecifiedSite", ()),
    ],
)
def test_codes_of_a_topic(topic: str, rule: str, codes: tuple[str, ...], release: Release) -> None:
    assert codes_of_topic(topic, rule, release) == codes


@pytest.fixture(scope="module")
def release(releases: Releases) -> Release:
    return releases.all[0]


def test_an_optional_rule_says_how_to_turn_it_on(client: FlaskClient) -> None:
    page = client.get("/rules/UnspecifiedKind").text
    assert "CODING_CARDS_RULES_ON=UnspecifiedKind" in page
    assert "CODING_CARDS_RULES_OFF=UnspecifiedKind" not in page
    assert "off here" in client.get("/rules").text


def test_a_rule_says_how_to_turn_it_off_for_all_and_for_one_client(client: FlaskClient) -> None:
    page = client.get("/rules/Sequencing").text
    assert "CODING_CARDS_RULES_OFF=Sequencing" in page
    assert "CODING_CARDS_RULES_ON" not in page
    assert "[[adjust]]" in page


def test_a_rule_that_the_setting_turns_off_says_how_to_turn_it_on(settings: Settings, releases: Releases) -> None:
    off = settings.model_copy(update={"rules_off": frozenset(("UnspecifiedKind",))})
    page = create_app(off, releases).test_client().get("/rules/UnspecifiedKind").text
    assert "out of <code>CODING_CARDS_RULES_OFF</code>" in page
