"""The lists of codes that rules know by name: each is found in the release, has its source, and is kept as data."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cds_service.cli.release.diff import reviewed_tables
from icd10cm.policy import load_policy, never_first_codes, policy_entries
from icd10cm.releases.loading import load_embedded

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent.parent
_CODE = re.compile(r"[A-Z][0-9][0-9A-Z](?:\.[0-9A-Z]{0,4})?")
_PACKAGES = ("icd10cm", "fhir_mappings", "cards")
# Its words, not its use: a chart that is reviewed once at start, and a code in an example of a docstring.
_LITERALS_ALLOWED: frozenset[str] = frozenset(("icd10cm/releases/difference/touching.py",))


@pytest.mark.parametrize("name", policy_entries())
def test_every_code_of_a_list_is_in_the_release(name: str) -> None:
    entry = policy_entries()[name]
    assert entry.source
    assert len(set(entry.codes)) == len(entry.codes)
    for prefix in entry.codes:
        assert any(code.startswith(prefix) for code in load_embedded().valid), prefix


def test_no_prefix_of_a_list_covers_another() -> None:
    for name, entry in policy_entries().items():
        for prefix in entry.codes:
            assert not [other for other in entry.codes if other != prefix and other.startswith(prefix)], name


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("B95.62", True),
        ("Z16.12", True),
        ("Z96.641", True),
        ("W19.XXXA", True),
        ("Z37.0", True),
        ("R40.20", False),
        ("B94.9", False),
        ("Z47.1", False),
    ],
)
def test_codes_that_are_never_first(code: str, expected: object) -> None:
    assert code.startswith(never_first_codes()) is expected


def test_a_release_difference_reads_the_lists() -> None:
    assert reviewed_tables()["policy.toml"] >= set(load_policy().joint_procedures)


@pytest.mark.parametrize("package", _PACKAGES)
def test_no_module_holds_codes_of_its_own(package: str) -> None:
    found = {
        f"{file.relative_to(ROOT)}:{line} {code}"
        for file in sorted((ROOT / package).rglob("*.py"))
        if str(file.relative_to(ROOT)) not in _LITERALS_ALLOWED
        for line, code in _codes_in(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert found == set()


def _codes_in(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the strings that are a code and nothing else; docstrings never are."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _CODE.fullmatch(node.value):
            yield node.lineno, node.value


def test_the_search_finds_codes() -> None:
    assert [code for _, code in _codes_in(ast.parse('A = ("T84.5", "M")\nB = {"E11.9": "word"}'))] == ["T84.5", "E11.9"]
