"""Rules that are based on the Alphabetic Index quote the loaded one, or the reviewed table where there is none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from icd10cm import review
from icd10cm.index.model import AlphabeticIndex
from icd10cm.index.xml_reader import read_index
from icd10cm.releases.loading import load_embedded
from tests import index_files
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

WITHOUT = load_embedded()
WITH = replace(WITHOUT, index=AlphabeticIndex((read_index(index_files.DISEASES),)), derived={})


@pytest.mark.parametrize(
    ("release", "beside", "code", "quoted"),
    [
        (WITHOUT, "M86.661", "E11.69", "Diabetes, with, osteomyelitis"),
        (WITH, "M86.661", "E11.69", "Diabetes, diabetic, with, osteomyelitis"),
        (WITHOUT, "N18.30", "E11.22", "Diabetes, with, chronic kidney disease"),
        (WITH, "N18.30", "E11.22", "Diabetes, with, chronic kidney disease"),
    ],
)
def test_the_entry_below_with_is_the_basis(release: Release, beside: str, code: str, quoted: str) -> None:
    issues = review(encounter_of({"dx": ["E11.9", beside]}), release)
    (issue,) = (each for each in issues if each.because == "with")
    assert [(basis.code, basis.note) for basis in issue.basis if basis.element == "index"] == [(code, quoted)]
