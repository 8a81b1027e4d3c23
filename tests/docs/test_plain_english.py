"""Pages, docs, cards, docstrings and comments are in plain American hospital English, without an old dialect."""

from __future__ import annotations

import ast
import re
import tokenize
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
BANNED = {
    r"tells? of\b": "reports, shows",
    r"\b(?:is|are|was|were) told\b": "is reported, is shown",
    r"\bset(?:ting)? aside\b": "dismissed",
    r"\brests? (?:up)?on\b": "is based on",
    r"\bstands? (?:in|at|on|beside|there|for|above|below|against)\b": "is in, appears, means",
    r"\bof (?:its|their) own\b": "its own",
    r"(?<!there )\b(?:is|are) no (?!longer|more)": "is not a",
    r"\b(?:whoever|withal|anew|besides)\b": "anyone, again, also",
    r"\bif it can be had\b": "optional",
    r"\bin force\b": "effective",
    r"\bgoes before\b": "overrides",
    r"\bwhat became of\b": "outcomes",
    r"\bHow it came to this\b": "How this answer was reached",
    r"\bside not said\b": "side unspecified",
    r"\bNothing to say\b": "No cards",
    r"\bCalls with it\b": "Calls with a card",
    r"\bnone such\b": "nothing to report",
    r"^\W*tells? whether\b": "Return whether",
}
_PATTERNS = {re.compile(pattern, re.IGNORECASE): better for pattern, better in BANNED.items()}
FILES = [
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "examples/examples.toml",
    ROOT / "cds_service/data/source_attributes.toml",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "cds_service/templates").glob("*.html")),
    *sorted((ROOT / "cards").rglob("*.py")),
    *sorted((ROOT / "cds_service/pages").rglob("*.py")),
]
ROOMS = ("benchmarks", "cards", "cds_service", "docs", "fhir_mappings", "icd10cm", "tests", "tools")


def _faults(numbered: Iterable[tuple[int, str]]) -> list[str]:
    return [
        f"{number}: {match.group()!r}, better {better!r}"
        for number, line in numbered
        for pattern, better in _PATTERNS.items()
        for match in [pattern.search(line)]
        if match
    ]


def _comments_and_docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a module that are for readers, with their numbers."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from enumerate(node.value.value.splitlines(), node.lineno)
    for token in tokenize.generate_tokens(StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_banned_phrase(file: Path) -> None:
    assert _faults(enumerate(file.read_text(encoding="utf-8").splitlines(), 1)) == []


@pytest.mark.parametrize("room", ROOMS)
def test_no_banned_phrase_in_a_docstring_or_comment(room: str) -> None:
    found = {
        str(file.relative_to(ROOT)): faults
        for file in sorted((ROOT / room).rglob("*.py"))
        if (faults := _faults(_comments_and_docstrings(file.read_text(encoding="utf-8"))))
    }
    assert found == {}


@pytest.mark.parametrize("phrase", ["set aside", "it is told", "rests on a note", "stands beside", "of its own"])
def test_the_list_catches_what_it_should(phrase: str) -> None:
    assert _faults([(1, phrase)])


@pytest.mark.parametrize(
    "phrase", ["its own page", "is not a code", "is based on", "standard", "no longer", "reinforce", "there is no card"]
)
def test_the_list_leaves_plain_english_alone(phrase: str) -> None:
    assert _faults([(1, phrase)]) == []


def test_the_readme_fits_on_two_screens() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 60
