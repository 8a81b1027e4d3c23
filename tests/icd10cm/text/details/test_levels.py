"""Two levels of the spine: a disc, a region, or no place."""

from __future__ import annotations

import pytest

from icd10cm.text.details.levels import levels_at
from icd10cm.text.lexicon import Kind, load_lexicon

_NONE, _NO_PLACE = "each by itself", "no place"


def _read(text: str, at: int = 0) -> str:
    found = levels_at(text.split(), at, load_lexicon())
    if found is None:
        return _NONE
    assert found[1] == at + 3
    return str(found[0].value) if found[0].kind is Kind.SITE else _NO_PLACE


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("c2 - c5", "vertebra-cervical"),
        ("t3 to t12", "vertebra-thoracic"),
        ("l2 - l4", "vertebra-lumbar"),
        ("l1 through l5", "vertebra-lumbar"),
        ("l1 thru l3", "vertebra-lumbar"),
        ("t10 - l2", _NO_PLACE),
        ("t12 - s1", _NO_PLACE),
        ("l4 and s1", _NO_PLACE),
        ("l2 and l4", _NONE),
        ("l2 & l4", _NONE),
        ("l2 / l4", _NONE),
        ("l2 on l4", _NONE),
        ("l2 l4 -", _NONE),
        ("l2 -", _NONE),
        ("l2", _NONE),
        ("x2 - l4", _NONE),
        ("l2 - 100", _NONE),
        ("l4 - 2", _NONE),
        ("l2 and 4", _NONE),
        ("l2 - l100", _NONE),
    ],
)
def test_levels(text: str, place: str) -> None:
    assert _read(text) == place
    assert _read(f"at {text} pain", 1) == (place if len(text.split()) == 3 else _NONE)


@pytest.mark.parametrize("between", ["-", "to", "through", "thru", "on", "over", "upon", "/"])
def test_two_levels_beside_each_other_are_their_disc(between: str) -> None:
    disc = _read(f"l5 {between} s1")
    assert disc not in (_NONE, _NO_PLACE, "vertebra-lumbar")
    assert _read(f"l4 {between} l5") not in (_NONE, _NO_PLACE, disc)


@pytest.mark.parametrize("between", ["and", "&"])
def test_two_levels_that_are_listed_are_two(between: str) -> None:
    assert _read(f"l4 {between} l5") == _NONE
