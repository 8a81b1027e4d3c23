from __future__ import annotations

import pytest

from icd10cm.index.model import AlphabeticIndex
from icd10cm.index.searching import search_index
from icd10cm.index.xml_reader import read_index
from tests import index_files

INDEX = AlphabeticIndex(tuple(map(read_index, index_files.ALL)))


@pytest.mark.parametrize(
    ("query", "first", "codes"),
    [
        ("heart attack", "Attack, attacks, heart", ("I21.9",)),
        ("hip fracture", "Fracture, traumatic, hip", ("S72.00",)),
        ("swimmer's ear", "Ear, swimmer's", ("H60.33",)),
        ("sugar diabetes", "Diabetes, diabetic", ("E11.9",)),
        ("diab gangr", "Diabetes, diabetic, with, gangrene", ("E11.52",)),
        ("penicillin", "Penicillin", ("T36.0X1", "T36.0X5")),
        ("neoplasm lung", "Neoplasm, neoplastic, lung", ("C34.9", "D38.1")),
    ],
)
def test_every_word_has_to_be_in_the_path_and_may_be_the_beginning_of_one(
    query: str, first: str, codes: tuple[str, ...]
) -> None:
    hit = search_index(query, INDEX, 5)[0]
    assert (", ".join(hit.path), hit.codes) == (first, codes)


@pytest.mark.parametrize("query", ["", "?!", "heart attack of the hip", "iabetes"])
def test_nothing_is_found_where_a_word_is_missing(query: str) -> None:
    assert search_index(query, INDEX, 5) == ()


def test_of_entries_below_each_other_the_first_is_returned() -> None:
    assert [", ".join(hit.path) for hit in search_index("diabetes", INDEX, 9)] == ["Diabetes, diabetic"]


@pytest.mark.parametrize("path", ["Attack, attacks, open", "Loop", "Circle"])
def test_a_see_that_leaves_a_step_open_or_leads_in_circles_has_no_code(path: str) -> None:
    table = INDEX.tables[0]
    position = next(each for each in range(len(table.entries)) if ", ".join(table.path(each)) == path)
    assert table.codes_of(position) == ()
