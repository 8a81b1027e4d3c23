"""Several regions of lymph nodes in one list are one place."""

from __future__ import annotations

import pytest

from icd10cm.text.details.node_regions import node_regions_at
from icd10cm.text.lexicon import load_lexicon

_REGIONS = load_lexicon().fields["lymphomas"]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("cervical and axillary node", ""),
        ("node of neck , mediastinum and retroperitoneum all avid", "all avid"),
        ("neck node , mediastinal node and mesenteric node", ""),
        ("cervical / para - aortic lymph node", ""),
    ],
)
def test_several_regions_are_one_place(text: str, rest: str) -> None:
    words = text.split()
    assert node_regions_at(words, 0, _REGIONS) == (
        ("lymph", "nodes", "of", "multiple", "sites"),
        len(words) - len(rest.split()),
    )


@pytest.mark.parametrize(
    "text",
    [
        "axillary node",
        "neck and supraclavicular node",
        "cervical and lumbar spine",
        "cervical and thoracic",
        "node of neck",
        "node",
        "lymph",
        "neck , node",
    ],
)
def test_one_region_and_what_is_none_stay_as_they_are(text: str) -> None:
    assert node_regions_at(text.split(), 0, _REGIONS) is None
