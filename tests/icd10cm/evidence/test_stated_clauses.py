"""The clauses of a text as stems: which name the disease, what they link to it, and what they say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from icd10cm.evidence.stated.clauses import clauses_of, trimesters_in
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text

if TYPE_CHECKING:
    from icd10cm.evidence.stated.clauses import StatedClause

_OWN = frozenset(("ulcer", "osteomyeliti"))


def _clauses(text: str, *included: frozenset[str]) -> list[StatedClause]:
    stretches = read_text(text, load_lexicon(), _OWN).stretches
    return [clause for number, each in enumerate(stretches) for clause in clauses_of(each, number, _OWN, included)]


@pytest.mark.parametrize(
    ("text", "said", "why"),
    [
        ("painful ulcer on gabapentin", {"painful", "pain", "ulcer"}, "how it is treated; an adjective says its noun"),
        ("ulcer since march despite care", {"ulcer"}, "the first of two"),
        ("ulcer stable per wound nurse", {"ulcer", "stabl"}, "who says it"),
        ("on insulin", {"on", "insulin"}, "nothing stands before it"),
        ("acute on chronic ulcer", {"acute", "on", "chron", "ulcer"}, "acute on chronic"),
        ("controlled on metformin", {"controll", "on", "metformin"}, "what controls it is of it"),
        ("ulcer", {"ulcer"}, "nothing to leave out"),
    ],
)
def test_what_a_clause_says(text: str, said: set[str], why: str) -> None:
    (clause,) = _clauses(text)
    assert clause.said == said, why


@pytest.mark.parametrize(
    ("text", "linked", "why"),
    [
        ("ulcer with pain", {"pain"}, "behind with"),
        ("ulcer w pain", {"pain"}, "in short"),
        ("left ulcer with pain", {"pain"}, "behind with, wherever it is"),
        ("chronic left ulcer with pain", {"pain"}, "behind with, wherever it is"),
        ("with ulcer with pain", {"ulcer", "pain"}, "behind the first"),
        ("pain in ulcer", set(), "nothing is linked"),
        ("ulcer with", set(), "nothing follows"),
    ],
)
def test_what_is_linked_by_with(text: str, linked: set[str], why: str) -> None:
    (clause,) = _clauses(text)
    assert clause.linked - {"with"} == linked, why
    assert clause.linked <= clause.words


_NAMES, _LINKS, _NEITHER, _BOTH = (True, False), (False, True), (False, False), (True, True)


@pytest.mark.parametrize(
    ("text", "clauses", "why"),
    [
        ("ulcer, pain", [_NAMES, _NEITHER], "the first names it"),
        ("ulcer with pain and swelling", [_BOTH, _BOTH], "and goes on with what with began"),
        ("varicose veins with pain and swelling", [_LINKS, _BOTH], "a link that names nothing goes on too"),
        ("ulcer with pain and swelling and edema", [_BOTH, _BOTH, _LINKS], "it goes on once without a link"),
        ("ulcer and swelling", [_NAMES, _NEITHER], "nothing was linked"),
        ("ulcer, due to neuropathy", [_NAMES, _LINKS], "a link of its own"),
        ("due to neuropathy, pain", [_LINKS, _LINKS], "a clause behind a link"),
        ("due to neuropathy. Pain", [_LINKS, _NEITHER], "another sentence"),
        ("ulcer with pain, swelling", [_BOTH, _LINKS], "no and before it"),
    ],
)
def test_which_clauses_name_the_disease_and_link(text: str, clauses: list[tuple[bool, bool]], why: str) -> None:
    assert [(each.names_disease, each.is_linked) for each in _clauses(text)] == clauses, why


@pytest.mark.parametrize(
    ("text", "names", "why"),
    [
        ("septic embolism", True, "both words of the line"),
        ("septic shock", False, "one of two"),
    ],
)
def test_an_included_line_names_the_disease_in_full(text: str, *, names: bool, why: str) -> None:
    (clause,) = _clauses(text, frozenset(("septic", "embolism")))
    assert clause.names_disease is names, why


@pytest.mark.parametrize(
    ("text", "cut"), [("nonunion of", True), ("nonunion of ulcer", False), ("of", True), ("ulcer", False)]
)
def test_a_clause_that_ends_before_what_it_is_about(text: str, *, cut: bool) -> None:
    (clause,) = _clauses(text)
    assert clause.is_cut is cut


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        ("pregnancy in second trimester", {"second"}),
        ("second or third trimester", {"second", "third"}),
        ("first to second trimester", {"first", "second"}),
        ("first visit", set()),
        ("first visit in second trimester", {"second"}),
        ("trimester second", set()),
        ("first trimester bleeding third trimester", {"first", "third"}),
    ],
)
def test_ordinals_that_count_trimesters(text: str, ordinals: set[str]) -> None:
    (clause,) = _clauses(text)
    assert trimesters_in(clause) == ordinals
