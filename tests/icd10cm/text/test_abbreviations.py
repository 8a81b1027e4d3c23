"""Short forms of notes, as data: `abbreviations.toml` has a text for and a text against each."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm.choosing.chooser import choose
from tests.icd10cm.choosing.charts import documented, facts_of

_CASES = tomllib.loads(Path(__file__).with_name("abbreviations.toml").read_text(encoding="utf-8"))["short"]


def _named(case: dict[str, Any]) -> str:
    return str(case["form"])


@pytest.mark.parametrize("case", _CASES, ids=_named)
def test_counts(case: dict[str, Any]) -> None:
    facts = facts_of(case["code"], case["text"])
    assert list(choose(facts.diagnoses[0], facts).codes) == case["codes"]


@pytest.mark.parametrize("case", _CASES, ids=_named)
def test_does_not_count(case: dict[str, Any]) -> None:
    assert not documented(case["silent_code"], case["silent_text"]), case["why"]


@pytest.mark.parametrize(("text", "codes"), [("CKD 3b", ["N18.32"]), ("CKD IIIb", ["N18.32"]), ("CKD", [])])
def test_the_longest_short_form_counts(text: str, codes: list[str]) -> None:
    facts = facts_of("N18.9", text)
    assert list(choose(facts.diagnoses[0], facts).codes) == codes
