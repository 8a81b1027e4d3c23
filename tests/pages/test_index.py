"""The Alphabetic Index on the pages of codes, and searches with and without one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cds_service.app import create_app
from cds_service.pages.codes.code_search import search
from cds_service.settings import Settings
from icd10cm.index.model import AlphabeticIndex
from icd10cm.index.xml_reader import read_index
from icd10cm.releases.by_date import arrange
from icd10cm.releases.loading import load_embedded
from tests import index_files

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.fixture(scope="module")
def with_index() -> FlaskClient:
    index = AlphabeticIndex(tuple(map(read_index, index_files.ALL)))
    release = replace(load_embedded(), index=index, derived={})
    return create_app(Settings(), arrange((release,))).test_client()


@pytest.fixture(scope="module")
def without() -> FlaskClient:
    return create_app(Settings(), arrange((load_embedded(),))).test_client()


def test_a_search_shows_the_entries_with_links_to_their_codes(with_index: FlaskClient) -> None:
    page = with_index.get("/codes?q=hip+fracture").text
    assert "Fracture, traumatic, hip" in page
    assert "see Fracture, femur, neck" in page
    assert 'href="/codes/S72.00"' in page


def test_the_page_of_a_code_shows_the_entries_that_lead_to_it(with_index: FlaskClient) -> None:
    assert "Diabetes, diabetic, with, gangrene" in with_index.get("/codes/E11.52").text
    assert "Alphabetic Index entries" not in with_index.get("/codes/M86.9").text


def test_without_an_index_nothing_is_said_of_one(without: FlaskClient) -> None:
    assert "Alphabetic Index" not in without.get("/codes?q=hip+fracture").text + without.get("/codes/E11.52").text


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("heart attack", "I21.9"),
        ("hip fracture", "S72.0"),
        ("swimmer's ear", "H60.33"),
        ("bed sore", "L89"),
        ("high blood pressure", "I10"),
        ("stroke", "I63.9"),
        ("glue ear", "H65.3"),
    ],
)
def test_everyday_names_and_inclusion_terms_are_found_without_an_index(query: str, code: str) -> None:
    found, _ = search(query, load_embedded())
    assert found[0].code == code


@pytest.mark.parametrize("query", ["heart attacker", "hip", "attack of the heart muscle"])
def test_a_part_of_an_everyday_name_finds_what_the_list_says_alone(query: str) -> None:
    found, _ = search(query, load_embedded())
    assert not {"I21.9", "S72.0"} & {node.code for node in found[:1]}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "M86.8X1",
            '<span class="tag attention">valid code, ends</span> <span>effective until Sep 30, 2026; replaced by ',
        ),
        ("E11.9", '<span class="tag good">valid code</span> <span>effective until Sep 30, 2026 (end of the list)'),
        ("G20.A1", "effective from Oct 1, 2023; G20 before"),
    ],
)
def test_the_badge_says_how_long_a_code_is_effective(without: FlaskClient, code: str, words: str) -> None:
    assert words in without.get(f"/codes/{code}").text


def test_about_names_the_code_sets_with_their_dates(without: FlaskClient) -> None:
    page = without.get("/about").text
    assert "ICD-10-CM April 2026, effective Apr 1, 2026 to Sep 30, 2026, 74,719 valid codes" in page
