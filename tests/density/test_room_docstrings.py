"""Each package says its one job, what it knows nothing of, and its public names."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_ROOMS = [
    str(file.relative_to(_ROOT))
    for package in ("icd10cm", "fhir_mappings", "cards", "cds_service")
    for file in sorted((_ROOT / package).rglob("__init__.py"))
]


@pytest.mark.parametrize("room", _ROOMS)
def test_a_room_says_its_job_its_limits_and_its_names(room: str) -> None:
    said = " ".join((ast.get_docstring(ast.parse((_ROOT / room).read_text(encoding="utf-8"))) or "").split())
    assert re.search(r"\bknows? (?:nothing|no)\b", said, re.IGNORECASE)
    assert "Public: " in said
