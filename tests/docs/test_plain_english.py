"""Pages, docs and cards are in plain American hospital English: phrases of the project's old dialect stay out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BANNED = {
    r"tells? of\b": "reports, shows",
    r"\b(?:is|are|was|were) told\b": "is reported, is shown",
    r"\b[Ss]et(?:ting)? aside\b": "dismissed",
    r"\b[Rr]ests? (?:up)?on\b": "is based on",
    r"\bstands? (?:in|at|on|beside|there|for|above|below|against)\b": "is in, appears, means",
    r"\bof (?:its|their) own\b": "its own",
    r"(?<![Tt]here )\b(?:is|are) no (?!longer|more)": "is not a",
    r"\b(?:whoever|withal|anew|besides)\b": "anyone, again, also",
    r"\bif it can be had\b": "optional",
    r"\bin force\b": "effective",
    r"\bgoes before\b": "overrides",
    r"\b[Ww]hat became of\b": "outcomes",
    r"\bHow it came to this\b": "How this answer was reached",
    r"\bside not said\b": "side unspecified",
    r"\bNothing to say\b": "No cards",
    r"\bCalls with it\b": "Calls with a card",
    r"\bnone such\b": "nothing to report",
}
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


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_banned_phrase(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    found = [
        f"{number}: {match.group()!r}, better {better!r}"
        for number, line in enumerate(lines, 1)
        for pattern, better in BANNED.items()
        for match in [re.search(pattern, line)]
        if match
    ]
    assert found == []


@pytest.mark.parametrize("phrase", ["set aside", "it is told", "rests on a note", "stands beside", "of its own"])
def test_the_list_catches_what_it_should(phrase: str) -> None:
    assert any(re.search(pattern, phrase) for pattern in BANNED)


@pytest.mark.parametrize(
    "phrase", ["its own page", "is not a code", "is based on", "standard", "no longer", "reinforce", "there is no card"]
)
def test_the_list_leaves_plain_english_alone(phrase: str) -> None:
    assert not any(re.search(pattern, phrase) for pattern in BANNED)


def test_the_readme_fits_on_two_screens() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 60
