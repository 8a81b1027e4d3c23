"""What a code says of its disease is worked out at its first sight: with few calls."""

from __future__ import annotations

import pytest

from icd10cm.choosing.code_words import code_words
from icd10cm.releases.loading import load_embedded
from icd10cm.titles import claims
from tests.function_calls import function_calls

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
