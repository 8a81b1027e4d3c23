"""A folder that can be taken in at a glance: none holds more than fifteen modules, the rules aside."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.longest_first import FILES

_ROOT = Path(__file__).parents[2]
_TREES = ("icd10cm", "fhir_mappings", "cards", "cds_service", "tests")
_MOST_FILES = 15
_RULES = "icd10cm/rules"
"""One file for each rule, and so as many as there are rules."""


def test_no_folder_is_wider_than_fifteen_files() -> None:
    files = Counter(str(file.parent.relative_to(_ROOT)) for tree in _TREES for file in (_ROOT / tree).rglob("*.py"))
    wide = {folder: number for folder, number in files.items() if number > _MOST_FILES and folder != _RULES}
    assert wide == {}


def test_the_files_that_are_begun_first_exist() -> None:
    assert [file for file in FILES if not file.is_file()] == []
