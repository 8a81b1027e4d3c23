"""The lists of the Medicare Code Editor, as many codes as it lists, and each in the release."""

from __future__ import annotations

import pytest

from icd10cm.code_editor import load_code_editor
from icd10cm.releases.loading import load_embedded


def test_as_many_codes_as_the_code_editor_lists() -> None:
    editor, valid = load_code_editor(), load_embedded().valid
    assert sum(map(editor.is_manifestation, valid)) == 422
    assert sum(map(editor.is_unspecified, valid)) == 3465


@pytest.mark.parametrize("name", ["manifestations", "unspecified"])
def test_every_prefix_is_in_the_release(name: str) -> None:
    valid = load_embedded().valid
    below = {code[:length] for code in valid for length in range(3, len(code) + 1)}
    assert getattr(load_code_editor(), name) <= below


@pytest.mark.parametrize(
    ("code", "expected"), [("E08.22", True), ("M02.861", True), ("F02.80", True), ("E11.22", False), ("M86.9", False)]
)
def test_manifestations(code: str, expected: object) -> None:
    assert load_code_editor().is_manifestation(code) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [("I82.409", True), ("S72.009A", True), ("S72.001A", False), ("S72.00", False), ("H91.90", False), ("I8", False)],
)
def test_unspecified(code: str, expected: object) -> None:
    assert load_code_editor().is_unspecified(code) is expected
