"""How long consciousness was lost, in the words of the titles at S06; what leaves it open stays as it is."""

from __future__ import annotations

import pytest

from icd10cm.text.details.consciousness import names_consciousness, unconscious_at

_LOSS = "loss of consciousness"
_30, _59 = "30 minutes less", "31 minutes to 59 minutes"
_5_H, _24_H = "1 hour to 5 hours 59 minutes", "6 hours to 24 hours"


def _read(text: str, at: int = 0) -> tuple[str, int] | None:
    found = unconscious_at(text.split(), at)
    return found and (" ".join(found[0]), found[1])


@pytest.mark.parametrize(
    ("time", "title"),
    [
        ("10 min", _30),
        ("30 min", _30),
        ("31 min", _59),
        ("59 min", _59),
        ("60 min", _5_H),
        ("1 hour", _5_H),
        ("5 hours", _5_H),
        ("359 minutes", _5_H),
        ("6 h", _24_H),
        ("24 hr", _24_H),
        ("90 sec", _30),
        ("1800 seconds", _30),
        ("1860 s", _59),
        ("2 m", _30),
        ("for about 10 mins", _30),
        ("x 2 hrs", _5_H),
        ("< 1 min", _30),
        ("less than 30 minutes", _30),
        ("for less than 1 minute", _30),
        ("under 5 min", _30),
        ("5 - 10 min", _30),
        ("31 to 40 min", _59),
        ("2 - 3 hours", _5_H),
        ("lasting approx 7 hours", _24_H),
    ],
)
def test_a_time_behind_the_loss(time: str, title: str) -> None:
    words = f"{_LOSS} {time}"
    assert _read(words) == (f"{_LOSS} of {title}", len(words.split()))
    assert _read(f"brief {words} witnessed", 1) == (f"{_LOSS} of {title}", len(words.split()) + 1)


@pytest.mark.parametrize(
    ("time", "title"), [("10 min", _30), ("45 minute", _59), ("2 hour", _5_H), ("5 - 10 min", _30), ("6 h", _24_H)]
)
def test_a_time_before_the_loss(time: str, title: str) -> None:
    words = f"{time} {_LOSS}"
    assert _read(words) == (f"{_LOSS} of {title}", len(words.split()))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{_LOSS}", "no time"),
        (f"{_LOSS} 10", "no unit"),
        (f"{_LOSS} for", "nothing follows"),
        (f"{_LOSS} ten min", "no number"),
        (f"{_LOSS} 10 mm", "no time"),
        (f"{_LOSS} 25 hours", "longer than any title says"),
        (f"{_LOSS} 1441 min", "longer than any title says"),
        (f"{_LOSS} 29 - 31 min", "of two titles"),
        (f"{_LOSS} 59 - 60 min", "of two titles"),
        (f"{_LOSS} < 45 min", "it may be less than 31"),
        (f"{_LOSS} less than 2 hours", "it may be less"),
        (f"{_LOSS} over 30 min", "it may be anything longer"),
        (f"{_LOSS} 10 min ago", "when it was"),
        (f"{_LOSS} 10 min after fall", "when it was"),
        (f"{_LOSS} 10 - min", "no range"),
        (f"{_LOSS} - 10 min", "nothing before the dash"),
        (f"{_LOSS} 5 / 10 min", "no range"),
        (f"{_LOSS} 5 -", "it ends in the range"),
        ("10 min loss of function", "of something else"),
        ("10 min of consciousness", "nothing is lost"),
        ("10 min", "nothing of consciousness"),
        ("loss of", "of what"),
        ("min 10", "no time"),
        ("10", "no unit"),
    ],
)
def test_what_leaves_the_time_open(text: str, why: str) -> None:
    assert _read(text) is None, why


def test_a_text_that_says_something_of_consciousness() -> None:
    assert names_consciousness(["loss", "of", "consciousness"])
    assert not names_consciousness(["loss", "of", "height"])
