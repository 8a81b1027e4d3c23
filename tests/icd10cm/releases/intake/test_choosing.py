"""Which files are taken for the tabular list and its code list."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from icd10cm.errors import BrokenReleaseError
from icd10cm.releases.intake.choosing import choose
from tests.icd10cm.small_list import PLAIN_LIST, small_list

if TYPE_CHECKING:
    from pathlib import Path

XML = small_list()
OTHER_XML = b"<ICD10CM.index><version>2025</version></ICD10CM.index>"


def put(directory: Path, *names: str, content: bytes | None = None) -> Path:
    for name in names:
        file = directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content or (XML if name.endswith(".xml") else PLAIN_LIST.encode()))
    return directory


def zipped(directory: Path, name: str, *members: str) -> Path:
    with zipfile.ZipFile(directory / name, "w") as archive:
        for member in members:
            archive.writestr(member, XML if member.endswith(".xml") else PLAIN_LIST)
    return directory / name


def chosen(given: Path, codes: Path | None = None) -> tuple[str, str]:
    found = choose(given, codes)
    return found.tabular.name, "" if found.codes is None else found.codes.name


def test_list_is_known_by_its_root_and_addenda_are_left(tmp_path: Path) -> None:
    put(tmp_path, "tabular-2025.xml", "tabular-addenda-2025.xml")
    put(tmp_path, "index-2025.xml", content=OTHER_XML)
    assert chosen(tmp_path) == ("tabular-2025.xml", "")


def test_order_file_goes_before_codes_file_before_plain_list(tmp_path: Path) -> None:
    put(tmp_path, "tabular-2025.xml", "code-list-2025.txt")
    assert chosen(tmp_path)[1] == "code-list-2025.txt"
    put(tmp_path, "icd10cm-codes-2025.txt")
    assert chosen(tmp_path)[1] == "icd10cm-codes-2025.txt"
    put(tmp_path, "icd10cm-order-2025.txt", "icd10cm-order-addenda-2025.txt", "icd10pcs_order_2025.txt")
    assert chosen(tmp_path)[1] == "icd10cm-order-2025.txt"


def test_zip_with_both_and_zips_in_a_directory(tmp_path: Path) -> None:
    both = zipped(tmp_path, "all-2025.zip", "Tables/tabular-2025.xml", "Codes/icd10cm-order-2025.txt")
    assert chosen(both) == ("tabular-2025.xml", "icd10cm-order-2025.txt")
    apart = tmp_path / "apart"
    apart.mkdir()
    zipped(apart, "table-index-2025.zip", "x/tabular-2025.xml")
    zipped(apart, "Code-Descriptions-2025.zip", "y/icd10cm-order-2025.txt")
    assert chosen(apart) == ("tabular-2025.xml", "icd10cm-order-2025.txt")


def test_code_list_beside_a_file_must_be_of_the_same_dates(tmp_path: Path) -> None:
    given = zipped(tmp_path, "table-index-April-2025.zip", "tabular.xml")
    zipped(tmp_path, "code-descriptions-2025.zip", "icd10cm-order-2025.txt")
    put(tmp_path, "icd10cm-order-April-2024.txt", "notes.txt")
    assert chosen(given) == ("tabular.xml", "")
    zipped(tmp_path, "code-descriptions-April-2025.zip", "icd10cm-order-April-2025.txt")
    assert chosen(given) == ("tabular.xml", "icd10cm-order-April-2025.txt")


def test_named_code_list_goes_before_all(tmp_path: Path) -> None:
    put(tmp_path, "a/tabular-2025.xml", "a/icd10cm-order-2025.txt", "b/mine.txt")
    assert chosen(tmp_path / "a", tmp_path / "b/mine.txt")[1] == "mine.txt"
    with pytest.raises(BrokenReleaseError, match="holds no code list"):
        choose(tmp_path / "a", tmp_path / "a/tabular-2025.xml")


def test_several_are_named_and_none_is_chosen(tmp_path: Path) -> None:
    put(tmp_path, "tabular-2025.xml", "tabular-2026.xml")
    with pytest.raises(BrokenReleaseError, match=r"several tabular lists: .*2025.xml, .*2026.xml"):
        choose(tmp_path)
    put(tmp_path, "one/tabular-2025.xml", "one/order-a.txt", "one/order-b.txt")
    with pytest.raises(BrokenReleaseError, match="several code lists"):
        choose(tmp_path / "one")


def test_of_several_code_lists_the_one_of_the_same_dates_is_taken(tmp_path: Path) -> None:
    put(tmp_path, "tabular-2025.xml", "order-2024.txt", "order-2025.txt")
    assert chosen(tmp_path)[1] == "order-2025.txt"


@pytest.mark.parametrize("name", ["tabular.txt", "index.xml"])
def test_without_a_tabular_list_there_is_nothing_to_add(tmp_path: Path, name: str) -> None:
    put(tmp_path, name, content=OTHER_XML)
    with pytest.raises(BrokenReleaseError, match="no XML with a tabular list"):
        choose(tmp_path)
