"""Where a sentence is parted into clauses, and a dictated one into statements."""

from __future__ import annotations

import pytest

from icd10cm.text.lexicon import Kind, load_lexicon
from icd10cm.text.sentence import LINKS, MARKS, clauses_in
from icd10cm.text.tokens import sentences_of


def _statements(text: str) -> list[str]:
    return [" ".join(item.text for item in items) for items in sentences_of(text, load_lexicon())]


def _clauses(text: str, across: frozenset[Kind] = frozenset()) -> list[tuple[str, str]]:
    (items,) = sentences_of(text, load_lexicon())
    return [
        (clause.border.text if clause.border else "", " ".join(item.text for item in clause.of(items)))
        for clause in clauses_in(items, across)
    ]


def test_a_clause_knows_the_border_before_it() -> None:
    assert _clauses("ulcer, deep and red with pus") == [
        ("", "ulcer"),
        (",", "deep"),
        ("and", "red"),
        ("with", "pus"),
    ]


def test_a_reader_may_read_across_links() -> None:
    assert _clauses("ulcer with pus, deep but clean", LINKS) == [("", "ulcer with pus"), (",", "deep but clean")]
    assert _clauses("ulcer (deep), red and hot", MARKS) == [("", "ulcer ( deep ) , red"), ("and", "hot")]


def test_a_clause_may_be_empty() -> None:
    assert _clauses("ulcer, (deep)") == [("", "ulcer"), (",", ""), ("(", "deep"), (")", "")]


@pytest.mark.parametrize(
    "text",
    [
        "hip pain | the left hip has full range",
        "knee pain on the right | left knee moves well",
        "cancer of the left breast | the right breast shows cysts",
        "frozen shoulder right , | the left shoulder is fine",
    ],
)
def test_a_part_and_its_verb_begin_a_statement(text: str) -> None:
    assert _statements(text.replace(" | ", " ").replace(" ,", ",")) == text.split(" | ")


@pytest.mark.parametrize(
    "text",
    [
        "the left hip has full range",  # nothing before it
        "pain in the left hip is worse",  # behind a preposition
        "pain of the left hip and the right hip is worse",
        "knee pain left knee is worse",  # no article, and no side before it
        "hip pain, the left hip is worse",  # as above, behind a comma
        "hip pain the hip has full range",  # no side
        "right hip pain the left hip full range",  # no verb
    ],
)
def test_other_parts_begin_none(text: str) -> None:
    assert len(_statements(text)) == 1
