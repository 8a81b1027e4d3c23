from __future__ import annotations

import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fhir_mappings.cultures.organism_text import read_organisms

CASES = tomllib.loads(Path(__file__).with_name("organism_texts.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] or "nothing" for case in CASES])
def test_what_a_text_affirms(case: dict[str, Any]) -> None:
    said = read_organisms(case["text"])
    flags = {"negative": said.negative, "contaminant": said.contaminant, "unknown": said.unknown}
    assert [one.name for one in said.organisms] == case.get("organisms", [])
    assert list(said.resistance) == case.get("resistance", [])
    assert [name for name, flag in flags.items() if flag] == ([case["says"]] if case.get("says") else [])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["no", "MRSA", "E. coli", ",", ".", "not detected", "contaminant", "?", "Staphylococcus", "ESBL", "\n"]
        )
    )
)
def test_any_row_of_words_is_read(words: list[str]) -> None:
    said = read_organisms(" ".join(words))
    assert not (said.negative and said.organisms)


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert isinstance(read_organisms(text).negative, bool)


def test_a_text_without_end_is_read_in_bounded_time() -> None:
    start = time.perf_counter()
    read_organisms("no MRSA, E. coli not detected, " * 50_000)
    assert time.perf_counter() - start < 10
