"""`/about`: who runs the service, what is installed, and every source attribute."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

from cds_service.app import create_app
from cds_service.source_attributes import load_source_attributes
from tests.cds_service.signing import write_clients

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

    from cds_service.settings import Settings
    from cds_service.store import Store
    from icd10cm.releases.by_date import Releases


def test_the_owner_of_the_service_is_named(settings: Settings, releases: Releases, store: Store) -> None:
    named = settings.model_copy(update={"owner": "Coding Informatics <ext. 5555>"})
    page = create_app(named, releases, store=store).test_client().get("/about").text
    assert "<dt>Owner</dt><dd>Coding Informatics &lt;ext. 5555&gt;</dd>" in page


def test_without_an_owner_the_page_names_the_setting(client: FlaskClient) -> None:
    assert "CODING_CARDS_OWNER" in client.get("/about").text


def test_it_has_every_attribute_and_can_be_printed(client: FlaskClient) -> None:
    page = client.get("/about").text
    names = [each.name for section in load_source_attributes().sections for each in section.attributes]
    assert [name for name in names if f"<dt>{name}" not in page] == []
    assert "Print this page" in page


def rows(page: str, heading: str) -> list[list[str]]:
    """Return the cells of the table in the section of this heading, as a reader sees them."""
    section = page.partition(f">{heading}</h2>")[2].partition("</section>")[0]
    found = re.findall(r"<tr>(.*?)</tr>", section, re.DOTALL)
    cells = (re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in found)
    return [[unescape(re.sub(r"<[^>]+>", "", cell)) for cell in row] for row in cells]


OFF = "Rules turned off or limited here"


def test_an_optional_rule_is_shown_as_off(client: FlaskClient) -> None:
    assert rows(client.get("/about").text, OFF)[1:] == [
        ["Unspecified kind", "off (optional)", "all clients", "not in CODING_CARDS_RULES_ON"]
    ]


def test_an_installation_with_all_rules_on_says_so(settings: Settings, releases: Releases) -> None:
    whole = settings.model_copy(update={"rules_on": frozenset(("UnspecifiedKind",))})
    page = create_app(whole, releases).test_client().get("/about").text
    assert rows(page, OFF) == []
    assert "all rules show their cards to all clients" in page


def test_it_says_which_rules_are_off_and_for_which_client(
    tmp_path: Path, settings: Settings, releases: Releases
) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[adjust]]\nrules = ["MissingOrganism"]\nclients = ["main"]\nshow = false\n'
        '[[adjust]]\nrules = ["UnspecifiedSite"]\ndepartments = ["Oncology"]\ncodes = ["C"]\n'
        'minimum_strength = "documented"\n'
        '[[open_places]]\ncodes = ["M48"]\nask = false\n'
    )
    changed = settings.model_copy(
        update={
            "rules_off": frozenset(("Sequencing",)),
            "rules_on": frozenset(("UnspecifiedKind",)),
            "rules_file": rules,
            "clients_file": write_clients(tmp_path),
        }
    )
    page = create_app(changed, releases).test_client().get("/about").text
    assert rows(page, OFF)[1:] == [
        ["Sequencing", "off", "all clients", "CODING_CARDS_RULES_OFF"],
        ["Missing organism", "off", "client main", "rules file"],
        ["Unspecified site", "only where the chart states it", "department oncology; codes C", "rules file"],
        [
            "Unspecified laterality, Unspecified site",
            "an open side or site is not asked about",
            "codes M48",
            "rules file",
        ],
    ]


def test_silent_mode_turns_off_all_rules(settings: Settings, releases: Releases) -> None:
    silent = settings.model_copy(update={"mode": "silent", "read_reports": "off"})
    found = rows(create_app(silent, releases).test_client().get("/about").text, OFF)
    assert ["All rules", "off (silent mode)", "all clients", "CODING_CARDS_MODE"] in found
    assert ["All rules", "without reports and notes", "all clients", "CODING_CARDS_READ_REPORTS"] in found


def test_one_silent_client_is_named(tmp_path: Path, settings: Settings, releases: Releases) -> None:
    tables = (
        f'[clients.{name}]\niss = "https://{name}.example.org"\njwks_file = "keys.json"\nmode = "{mode}"\n'
        for name, mode in (("east", "silent"), ("west", "live"))
    )
    changed = settings.model_copy(update={"clients_file": write_clients(tmp_path, *tables)})
    found = rows(create_app(changed, releases).test_client().get("/about").text, OFF)
    assert ["All rules", "off (silent mode)", "client east", "clients file, or CODING_CARDS_MODE"] in found
