"""Which categories list a disease by its organism, for a code that leaves the organism open."""

from __future__ import annotations

import pytest

from icd10cm.evidence.open_organism import categories_by_organism
from icd10cm.releases.loading import load_embedded

RELEASE = load_embedded()


@pytest.mark.parametrize(
    ("code", "categories"),
    [("J18.9", {"J12", "J13", "J14", "J15", "J16", "J17"}), ("J18.1", {"J12", "J13", "J14", "J15", "J16", "J17"})],
)
def test_an_open_organism(code: str, categories: set[str]) -> None:
    node = RELEASE.node(code)
    assert node is not None
    found = categories_by_organism(node.index, RELEASE)
    assert {RELEASE.tabular.nodes[each].code for each in found} == categories


@pytest.mark.parametrize("code", ["J15.9", "A41.9", "J20.9", "J10.1", "N39.0"])
def test_no_organism_is_left_to_another_category(code: str) -> None:
    node = RELEASE.node(code)
    assert node is not None
    assert categories_by_organism(node.index, RELEASE) == ()
