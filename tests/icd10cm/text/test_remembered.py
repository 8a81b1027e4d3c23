"""What is remembered of texts: what reading gives, for a while, and not of long ones."""

from __future__ import annotations

import pytest

from icd10cm.text import remembered
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.remembered import Remembered, recall_text, text_key
from icd10cm.text.status import Status
from icd10cm.text.text_facts import read_text


class Clock:
    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


def asked(memory: Remembered[int], key: int) -> bool:
    """Return whether a value had to be computed."""
    computed: list[int] = []
    memory.find(key, lambda: computed.append(key) or key)  # type: ignore[func-returns-value]
    return bool(computed)


def test_a_value_is_computed_once() -> None:
    memory = Remembered[int]()
    assert [asked(memory, 1), asked(memory, 1), asked(memory, 2)] == [True, False, True]


def test_the_oldest_go_when_it_is_full() -> None:
    memory = Remembered[int](most=2, age_s=100, now=Clock())
    assert [asked(memory, key) for key in (1, 2, 3, 4)] == [True] * 4  # 1 and 2 are the older generation
    assert not asked(memory, 4)
    assert asked(memory, 5)
    assert asked(memory, 1)


def test_what_is_asked_for_stays_when_others_go() -> None:
    memory = Remembered[int](most=2, age_s=100, now=Clock())
    for key in range(2, 20):
        asked(memory, key)
        assert asked(memory, 1) is (key == 2)


@pytest.mark.parametrize(
    ("waited", "again", "why"),
    [
        ((99.0,), False, "within the first generation"),
        ((101.0,), False, "in the older generation"),
        ((201.0,), True, "nobody asked for longer than two ages"),
        ((101.0, 101.0), True, "two generations began since"),
    ],
)
def test_what_nobody_asks_for_goes_with_time(waited: tuple[float, ...], *, again: bool, why: str) -> None:
    clock = Clock()
    memory = Remembered[int](age_s=100, now=clock)
    asked(memory, 1)
    for number, seconds in enumerate(waited):
        clock.s += seconds
        if number + 1 < len(waited):
            asked(memory, 2)
    assert asked(memory, 1) is again, why


def test_what_is_recalled_is_what_reading_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    lexicon = load_lexicon()
    for own in (None, frozenset({"osteomyelitis"}), frozenset({"pain"})):
        for current in ((Status.AFFIRMED,), (Status.AFFIRMED, Status.HISTORICAL)):
            text = "History of pain in the left knee; osteomyelitis of right femur"
            read = read_text(text, lexicon, own, frozenset(current))
            assert recall_text(text, lexicon, own, current=current) == read
            assert recall_text(text, lexicon, own, current=current) == read
    monkeypatch.setattr(remembered, "read_text", lambda *_: pytest.fail("read again"))
    assert recall_text(text, lexicon, own, current=current) == read


def test_long_texts_are_read_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(remembered, "read_text", lambda text, *_, **__: read.append(text))
    for text in ("knee " * 100, "knee " * 100 + "s"):
        recall_text(text, load_lexicon())
        recall_text(text, load_lexicon())
    assert [len(text) for text in read] == [500, 501, 501]


def test_the_text_is_no_key_itself() -> None:
    assert text_key("left knee") == text_key("left knee") != text_key("right knee")
    assert b"knee" not in text_key("left knee")
    assert text_key("\ud800")  # half of a pair, as JSON may bring it
