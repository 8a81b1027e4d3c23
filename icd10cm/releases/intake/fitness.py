"""Whether one downloaded zip is what it should be, before it is read together with the other.

Cheaper than the checks of a whole release, and about one file, so that another address can be tried in its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.errors import BrokenReleaseError
from icd10cm.releases.intake.checks import date_faults, doctype_faults
from icd10cm.releases.intake.choosing import choose, code_lists_in
from icd10cm.tabular.xml_reader import read_tabular

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


def table_faults(file: Path, first: date, last: date) -> tuple[str, ...]:
    """Return why a file does not hold the tabular list of these effective dates; () where it does."""
    try:
        chosen = choose(file)
        xml = chosen.tabular.read()
        unsafe = tuple(
            fault for each in (xml, *(part.read() for part in chosen.index)) for fault in doctype_faults(each)
        )
        return unsafe or date_faults(read_tabular(xml).version, first, last)
    except BrokenReleaseError as error:
        return (_about(error, file),)


def code_list_file_faults(file: Path) -> tuple[str, ...]:
    """Return why a file does not hold a code list; () where it does."""
    try:
        for entry in code_lists_in(file):
            entry.read()
    except BrokenReleaseError as error:
        return (_about(error, file),)
    return ()


def _about(error: BrokenReleaseError, file: Path) -> str:
    """Return what is wrong without the place on disk, which is gone when somebody reads it."""
    return str(error).replace(str(file), file.name)
