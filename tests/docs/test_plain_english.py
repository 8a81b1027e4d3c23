"""Pages, docs, cards, docstrings and comments are in plain American hospital English, without an old dialect."""

from __future__ import annotations

import ast
import re
import tokenize
import tomllib
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cards.wording import ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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
FOR_READERS = {
    r"\bbeside\b": "with, next to",
    r"\b(?:aside|apart)\b": "separate, separately",
}
"""Banned where no programmer reads: docs, pages, cards, and the data that reaches them."""
FOR_CLINICIANS = {
    r"\bheaders?\b(?! of a request| field)": "non-billable category, needs more characters",
    r"\bEncounter\.diagnosis\b|\bin the tree\b": "words of the chart and of the code set",
}
"""Banned where neither a coder nor a programmer reads."""
BRITISH = re.compile(
    r"(?<![-_])\b(?:(?:mis)?behaviour|colour|favour|honour|labour|tumour|neighbour|centre|fibre|litre|licence|grey|catalogue"
    r"|programme|judgement|artefact|whilst|amongst|learnt|spelt|labelled|labelling|modelled|modelling|travelled"
    r"|cancelled(?![\"\'(])|cancelling|fulfil|haemo(?:globin|lysis|rrhag|dialysis)\w*|oedema|anaemi\w+|paediatric\w*|orthopaedic\w*|diarrhoea|analyse[ds]?"
    r"|(?:recogn|organ|summar|normal|serial|initial|optim|minim|maxim|util|capital|priorit|author|custom|categor|real"
    r"|special|standard|synchron|character|general)is(?:e[ds]?|ing|ation))s?\b",
    re.IGNORECASE,
)
_OLD = {re.compile(pattern, re.IGNORECASE): better for pattern, better in BANNED.items()}
_PATTERNS = _OLD | {BRITISH: "the American spelling"}
_READERS = {re.compile(pattern, re.IGNORECASE): better for pattern, better in FOR_READERS.items()}
_CLINICIANS = {re.compile(pattern, re.IGNORECASE): better for pattern, better in FOR_CLINICIANS.items()}
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
DATA = [
    ROOT / "examples/examples.toml",
    ROOT / "cds_service/data/source_attributes.toml",
    *sorted((ROOT / "cards/data").glob("*.toml")),
]
SHOWN = frozenset(("title", "text", "short", "name", "label", "words", "why", "display"))
"""The keys of data whose values a card or a page shows, and the reasons for everyday names."""
PATTERNS_OF_TITLES = frozenset(("phrase", "seventh", "abbreviation"))
READ_BY_CLINICIANS = [
    ROOT / "README.md",
    *(ROOT / f"docs/{name}.md" for name in ("rules", "first-tasks", "decision-support", "reading-reports", "overlay")),
    ROOT / "examples/examples.toml",
]
ROOMS = ("benchmarks", "cards", "cds_service", "docs", "fhir_mappings", "icd10cm", "tests", "tools")


def _faults(numbered: Iterable[tuple[int, str]], patterns: Mapping[re.Pattern[str], str] = _PATTERNS) -> list[str]:
    return [
        f"{number}: {match.group()!r}, better {better!r}"
        for number, line in numbered
        for pattern, better in patterns.items()
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


def _shown(value: object, key: str = "") -> Iterator[str]:
    """Yield the words of a data file that are shown: the values of `SHOWN`, and everyday names."""
    if isinstance(value, str) and key in SHOWN:
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            if name not in PATTERNS_OF_TITLES:
                yield from _shown(each, "name" if key == "names" else name)
        for entry in (entry for name in PATTERNS_OF_TITLES & value.keys() for entry in value[name]):
            yield from (entry["short"], entry["why"])
    elif isinstance(value, list):
        for each in value:
            yield from _shown(each, key)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_banned_phrase(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    patterns = _PATTERNS if file.suffix == ".py" else _PATTERNS | _READERS
    assert _faults(enumerate(lines, 1), patterns) == []


@pytest.mark.parametrize("file", READ_BY_CLINICIANS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_word_of_coders_where_clinicians_read(file: Path) -> None:
    assert _faults(enumerate(file.read_text(encoding="utf-8").splitlines(), 1), _CLINICIANS) == []


@pytest.mark.parametrize("key", ROWS)
def test_no_banned_phrase_on_a_card(key: tuple[str, ...]) -> None:
    row = ROWS[key]
    words = (*row.sentences, row.about, row.lead, row.named_lead, row.nothing, *row.remarks)
    plain = [re.sub(r"\{\w+\}", "", each) for each in words]
    assert _faults(enumerate(plain), _PATTERNS | _READERS | _CLINICIANS) == []


@pytest.mark.parametrize("file", DATA, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_banned_phrase_in_data_that_is_shown(file: Path) -> None:
    words = list(_shown(tomllib.loads(file.read_text(encoding="utf-8"))))
    assert words
    assert _faults(enumerate(words), _PATTERNS | _READERS | _CLINICIANS) == []


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


@pytest.mark.parametrize("phrase", ["labelled", "tumours", "recognised", "an organisation", "anaemia", "misbehaviour"])
def test_british_spellings_are_caught(phrase: str) -> None:
    assert _faults([(1, phrase)])


@pytest.mark.parametrize("phrase", ["an organism", "organist", "exercise", "promises", 'status = "cancelled"'])
def test_american_spellings_are_left_alone(phrase: str) -> None:
    assert _faults([(1, phrase)]) == []


def test_the_readme_fits_on_two_screens_without_figures_of_speed() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 55
    assert not re.search(r"\d (?:ms|µs|MB)\b|calls a second", text)
