"""Where the chart contradicts the place of a code."""

from __future__ import annotations

import pytest

from icd10cm.choosing.wrong_place import contradicted_place
from tests.icd10cm.choosing.charts import facts_of


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("M25.561", "Left knee pain", ("M25.562",)),
        ("H25.11", "nuclear cataract, both eyes", ("H25.13",)),
        ("S82.201A", "closed fracture of shaft of left tibia", ("S82.202A",)),
        ("I69.351", "left hemiparesis", ("I69.354",)),
        ("M60.149", "Infective myositis, left thigh", ("M60.052",)),
        ("M60.849", "Infective myositis, unspecified lower leg", ("M60.061", "M60.062")),
        ("M60.849", "Infective myositis of the hand", ()),
        ("M25.561", "Right knee pain. Left knee normal", ()),
        ("M25.561", "knee pain", ()),
        ("S72.001A", "femoral neck fracture right, skin tear left elbow", ()),
        ("M25.561", "both knees hurt, pain", ()),
    ],
)
def test_side(code: str, text: str, wanted: tuple[str, ...]) -> None:
    facts = facts_of(code, text)
    node = facts.diagnoses[0].node
    assert node is not None
    assert contradicted_place(facts.diagnoses[0], node, facts, frozenset()).codes == wanted
