"""The ICD-10-CM release of April 2025, in the forms in which it is published.

`make test` fetches the package that holds it, by its hash (`tests/requirements-data.txt`).
"""

from __future__ import annotations

import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from icd10cm.releases.loading import make_release
from tests import index_files

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

FIRST, LAST = date(2025, 4, 1), date(2025, 9, 30)
TABULAR = "icd10cm-tabular-April-2025.xml"
_WHEEL = Path(__file__).parent.parent / ".venv/test-data/simple_icd_10_cm-1.4.0-py3-none-any.whl"


def tabular() -> bytes:
    """Return the tabular list."""
    return _read(TABULAR)


def plain_list() -> str:
    """Return the plain code list."""
    return _read("code-list-April-2025.txt").decode("ascii")


def _read(name: str) -> bytes:
    if not _WHEEL.is_file():
        pytest.skip("`make test` fetches the release of April 2025; run it once, or `make .venv/test-data/.fetched`")
    with zipfile.ZipFile(_WHEEL) as wheel:
        return wheel.read(f"simple_icd_10_cm/data/{name}")


@cache
def release() -> Release:
    """Return the release, read once."""
    return make_release(tabular(), plain_list(), FIRST, LAST)


@cache
def order_file() -> str:
    """Return the order file that CMS publishes beside the list: fixed width, headers flagged 0."""
    held = release()
    codes = sorted({*held.valid, *held.tabular.by_code})
    titled = [(code.replace(".", ""), int(code in held.valid), held.title(code)) for code in codes]
    return "".join(
        f"{number:05} {code:<7} {flag} {title[:60]:<60} {title}\n"
        for number, (code, flag, title) in enumerate(titled, 1)
    )


def published_zip(file: Path, *, with_order_file: bool) -> Path:
    """Write a zip as the CDC publishes it: the XML in a folder, beside other XML files and what is of no use here."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(f"Table and Index/{TABULAR}", tabular())
        for name, xml in zip(("index", "eindex", "neoplasm", "drug"), index_files.ALL, strict=True):
            archive.writestr(f"Table and Index/icd10cm-{name}-April-2025.xml", xml)
        archive.writestr("Table and Index/icd10cm-index-addenda-2025.xml", "<ICD10CM.index/>")
        archive.writestr("Table and Index/icd10cm-tabular-addenda-2025.xml", "<ICD10CM.tabular/>")
        archive.writestr("Table and Index/icd10cm-tabular-April-2025.pdf", b"%PDF-1.4")
        archive.writestr("__MACOSX/._icd10cm-tabular-April-2025.xml", b"\0")
        if with_order_file:
            archive.writestr("Code Descriptions/icd10cm-order-April-2025.txt", order_file())
            archive.writestr("Code Descriptions/icd10cm-order-addenda-April-2025.txt", "Add: A00")
    return file


def codes_zip(file: Path) -> Path:
    """Write the zip that the order file is published in."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("icd10cm-order-April-2025.txt", order_file())
        archive.writestr("icd10cm-codes-April-2025.txt", "")
    return file
