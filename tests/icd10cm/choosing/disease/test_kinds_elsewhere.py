"""Codes of other categories: found by their own words alone, and not by what is denied, doubted or another one's."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

import pytest

from icd10cm.choosing.chooser import choose
from tests.icd10cm.choosing.charts import RELEASE, facts_of, initial_code

if TYPE_CHECKING:
    from icd10cm.tabular.model import Node

_LEAVES = [node for node in RELEASE.tabular.nodes if not node.children and RELEASE.codes_at(node.index)]
_DISEASES = ("anemia", "bronchitis", "dermatitis", "malnutrition", "hepatitis", "arthritis", "polyneuropathy")
_DENYING = ("no {}", "hx of {}", "possible {}", "father had {}", "{} ruled out", "? {}", "risk of {}", "{} vs sepsis")
_EACH = 40


@cache
def _of_disease(word: str) -> tuple[list[Node], list[Node]]:
    """Return the open leaves of a disease and all of its others that say no more than one category may."""
    named = [node for node in _LEAVES if word in node.title.lower() and "unspecified" not in node.title]
    return [node for node in _LEAVES if node.title.lower() == f"{word}, unspecified"], named


def _named(code: str, text: str) -> str | None:
    """Return the code of another category to which a text leads from a code."""
    facts = facts_of(code, text)
    return next((each for each in choose(facts.diagnoses[0], facts).codes if each[:3] != code[:3]), None)


def _pairs(seed: int) -> list[tuple[str, str, str]]:
    """Return open codes, each with a title of the same disease in another category, and that one's code."""
    rng = random.Random(seed)
    pairs = []
    for word in _DISEASES:
        opens, named = _of_disease(word)
        for node in opens or [each for each in _LEAVES if f"nspecified {word}" in each.title][:1]:
            others = [each for each in named if each.code[:3] != node.code[:3]]
            pairs += [(initial_code(node), each.title, each.code) for each in rng.sample(others, min(9, len(others)))]
    return pairs


@pytest.mark.sweep
def test_a_title_elsewhere_leads_to_its_code_or_nowhere() -> None:
    found = [(_named(code, text), own, code, text) for code, text, own in _pairs(3)]
    assert not [each for each in found if each[0] not in (None, each[1])]
    assert sum(each[0] is not None for each in found) > len(found) // 4


@pytest.mark.sweep
def test_what_is_denied_doubted_or_past_leads_nowhere() -> None:
    rng = random.Random(5)
    texts = [(code, rng.choice(_DENYING).format(text.lower())) for code, text, _ in _pairs(5)]
    assert not [(code, text) for code, text in texts if _named(code, text)]


@pytest.mark.sweep
def test_the_own_words_of_an_open_code_lead_nowhere() -> None:
    rng = random.Random(7)
    own = [
        (node, text) for node in _LEAVES if "nspecified" in node.title for text in (node.title, *node.inclusion_terms)
    ]
    assert not [
        (node.code, text) for node, text in rng.sample(own, _EACH) if _named(initial_code(node), f"{text} today")
    ]


@pytest.mark.parametrize(
    ("code", "why"),
    [("S93.409A", "an injury is told by its place"), ("C80.1", "and so is a cancer"), ("I10", "nothing is left open")],
)
def test_codes_that_are_not_asked(code: str, why: str) -> None:
    assert _named(code, "primary osteoarthritis of right knee, essential hypertension, renal") is None, why
