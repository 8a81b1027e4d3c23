"""The pages of codes with two releases loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds_service.app import create_app
from cds_service.pages.codes.release_difference import Difference, differences
from cds_service.settings import Settings
from icd10cm.releases.by_date import arrange
from icd10cm.releases.loading import load_embedded
from tests import april_2025

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def both() -> FlaskClient:
    return create_app(Settings(), arrange((load_embedded(), april_2025.release()))).test_client()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("M86.50", ()),
        ("B88.01", (Difference("the code", "", "Infestation by Demodex mites"),)),
        ("B88.0", (Difference("status", "a valid code", "a header or incomplete"),)),
        (
            "L02.212",
            (
                Difference(
                    "title",
                    "Cutaneous abscess of back [any part, except buttock]",
                    "Cutaneous abscess of back [any part, except buttock and flank]",
                ),
            ),
        ),
        ("Z99.9999", ()),
    ],
)
def test_differences(code: str, expected: tuple[Difference, ...]) -> None:
    found = differences(code, april_2025.release(), load_embedded())
    assert tuple(each for each in found if each.what in {"the code", "status", "title"}) == expected


def test_notes_that_came_and_went_are_told() -> None:
    old, new = april_2025.release(), load_embedded()
    told = [each for node in new.tabular.nodes[:3000] for each in differences(node.code, old, new)]
    assert [each for each in told if each.what == "Excludes1" and each.after and not each.before]
    assert [each for each in told if each.before and not each.after]


@pytest.mark.parametrize("address", ["/codes/L02.212", "/codes/L02.212?release=2025-04-01"])
def test_page_shows_the_older_one_first(both: FlaskClient, address: str) -> None:
    page = both.get(address).text
    assert page.index('<th scope="col">2025-04-01') < page.index('<th scope="col">2026-04-01')
    assert page.index("except buttock]</td>") < page.index("except buttock and flank]</td>")


def test_links_stay_within_the_release_that_is_shown(both: FlaskClient) -> None:
    page = both.get("/codes/M86.551?release=2025-04-01").text
    assert 'href="/codes/M86.552?release=2025-04-01"' in page
    assert 'href="/codes/A54.43?release=2025-04-01"' in page
    assert '<input type="hidden" name="release" value="2025-04-01">' in page


def test_code_of_another_release_is_pointed_to(both: FlaskClient) -> None:
    answer = both.get("/codes/B88.01?release=2025-04-01")
    assert answer.status_code == 404
    assert '<a href="/codes/B88.01?release=2026-04-01">' in answer.text


def test_start_page_lists_both(both: FlaskClient) -> None:
    page = both.get("/").text
    assert "Apr 1, 2025 to Sep 30, 2025" in page
    assert "Apr 1, 2026 to Sep 30, 2026" in page
