"""Whether one downloaded zip is what it should be, and what is said where it is not."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest

from icd10cm.releases.intake.fitness import code_list_file_faults, table_faults

if TYPE_CHECKING:
    from pathlib import Path

LIST = """<ICD10CM.tabular><version>2027</version><introduction/><chapter><name>1</name><desc>Some (A00-B99)</desc>
<sectionIndex><sectionRef first="A00" last="A09" id="A00-A09">Some</sectionRef></sectionIndex>
<section id="A00-A09"><desc>Some (A00-A09)</desc><diag><name>A00</name><desc>Cholera</desc></diag></section>
</chapter></ICD10CM.tabular>"""
FIRST, LAST = date(2026, 10, 1), date(2027, 9, 30)


def packed(place: Path, **members: str) -> Path:
    with zipfile.ZipFile(place / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "."), text)
    return place / "a.zip"


def test_a_zip_with_the_list_of_the_year_is_fit(tmp_path: Path) -> None:
    assert table_faults(packed(tmp_path, tabular__xml=LIST), FIRST, LAST) == ()


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"readme__txt": "nothing"}, "a.zip holds no XML with a tabular list"),
        ({"tabular__xml": LIST.replace("2027", "2028")}, "the list is of fiscal year 2028"),
        ({"tabular__xml": LIST[:-30]}, "not well-formed XML"),
        ({"tabular__xml": "<!DOCTYPE x>" + LIST}, "document type"),
        ({"tabular__xml": LIST, "other__xml": LIST}, "a.zip holds several tabular lists"),
    ],
)
def test_another_zip_is_not(tmp_path: Path, members: dict[str, str], fault: str) -> None:
    (said,) = table_faults(packed(tmp_path, **members), FIRST, LAST)
    assert fault in said
    assert str(tmp_path) not in said


def test_a_damaged_zip_is_not(tmp_path: Path) -> None:
    file = packed(tmp_path, tabular__xml=LIST, codes__txt="A00 Cholera")
    assert code_list_file_faults(file) == ()
    file.write_bytes(file.read_bytes()[:-30])
    for said in (*table_faults(file, FIRST, LAST), *code_list_file_faults(file)):
        assert said.startswith("a.zip is no zip, or was cut off")


def test_a_zip_without_a_code_list_is_not(tmp_path: Path) -> None:
    assert code_list_file_faults(packed(tmp_path, tabular__xml=LIST)) == ("a.zip holds no code list",)
