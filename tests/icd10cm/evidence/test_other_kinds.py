"""Whether a sentence of a document names another kind or part of a disease than a code does."""

from __future__ import annotations

import pytest

from icd10cm.evidence.from_documents.disease_names import disease_at
from icd10cm.evidence.from_documents.other_kinds import kinds_of
from icd10cm.releases.loading import load_embedded

_RELEASE = load_embedded()


def _leaves_out(code: str, text: str) -> bool:
    index = _RELEASE.position(code)
    assert index is not None
    disease, _ = disease_at(index, _RELEASE)
    return kinds_of(((code,), disease, frozenset()), _RELEASE).leave_out((text,))


@pytest.mark.parametrize(
    ("code", "text", "why"),
    [
        ("S52.126A", "fracture of the right radial neck", "another part of the bone"),
        ("S52.126A", "fx of the right radial neck", "in a short form that the other title does not have"),
        ("M17.10", "post-traumatic osteoarthritis of the left knee", "another cause"),
        ("M17.10", "post-traumatic djd of the left knee", "by another name of the disease"),
        ("M17.10", "osteoarthritis of the left knee due to a fracture", "a primary one is due to nothing"),
        ("N20.0", "stone of the left ureter", "another place"),
        ("S83.209A", "bucket handle meniscus tear", "another kind"),
        ("C64.9", "carcinoma of the left renal pelvis", "what the title excepts"),
        ("C64.9", "renal pelvis", "what the title excepts, and nothing else"),
    ],
)
def test_another_kind_fits_better(code: str, text: str, why: str) -> None:
    assert _leaves_out(code, text), why


@pytest.mark.parametrize(
    ("code", "text", "why"),
    [
        ("S52.126A", "fracture of the right radial head", "the coded part"),
        ("S52.126A", "displaced fracture of the right radius", "each kind may be displaced"),
        ("S52.126A", "fx of the right radius", "no part is said"),
        ("M17.10", "osteoarthritis of the left knee", "no cause is said"),
        ("M17.10", "djd of the left knee", "another name of the disease"),
        ("N20.0", "stone of the left kidney", "the coded place"),
        ("S83.209A", "tear of the meniscus", "no kind is said"),
        ("C64.9", "carcinoma of the left kidney", "the coded place"),
    ],
)
def test_no_other_kind_is_named(code: str, text: str, why: str) -> None:
    assert not _leaves_out(code, text), why
