"""What a code says of its disease; it is worked out at its first sight, with few calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from icd10cm.choosing.code_words import code_words
from icd10cm.releases.loading import load_embedded
from icd10cm.titles import claims
from tests.function_calls import function_calls

if TYPE_CHECKING:
    from icd10cm.titles.packed.code_words import CodeWords

RELEASE = load_embedded()


@pytest.mark.parametrize(
    ("code", "most", "why"),
    [
        ("S72.142B", 420, "a long title with a place"),
        ("E11.9", 350, "a short one"),
        ("F03.918", 600, "degrees that are left open"),
    ],
)
def test_the_first_sight_of_a_code_reads_its_titles_once(code: str, most: int, why: str) -> None:
    index = RELEASE.position(code)
    assert index is not None
    RELEASE.derived.clear()  # what other tests have read of it may have left the caches of the titles since
    code_words(index, RELEASE)  # the category is unpacked, its titles are parted into stems
    RELEASE.derived.clear()
    claims.claims_of.cache_clear()
    claims.stems_of_words.cache_clear()
    assert function_calls(lambda: code_words(index, RELEASE)) < most, why


def _words(code: str) -> CodeWords:
    index = RELEASE.position(code)
    assert index is not None
    return code_words(index, RELEASE)


def test_the_lines_of_includes_notes_and_of_no_other_note() -> None:
    included = _words("J44.9").included
    assert frozenset(("emphysema", "bronchiti")) in included
    assert "tobacco" not in frozenset().union(*included), "a code to use as well"
    assert _words("N18.31").included == ()


@pytest.mark.parametrize(
    ("code", "implied", "why"),
    [
        ("F32", {"singl", "episod"}, "all lines of the Includes note say it"),
        ("J44.9", {"chron", "obstruct", "pulmonary"}, "the title"),
        ("S72.142B", {"femur", "left"}, "the place of the title"),
    ],
)
def test_what_a_text_need_not_repeat(code: str, implied: set[str], why: str) -> None:
    assert implied <= _words(code).implied, why


@pytest.mark.parametrize(
    ("code", "words", "why"),
    [
        ("J44", {"bronchiti"}, "some lines of the Includes note say it"),
        ("F32.9", {"unspecifi"}, "what is left open"),
        ("E11.9", {"complic"}, "what the title denies"),
    ],
)
def test_what_a_title_does_not_imply(code: str, words: set[str], why: str) -> None:
    assert not words & _words(code).implied, why


@pytest.mark.parametrize(
    ("code", "own", "no_names"),
    [
        ("J44.9", {"copd", "pulmonary", "obstruct"}, {"chron", "diseas", "other", "unspecifi"}),
        ("E11.9", {"diabet", "mellitu"}, {"without", "complic"}),
        ("I82.409", {"thrombosi", "embolism", "dvt"}, {"and", "of", "unspecifi"}),
    ],
)
def test_what_names_the_disease_of_a_code(code: str, own: set[str], no_names: set[str]) -> None:
    assert own <= _words(code).own
    assert not no_names & _words(code).own


def test_terms_count_up_to_what_they_deny() -> None:
    assert {"depress", "major"} <= _words("F32.9").terms
    assert not any("without" in _words(code).terms for code in ("E11.9", "I82.409", "L97.511", "G40.909"))


def test_initials_name_a_disease() -> None:
    assert {"cop", "copd"} <= _words("J44.9").own
    assert "ear" in _words("G40").initials
    assert "ear" not in _words("G40").own, "an ear does not mean epilepsy and recurrent seizures"
