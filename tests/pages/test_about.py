"""`/about`: who runs the service, what is installed, and every source attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cds_service.app import create_app
from cds_service.source_attributes import load_source_attributes

if TYPE_CHECKING:
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
