"""Which words of a report say a place in which kinds of one disease differ, and which say more."""

from __future__ import annotations

import pytest

from icd10cm.evidence.from_documents.document_kinds import PlaceKinds, place_kinds
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
