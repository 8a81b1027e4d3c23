"""Notes in the short forms, eponyms and everyday words of the specialties, as data: `specialties.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from icd10cm.text import lexicon
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.tokens import sentences_of
from tests.icd10cm.choosing.charts import RELEASE, documented

_TEXTS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("specialties.toml").read_text("utf-8"))["text"]


@pytest.mark.parametrize("case", _TEXTS, ids=[f"{case['code']} {case['note']}" for case in _TEXTS])
def test_what_a_note_documents(case: dict[str, Any]) -> None:
    offered = {choice for issue in documented(case["code"], case["note"]) for choice in issue.choices}
    assert offered == set(case.get("offers", [])), case["why"]


def test_codes_exist() -> None:
    codes = {code for case in _TEXTS for code in (case["code"], *case.get("offers", []))}
    assert [code for code in codes if not RELEASE.is_valid(code)] == []


def test_as_many_notes_are_silent_as_not() -> None:
    silent = sum("offers" not in case for case in _TEXTS)
    assert 2 * silent >= len(_TEXTS)


@pytest.mark.parametrize("name", ["Dr. Smith", "Dr Smith", "Mr. Colles", "Ms Barton"])
def test_the_name_of_a_person_is_left_out(name: str) -> None:
    (items,) = sentences_of(f"seen by {name} for wrist", load_lexicon())
    assert name.rsplit(maxsplit=1)[-1].lower() not in [item.text for item in items]


@pytest.mark.parametrize("note", ["DR Smith's fracture", "Smith's fracture", "dr smith"])
def test_what_is_not_sure_to_be_a_name_stays(note: str) -> None:
    (items,) = sentences_of(note, load_lexicon())
    assert any("smith" in item.text for item in items)


def test_a_field_of_two_specialties_means_one_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    named = [
        (file, {"fields": {"wounds": {"words": ["wound"], "short": {"fb": meaning}}}})
        for file, meaning in (("one.toml", "foreign body"), ("other.toml", "full body"))
    ]
    monkeypatch.setattr(lexicon, "_specialties", lambda: named)
    short: dict[str, dict[str, Any]] = {"anywhere": {}, "capitals": {}, "fields": {}}
    with pytest.raises(ValueError, match=r"wounds of other\.toml means something else"):
        lexicon._add_specialties({"diseases": {}, "plain": {"words": []}}, short)
