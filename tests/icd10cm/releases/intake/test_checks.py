"""Each check of a release that is handed over, with a fault that it has to find."""

from __future__ import annotations

from datetime import date

import pytest

from icd10cm.errors import BrokenReleaseError
from icd10cm.releases.intake import checks
from icd10cm.releases.loading import load_embedded
from icd10cm.tabular.code_lists import read_code_list
from icd10cm.tabular.xml_reader import read_tabular
from tests import april_2025
from tests.icd10cm.small_list import CHOLERA, small_list, small_release

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<ICD10CM.tabular><version>&b;</version></ICD10CM.tabular>"
)
OUTSIDE = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'


@pytest.mark.parametrize("xml", [BOMB, OUTSIDE, "<!DOCTYPE ICD10CM.tabular><ICD10CM.tabular/>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_type_is_refused(xml: str, encoding: str) -> None:
    (fault,) = checks.doctype_faults(xml.encode(encoding))
    assert "document type" in fault


def test_document_without_a_type_is_read_on() -> None:
    assert checks.doctype_faults(small_list()) == ()
    assert checks.doctype_faults(april_2025.tabular()) == ()
    assert checks.doctype_faults(b"<cut") == ()


def test_entity_bomb_does_not_expand_in_the_reader_either() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11))
    bomb = (
        f'<!DOCTYPE x [<!ENTITY e0 "{"x" * 1000}">{levels}]><ICD10CM.tabular><version>&e10;</version></ICD10CM.tabular>'
    )
    with pytest.raises(BrokenReleaseError, match="amplification"):
        read_tabular(bomb.encode())


@pytest.mark.parametrize(
    ("xml", "fault"),
    [
        (small_list(), "1 chapters, not 21 or more"),
        (small_list(index="B00-B09"), "sections that a chapter's index names are missing: B00-B09"),
        (small_list().replace(b"<sectionRef", b"<other"), "no index of their sections"),
        (small_list().replace(b"<name>1<", b"<name>2<"), r"numbered \[2\], not from 1"),
        (small_list(CHOLERA.replace("Cholera due to one", " ")), "without a title: A00.0"),
    ],
)
def test_structure(xml: bytes, fault: str) -> None:
    found = checks.structure_faults(xml, read_tabular(xml))
    assert any(fault.replace("\\", "") in each for each in found), found


def test_published_list_is_in_order() -> None:
    release = april_2025.release()
    assert checks.structure_faults(april_2025.tabular(), release.tabular) == ()
    assert checks.reference_faults(release) == ()
    assert checks.count_faults(release, load_embedded()) == ()
    for codes in (april_2025.plain_list(), april_2025.order_file()):
        assert checks.code_list_faults(release, read_code_list(codes)) == ()


def order(**flags: int) -> str:
    return "".join(f"{n:05} {code:<7} {flag} x x\n" for n, (code, flag) in enumerate(flags.items(), 1))


@pytest.mark.parametrize(
    ("codes", "fault"),
    [
        (order(A00=0, A000=1), "in the tabular list and not in the order file: A00.9"),
        (order(A00=0, A000=1, A009=1, B00=1), "in the order file and not in the tabular list: B00"),
        (order(A00=1, A000=1, A009=1), "valid in the order file, and headers in the tabular list: A00"),
        (order(A00=0, A000=0, A009=1), "headers in the order file, and valid in the tabular list: A00.0"),
        ("A000    x\n", "not in the codes file: A00.9"),
        ("A000    x\nA009    x\nB00     x\n", "not in the tabular list: B00"),
        ("A00\nA000\n", "not in the plain list: A00.9"),
    ],
)
def test_code_list_that_differs(codes: str, fault: str) -> None:
    (found,) = checks.code_list_faults(small_release(), read_code_list(codes))
    assert found.endswith(fault)


@pytest.mark.parametrize(
    "codes", [order(A00=0, A000=1, A009=1), "A000    x\nA009    x\n", "1\nA00-A09\nA00\nA000\nA009"]
)
def test_code_list_that_agrees(codes: str) -> None:
    assert checks.code_list_faults(small_release(), read_code_list(codes)) == ()


def test_order_file_that_is_cut_off_differs_wherever_it_is_cut() -> None:
    lines = april_2025.order_file().splitlines(keepends=True)
    for kept in (1, len(lines) // 2, len(lines) - 1):
        assert checks.code_list_faults(april_2025.release(), read_code_list("".join(lines[:kept])))


def test_far_fewer_codes_than_the_nearest_release() -> None:
    (fault,) = checks.count_faults(small_release(), load_embedded())
    assert "it shares 2 of its 2 valid codes" in fault


def test_many_notes_that_name_codes_of_no_list(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "".join("<note>something (B99.-)</note>" for _ in range(3))
    xml = small_list(CHOLERA.replace("<desc>Cholera</desc>", f"<desc>Cholera</desc><excludes1>{lines}</excludes1>"))
    assert checks.reference_faults(small_release(xml)) == ()
    monkeypatch.setattr(checks, "MOST_DANGLING_LINES", 2)
    (fault,) = checks.reference_faults(small_release(xml))
    assert fault.startswith("3 note lines name codes that are not in the list")


@pytest.mark.parametrize(
    ("version", "first", "last", "fault"),
    [
        ("2025", date(2025, 4, 1), date(2025, 9, 30), ""),
        ("2025", date(2024, 10, 1), date(2025, 9, 30), ""),
        ("2025", date(2025, 10, 1), date(2026, 9, 30), "lies in fiscal year 2026"),
        ("2025", date(2025, 4, 1), date(2025, 3, 31), "is before its first"),
        ("2025", date(2025, 4, 1), date(2025, 10, 1), "the end of the fiscal year"),
        ("draft", date(2025, 4, 1), date(2025, 9, 30), "is no fiscal year"),
    ],
)
def test_dates(version: str, first: date, last: date, fault: str) -> None:
    found = checks.date_faults(version, first, last)
    assert len(found) == bool(fault)
    assert all(fault in each for each in found)


@pytest.mark.parametrize(
    ("diags", "fault"),
    [
        (CHOLERA + CHOLERA, "stands twice"),
        (CHOLERA.replace("A00.0", "B00.0"), "stands below A00, of which it is no part"),
        (CHOLERA.replace("A00.0", "A01.0"), "stands below A00, of which it is no part"),
        (CHOLERA.replace("A00.0", "cholera"), "is not an ICD-10-CM code"),
        ("", "no diag element"),
    ],
)
def test_reader_refuses_what_is_no_tree_of_codes(diags: str, fault: str) -> None:
    with pytest.raises(BrokenReleaseError, match=fault):
        read_tabular(small_list(diags))


def test_reader_refuses_a_chapter_without_a_number() -> None:
    with pytest.raises(BrokenReleaseError, match="not by its number"):
        read_tabular(small_list().replace(b"<name>1</name>", b"<name>one</name>"))


def test_reader_refuses_endless_nesting() -> None:
    depth = 50_000
    with pytest.raises(BrokenReleaseError):
        read_tabular(small_list("<diag><name>A00</name>" * depth + "</diag>" * depth))
