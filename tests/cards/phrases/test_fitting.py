"""Which sentence is taken: the fullest that fits, one with the chart's fact first, and nothing cut from a phrase."""

from __future__ import annotations

from collections import defaultdict

import pytest

from cards.phrases.fitting import WANTED, fitted, sentences_of

FACT = frozenset({"fact"})
WORDS = {"fact": "the chart says right tibia", "name": "osteomyelitis", "code": "M86.50", "long": "x" * 100}
LONG_FACT = {**WORDS, "fact": "y" * 105}


def _take(*sentences: str, words: dict[str, str] = WORDS) -> str:
    return fitted(sentences_of(sentences, (FACT,)), (defaultdict(str, words),))


def test_the_first_that_fits_is_taken() -> None:
    assert (
        _take("{Fact}. Is it {name} ({code})?", "{Fact}?")
        == "The chart says right tibia. Is it osteomyelitis (M86.50)?"
    )


def test_one_without_a_phrase_is_passed_over() -> None:
    assert _take("{fact} {nothing}?", "{code}?") == "M86.50?"


def test_a_fact_goes_before_a_sentence_without() -> None:
    assert _take("Is it {name}?", "{Fact}. Is it {name}?") == "The chart says right tibia. Is it osteomyelitis?"


def test_a_longer_sentence_with_the_fact_is_taken_before_a_short_one_without() -> None:
    text = _take("{fact}. Is it {name}?", "{code}?", words=LONG_FACT)
    assert WANTED < len(text) <= 139
    assert text.startswith("y" * 105)


def test_of_two_too_long_the_shorter_is_taken() -> None:
    assert _take("{long} {fact} {name}?", "{long} {code}?") == f"{'x' * 100} M86.50?"


def test_what_fits_nowhere_leaves_the_fact_to_the_detail() -> None:
    words = {**WORDS, "fact": "z" * 200}
    assert _take("{fact}. Is it {name}?", "Is it {name}?", words=words) == "Is it osteomyelitis?"


def test_without_any_phrase_the_last_sentence_names_no_code() -> None:
    assert _take("{nothing}?", "Is {nothing} right?") == "Is this code right?"


@pytest.mark.parametrize("length", [WANTED - 1, WANTED, WANTED + 1])
def test_the_bound_of_what_is_wanted(length: int) -> None:
    text = _take("{a}", "{b}", words={"a": "a" * length, "b": "b"})
    assert text == ("b" if length > WANTED else "a" * length)
