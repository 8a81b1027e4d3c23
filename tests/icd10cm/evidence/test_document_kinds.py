"""Which words of a report say a place in which kinds of one disease differ, and which say more."""

from __future__ import annotations

import pytest

from icd10cm.evidence.from_documents.document_kinds import PlaceKinds, place_kinds
from icd10cm.evidence.from_documents.open_kind import is_read_as_text, least_terms, leaves_kind_open
from icd10cm.releases.loading import load_embedded
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text

_RELEASE = load_embedded()


def kinds_of(code: str) -> PlaceKinds | None:
    index = _RELEASE.position(code)
    assert index is not None
    return place_kinds(index, _RELEASE)


def said(code: str, sentence: str) -> set[str]:
    kinds = kinds_of(code)
    assert kinds is not None
    facts = kinds.of_place(read_text(sentence, load_lexicon()))
    return set() if facts is None else set(facts.words) & kinds.places


@pytest.mark.parametrize(
    ("code", "sentence", "places"),
    [
        ("I71.40", "Infrarenal abdominal aortic aneurysm", {"infrarenal"}),
        ("K57.92", "Uncomplicated sigmoid diverticulitis", {"large"}),  # a part says its whole
        ("K50.90", "Crohn's disease of the terminal ileum without fistula", {"ileum"}),
        ("K50.90", "Crohn's disease of the ileum with a fistula", set()),
        ("K57.92", "Sigmoid diverticulitis with a possible abscess", set()),
        ("K57.92", "Diverticulitis", set()),
    ],
)
def test_words_of_places(code: str, sentence: str, places: set[str]) -> None:
    assert said(code, sentence) == places


@pytest.mark.parametrize("code", ["I71.43", "K57.32", "S36.30XA", "Z86.0100", "E11.9"])
def test_codes_of_which_no_kind_differs_in_place_alone(code: str) -> None:
    assert kinds_of(code) is None


def position(code: str) -> int:
    found = load_embedded().position(code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "is_read"),
    [
        ("K22.719", True),
        ("K40.90", True),  # "not specified as recurrent"
        ("S82.899A", True),  # "fracture of ankle NOS"
        ("H40.1110", True),  # "stage unspecified"
        ("K40.91", False),
        ("J18.9", False),  # a lobe says nothing of the organism
        ("N42.9", False),  # a disorder without a name
        ("S43.015A", False),
    ],
)
def test_what_leaves_nothing_open_is_not_read_as_text(code: str, *, is_read: bool) -> None:
    assert is_read_as_text(position(code), load_embedded()) is is_read


@pytest.mark.parametrize(
    ("code", "is_open"), [("S82.201A", True), ("S52.123A", False), ("O00.109", False), ("C34.90", False)]
)
def test_a_place_or_side_that_is_open_leaves_no_kind_open(code: str, *, is_open: bool) -> None:
    assert leaves_kind_open(position(code), load_embedded()) is is_open


def test_a_term_that_says_more_than_titles_is_not_the_least() -> None:
    assert "Fracture of hip NOS" in least_terms(position("S72.001A"), load_embedded())
    assert [*least_terms(position("N03.8"), load_embedded())] == []
