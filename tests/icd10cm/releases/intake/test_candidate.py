"""Whole releases handed over as they are published, and broken in ways that downloads and hands break them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from icd10cm.errors import BrokenReleaseError, RefusedReleaseError
from icd10cm.releases.by_date import arrange
from icd10cm.releases.intake.candidate import read_candidate
from icd10cm.releases.loading import load_embedded
from tests import april_2025

if TYPE_CHECKING:
    from pathlib import Path

LOADED = arrange((load_embedded(),))


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return april_2025.published_zip(tmp_path_factory.mktemp("cdc") / "table-index-April-2025.zip", with_order_file=True)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("unpacked")
    (made / april_2025.TABULAR).write_bytes(april_2025.tabular())
    (made / "code-list-April-2025.txt").write_text(april_2025.plain_list())
    return made


def test_zip_with_an_order_file(published: Path) -> None:
    candidate = read_candidate(published, LOADED)
    release = candidate.release
    assert (release.id, release.effective_to, len(release.valid)) == ("2025-04-01", date(2025, 9, 30), 74_260)
    assert candidate.chosen.codes is not None
    assert candidate.chosen.codes.name == "icd10cm-order-April-2025.txt"
    assert release.valid.keys() == april_2025.release().valid.keys()
    dates, index, slips = candidate.remarks
    assert "taken from the name table-index-April-2025.zip" in dates
    assert index.startswith("Alphabetic Index: 29 entries (Index to Diseases and Injuries 23, ")
    assert slips.startswith("2 entries name no code of the list: ")


def test_bare_xml_without_a_code_list_is_taken_with_a_remark(tmp_path: Path) -> None:
    file = tmp_path / "tabular.xml"
    file.write_bytes(april_2025.tabular())
    with pytest.raises(BrokenReleaseError, match="give them with --from"):
        read_candidate(file, LOADED)
    candidate = read_candidate(file, LOADED, effective_from=date(2025, 4, 1))
    assert candidate.chosen.codes is None
    assert len(candidate.release.valid) == 74_260 + 76  # the code list tells 76 impossible 7th characters
    assert "without a code list" in candidate.remarks[0]


def test_every_fault_is_told_at_once_and_a_difference_can_be_accepted(tmp_path: Path) -> None:
    xml, removed = re.subn(rb"<diag>\s*<name>A09</name>.*?</diag>", b"", april_2025.tabular(), count=1, flags=re.DOTALL)
    assert removed == 1
    (tmp_path / april_2025.TABULAR).write_bytes(xml)
    (tmp_path / "code-list-April-2025.txt").write_text(april_2025.plain_list())
    with pytest.raises(RefusedReleaseError) as refused:
        read_candidate(tmp_path, LOADED, effective_from=date(2025, 10, 1))
    dates, codes = refused.value.faults
    assert "lies in fiscal year 2026" in dates
    assert codes == "in the plain list and not in the tabular list: A09"
    candidate = read_candidate(tmp_path, LOADED, accept_differences=True)
    assert codes in candidate.remarks


def test_release_that_is_loaded_already_is_refused(directory: Path) -> None:
    with pytest.raises(RefusedReleaseError, match="effective from 2025-04-01 is installed already"):
        read_candidate(directory, arrange((april_2025.release(), load_embedded())))


@pytest.mark.parametrize("share", [0.001, 0.3, 0.7, 0.99999])
def test_list_that_is_cut_off_is_refused(tmp_path: Path, share: float) -> None:
    whole = april_2025.tabular()
    file = tmp_path / april_2025.TABULAR
    file.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(BrokenReleaseError, match="not well-formed"):
        read_candidate(file, LOADED)


def test_chapter_that_is_missing_is_refused(tmp_path: Path) -> None:
    head, *chapters = april_2025.tabular().split(b"<chapter>")
    del chapters[4]
    file = tmp_path / april_2025.TABULAR
    file.write_bytes(b"<chapter>".join((head, *chapters)))
    with pytest.raises(RefusedReleaseError) as refused:
        read_candidate(file, LOADED)
    assert any("numbered" in fault for fault in refused.value.faults)


def test_entity_bomb_is_refused(tmp_path: Path) -> None:
    file = tmp_path / april_2025.TABULAR
    file.write_bytes(b'<!DOCTYPE x [<!ENTITY a "aaa">]><ICD10CM.tabular><version>&a;</version></ICD10CM.tabular>')
    with pytest.raises(RefusedReleaseError, match="document type"):
        read_candidate(file, LOADED)
