from __future__ import annotations

import pytest

from icd10cm.errors import BrokenReleaseError
from icd10cm.index.model import IndexPart, IndexTable
from icd10cm.index.xml_reader import read_index
from tests import index_files


def entries(table: IndexTable) -> dict[str, int]:
    return {", ".join(table.path(position)): position for position in range(len(table.entries))}


def test_main_terms_and_terms_below_them_are_paths_with_codes() -> None:
    table = read_index(index_files.DISEASES)
    assert table.part == IndexPart.DISEASES
    found = entries(table)
    gangrene = table.entries[found["Diabetes, diabetic, with, gangrene"]]
    assert gangrene.codes == ("E11.52",)
    assert table.entries[found["Diabetes, diabetic"]].modifiers == "(mellitus) (sugar)"
    assert table.entries[found["Diabetes, diabetic, with, autonomic neuropathy"]].modifiers == "(poly)"
    assert table.entries[found["Attack, attacks, heart"]].see == "Infarct, myocardium"
    assert table.entries[found["Amyloid heart"]].see_also == "Infarct"


def test_a_manifestation_comes_second_and_a_dash_is_no_part_of_a_code() -> None:
    table = read_index(index_files.DISEASES)
    found = entries(table)
    assert table.entries[found["Amyloid heart"]].codes == ("E85.4", "I43")
    assert table.entries[found["Fracture, traumatic, femur, neck"]].codes == ("S72.00",)


def test_what_is_not_a_code_is_listed_and_not_guessed() -> None:
    table = read_index(index_files.DISEASES)
    assert table.dirty == ("with organ",)
    assert table.entries[entries(table)["Slip of the editors"]].codes == ("Q00.99",)


def test_a_note_between_terms_is_no_entry_of_its_own() -> None:
    assert "Ear, swimmer's" in entries(read_index(index_files.DISEASES))


@pytest.mark.parametrize(
    ("xml", "part", "path", "columns"),
    [
        (
            index_files.NEOPLASMS,
            IndexPart.NEOPLASMS,
            "Neoplasm, neoplastic, lung",
            (("Malignant Primary", "C34.9"), ("Uncertain", "D38.1")),
        ),
        (index_files.NEOPLASMS, IndexPart.NEOPLASMS, "Neoplasm, neoplastic, nowhere", ()),
        (
            index_files.DRUGS,
            IndexPart.DRUGS,
            "Penicillin",
            (("Poisoning, accidental", "T36.0X1"), ("Adverse effect", "T36.0X5")),
        ),
        (index_files.EXTERNAL_CAUSES, IndexPart.EXTERNAL_CAUSES, "Fall, falling", ()),
    ],
)
def test_the_tables_have_a_code_for_each_column(
    xml: bytes, part: IndexPart, path: str, columns: tuple[tuple[str, str], ...]
) -> None:
    table = read_index(xml)
    assert (table.part, table.entries[entries(table)[path]].columns) == (part, columns)
    assert table.dirty == ()


@pytest.mark.parametrize("xml", [b"<ICD10CM.index>", b"<ICD10CM.tabular/>", b"no xml"])
def test_what_is_no_index_is_refused(xml: bytes) -> None:
    with pytest.raises(BrokenReleaseError):
        read_index(xml)


def test_endless_nesting_is_read_or_refused() -> None:
    depth = 20_000
    body = "<mainTerm><title>a</title>" + "<term><title>b</title>" * depth + "</term>" * depth + "</mainTerm>"
    xml = f"<ICD10CM.index><title>INDEX</title><letter>{body}</letter></ICD10CM.index>".encode()
    assert len(read_index(xml).entries) == depth + 1
