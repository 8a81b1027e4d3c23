"""The ICD-10-CM release of January 2021, for charts of that year; `make test` fetches the package that holds it."""

from __future__ import annotations

import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from icd10cm.releases.loading import make_release

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

FIRST, LAST = date(2021, 1, 1), date(2021, 9, 30)
TABULAR, ORDER_FILE = "icd10cm_tabular_2021.xml", "icd10cm-order-Jan-2021.txt"
_WHEEL = Path(__file__).parent.parent / ".venv/test-data/simple_icd_10_cm-1.2.0-py3-none-any.whl"


@cache
def release() -> Release:
    """Return the release, read once."""
    return make_release(read(TABULAR), read(ORDER_FILE).decode("ascii"), FIRST, LAST)


def write_files(folder: Path) -> Path:
    """Write the tabular list and the order file as they were published into a folder."""
    folder.mkdir()
    for name in (TABULAR, ORDER_FILE):
        (folder / name).write_bytes(read(name))
    return folder


def read(name: str) -> bytes:
    """Return one of the files."""
    if not _WHEEL.is_file():
        raise AssertionError("the release of January 2021 is missing; run `make .venv/test-data/.fetched`")
    with zipfile.ZipFile(_WHEEL) as wheel:
        return wheel.read(f"simple_icd_10_cm/data/{name}")
