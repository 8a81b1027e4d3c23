"""docs/rules.md says what the rules are."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from docs.generate_rules import ELEMENTS, PAGE, generate
from icd10cm import review
from icd10cm.inspect.rule_texts import rule_text
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import RULES
from icd10cm.tabular.model import NOTE_ELEMENTS
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from icd10cm.issue import Strength

_CASES = Path(__file__).parent.parent / "icd10cm" / "rules" / "cases"


def test_the_page_is_what_the_generator_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == generate(), "run `make docs`"


def test_every_rule_has_its_words() -> None:
    for rule in RULES:
        text = rule_text(rule)
        assert text.statement.endswith("."), rule
        assert text.basis or text.more, rule
        assert text.elements, rule
        assert text.strengths, rule


def test_every_kind_of_note_has_words_on_the_page() -> None:
    assert ELEMENTS.keys() >= {*NOTE_ELEMENTS, "inclusionTerm", "sevenChrDef", "sevenChrNote"}


def test_an_unknown_rule_has_none() -> None:
    with pytest.raises(KeyError):
        rule_text("NoSuchRule")


@pytest.mark.parametrize("rule", list(RULES))
def test_the_kinds_of_notes_and_the_strengths_are_those_that_the_cases_show(rule: str) -> None:
    text = rule_text(rule)
    elements: set[str] = set()
    strengths: set[Strength] = set()
    for file in sorted(_CASES.glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        for case in table.get("fires", []):
            for issue in review(encounter_of(case), load_embedded(), {rule: RULES[rule]}):
                elements.update(basis.element for basis in issue.basis)
                strengths.add(issue.strength)
    assert elements <= set(text.elements)
    assert strengths <= set(text.strengths)


def test_sections_of_the_guidelines_are_cited_in_full() -> None:
    assert rule_text("UnspecifiedSite").guidelines == ("I.B.18", "I.B.13")
    assert "I.C.1.e.1" in rule_text("UseAdditionalCode").guidelines


def test_no_path_of_a_file_is_in_the_words_of_a_rule() -> None:
    for rule in RULES:
        text = rule_text(rule)
        assert not re.search(r"\w/\w+\.|\.toml|\.py\b", " ".join((text.statement, *text.basis, *text.more)))
