"""The one code of a note whose whole title the texts have."""

from __future__ import annotations

import pytest

from icd10cm.choosing.named_codes import named_in_full
from tests.icd10cm.choosing.charts import RELEASE, diagnosis_of


def _named(code: str, text: str, *categories: str) -> str | None:
    nodes = [RELEASE.tabular.find(category) for category in categories]
    spans = [(node.index, node.end) for node in nodes if node is not None]
    found = named_in_full(spans, diagnosis_of(code, text), RELEASE)
    return None if found is None else found.code


@pytest.mark.parametrize(
    ("code", "text", "wanted", "why"),
    [
        ("I13.0", "CKD stage 3b", "N18.32", "the title in full"),
        ("I12.9", "end stage renal disease", "N18.6", "stage is not stage 3"),
        ("I13.0", "acute on chronic systolic heart failure", "I50.23", "says more than acute, and than chronic"),
        ("I11.0", "biventricular heart failure", "I50.82", "the one word that the code lacks"),
    ],
)
def test_the_code_that_is_named(code: str, text: str, wanted: str, why: str) -> None:
    assert _named(code, text, "N18", "I50") == wanted, why


@pytest.mark.parametrize(
    ("code", "text", "why"),
    [
        ("I13.0", "acute systolic heart failure, CKD stage 4", "two are named"),
        ("I12.9", "CKD stage 3", "an open title, and finer ones that nobody names"),
        ("I13.0", "heart failure", "the code's own title says so"),
        ("I13.0", "systolic heart failure", "acute or chronic is not said"),
        ("E11.22", "no CKD stage 2", "denied"),
        ("N18.32", "CKD stage 3b", "it is the code itself"),
        ("I12.9", "", "there is no text"),
        ("XXX", "CKD stage 2", "the code is unknown"),
    ],
)
def test_no_code_is_named(code: str, text: str, why: str) -> None:
    assert _named(code, text, "N18", "I50") is None, why


def test_only_codes_of_the_note_count() -> None:
    assert _named("E11.22", "CKD stage 2", "N18") == "N18.2"
    assert _named("E11.22", "CKD stage 2", "I50") is None
    assert _named("E11.22", "CKD stage 2") is None
