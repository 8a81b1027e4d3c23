"""What holds for every code: seeded samples of the whole list."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from icd10cm.choosing.chooser import choose
from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.comparing.claimed import of_code
from icd10cm.choosing.disease.kind_candidates import candidates
from icd10cm.choosing.open_axes import open_sides
from icd10cm.issue import Strength
from icd10cm.titles.claims import ACUTE, CHRONIC, claims_of
from tests.icd10cm.choosing.charts import RELEASE, documented, facts_of, initial_code

if TYPE_CHECKING:
    from icd10cm.tabular.model import Node
    from icd10cm.titles.wordings import Wording

pytestmark = pytest.mark.sweep

_NODES = RELEASE.tabular.nodes
_LEAVES = [node for node in _NODES if not node.children and RELEASE.codes_at(node.index)]
_RESIDUAL = re.compile(r"\b(?:other specified|unspecified|NOS)\b")
_PER_PROPERTY = 60


def _sibling_texts(seed: int) -> list[tuple[str, str]]:
    """Return open codes, each with a title or inclusion term of another code of its category."""
    rng = random.Random(seed)
    by_category: dict[int, list[Node]] = {}
    for node in _LEAVES:
        by_category.setdefault(RELEASE.category(node.index).index, []).append(node)
    pairs = []
    for node in rng.sample([node for node in _LEAVES if "nspecified" in node.title], _PER_PROPERTY):
        sibling = rng.choice(by_category[RELEASE.category(node.index).index])
        pairs.append((initial_code(node), rng.choice([sibling.title, *sibling.inclusion_terms])))
    return pairs


def test_a_code_s_own_words_bring_no_card() -> None:
    rng = random.Random(3)
    own = [(initial_code(node), text) for node in _LEAVES for text in (node.title, *node.inclusion_terms)]
    spoken = [(code, text) for code, text in rng.sample(own, 3 * _PER_PROPERTY) if documented(code, f"{text} today")]
    assert not spoken


def test_after_an_accepted_offer_the_next_review_is_silent() -> None:
    for code, text in _sibling_texts(5):
        for issue in documented(code, text)[:1]:
            if len(issue.choices) != 1 or not RELEASE.is_valid(issue.choices[0]):
                continue
            assert not documented(issue.choices[0], text), (code, text, issue.choices)


def test_an_offer_denies_nothing_that_the_text_states() -> None:
    for code, text in _sibling_texts(7):
        facts = facts_of(code, text)
        words = words_stated(facts.diagnoses[0], RELEASE)
        stated = frozenset[str]() if words is None else words.words
        for offered in choose(facts.diagnoses[0], facts).codes:
            assert not any(phrase <= stated for phrase in claims_of(RELEASE.title(offered)).denied), (code, text)


def test_text_never_chooses_what_leaves_more_open_than_the_code() -> None:
    for code, text in _sibling_texts(11):
        facts = facts_of(code, text)
        choice = choose(facts.diagnoses[0], facts)
        if len(choice.codes) == 1 and "nspecified" not in text and "other" not in text.lower():
            own = len(_RESIDUAL.findall(RELEASE.title(code)))
            named = any(
                text in each.inclusion_terms for each in RELEASE.lineage(RELEASE.position(choice.codes[0]) or 0)
            )
            assert named or len(_RESIDUAL.findall(RELEASE.title(choice.codes[0]))) <= own, (code, text, choice.codes)


def test_a_code_beside_the_offered_one_is_not_offered_it() -> None:
    for code, text in _sibling_texts(13)[:100]:
        for issue in documented(code, text)[:1]:
            assert not [
                each for each in documented(code, text, *issue.choices) if set(each.choices) & set(issue.choices)
            ]


def _beyond(wording: Wording, node: Node) -> list[frozenset[str]]:
    return [group for group in wording.claims.needed if group.isdisjoint(of_code(node.code, RELEASE).implied)]


def test_no_offer_leaves_open_the_one_side_that_is_stated() -> None:
    rng = random.Random(17)
    by_category: dict[int, list[Node]] = {}
    for node in _LEAVES:
        if re.search(r"\b(?:right|left)\b", node.title):
            by_category.setdefault(RELEASE.category(node.index).index, []).append(node)
    sided_elsewhere = [
        (node, by_category[category])
        for node in _LEAVES
        if "nspecified" in node.title and (category := RELEASE.category(node.index).index) in by_category
    ]
    for node, sided in rng.sample(sided_elsewhere, _PER_PROPERTY):
        title = rng.choice(sided).title.lower()
        if "without" in title or "not " in title:  # what is denied has no side
            continue
        text = rng.choice(("{}", "{} gr 2", "grade 2 {}")).format(title)
        facts = facts_of(initial_code(node), text)
        choice = choose(facts.diagnoses[0], facts)
        is_open = [code for code in choice.codes if open_sides(code, RELEASE)]
        assert not is_open or choice.strength is Strength.PROMPT, (node.code, text, choice.codes)


def test_acute_on_chronic_is_two_codes_or_one_that_says_both() -> None:
    """Every unspecified leaf of a category that has an acute and a chronic kind of the same words."""
    seen = 0
    both = {RELEASE.category(node.index).index for node in _LEAVES if node.title.lower().startswith("acute ")} & {
        RELEASE.category(node.index).index for node in _LEAVES if node.title.lower().startswith("chronic ")
    }
    for node in [node for node in _LEAVES if RELEASE.category(node.index).index in both]:
        if not node.title.endswith(", unspecified") or "nspecified" in node.title[:-12]:
            continue
        kinds = {
            word
            for wording in candidates(node, node, {ACUTE, CHRONIC}, RELEASE)
            for word in (ACUTE, CHRONIC)
            if not wording.is_term and _beyond(wording, node) == [frozenset((word,))]
        }
        if kinds != {ACUTE, CHRONIC}:
            continue
        seen += 1
        facts = facts_of(initial_code(node), f"acute on chronic {node.title.removesuffix(', unspecified').lower()}")
        choice = choose(facts.diagnoses[0], facts)
        titles = [RELEASE.title(code).lower() for code in choice.codes]
        assert not titles or "acute" in titles[0], (node.code, titles)
        assert len(titles) != 1 or "chronic" in titles[0], (node.code, titles)
    assert seen
