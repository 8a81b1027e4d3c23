"""Writes docs/rules.md from the rules' own words and their test cases; `make docs` runs it.

A test compares the page with what this would write, so it is never out of date.
"""  # noqa: INP001 - docs is not a package

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cds_service.pages.rules import ELEMENTS
from icd10cm.inspect.rule_texts import RuleText, rule_text
from icd10cm.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ROOT = Path(__file__).resolve().parent.parent
PAGE = _ROOT / "docs" / "rules.md"
_CASES = _ROOT / "tests" / "icd10cm" / "rules" / "cases"
_MOST_RAISED = 3
_MOST_SILENT = 2


def generate() -> str:
    """Return the page."""
    return "\n".join([*_opening(), *(line for rule in RULES for line in _rule(rule_text(rule)))]) + "\n"


_OPENING = """\
# The rules

<!-- Written by docs/generate_rules.py from the rules and their cases: change those, then run `make docs`. -->

Each rule is one file in `icd10cm/rules/`. What it raises is a *coding issue*: a question with its evidence, the note
or title that it is based on, and codes to choose among. The strength says how well the chart supports it: *documented*
(the chart states it), *procedure* (a procedure or an order implies it), *prompt* (nothing in the chart says more; where
orders name diagnoses, sides and sites are asked for those alone). `CODING_CARDS_RULES_OFF` turns rules off by their
id, and `CODING_CARDS_RULES_ON` turns an optional one on (`UnspecifiedKind`). Sections such as I.B.18
are those of the ICD-10-CM Official Guidelines for Coding and Reporting. The examples are test cases.
"""


def _opening() -> Iterator[str]:
    yield _OPENING
    yield "| rule | says |"
    yield "|---|---|"
    for rule in RULES:
        text = rule_text(rule)
        yield f"| [{text.id}](#{text.id.lower()}) | {text.statement} |"


def _rule(text: RuleText) -> Iterator[str]:
    yield ""
    yield f"## {text.id}"
    yield ""
    yield text.statement
    yield ""
    for paragraph in (*text.basis, *text.more):
        yield paragraph
        yield ""
    yield f"- Based on: {', '.join(ELEMENTS[element] for element in text.elements)}"
    yield f"- Guidelines: {', '.join(text.guidelines) or 'none'}"
    yield f"- Strengths: {', '.join(strength.value for strength in text.strengths)}"
    cases = _cases(text.id)
    for heading, kind, most in (("Raised", "fires", _MOST_RAISED), ("Silent", "silent", _MOST_SILENT)):
        chosen = cases.get(kind, [])[:most]
        if chosen:
            yield ""
            yield f"{heading}, for example:"
            yield ""
            for case in chosen:
                yield from _example(case)


def _cases(rule: str) -> dict[str, Any]:
    file = _CASES / f"{rule}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _example(case: Mapping[str, Any]) -> Iterator[str]:
    chart = [_diagnosis(entry) for entry in case["dx"]]
    chart += [_culture(entry) for entry in case.get("cultures", ())]
    chart += [f"an operative note with “{words}”" for words in case.get("notes", ())]
    chart += [_procedure(entry) for entry in case.get("procedures", ())]
    name = case["name"]
    line = f"- {name[:1].upper()}{name[1:]}: {', '.join(chart)}"
    if case.get("choices"):
        line += f" → {', '.join(f'`{code}`' for code in case['choices'])}"
    yield line
    if case.get("why"):
        yield f"  ({case['why']})"


def _diagnosis(entry: str | Mapping[str, Any]) -> str:
    if isinstance(entry, str):
        return f"`{entry}`"
    said = [f"at the {place}" if " " in place or place not in _SIDES else place for place in entry.get("at", ())]
    said += [f"“{entry['text']}”"] if entry.get("text") else []
    return f"`{entry['code']}`" + (f" ({'; '.join(said)})" if said else "")


_SIDES = ("right", "left", "bilateral")


def _culture(entry: str | Mapping[str, Any]) -> str:
    return f"a culture with {entry if isinstance(entry, str) else entry.get('organism', 'an organism')}"


def _procedure(entry: str | Mapping[str, Any]) -> str:
    return f"procedure {entry if isinstance(entry, str) else entry['number']}"


if __name__ == "__main__":
    PAGE.write_text(generate(), encoding="utf-8")
