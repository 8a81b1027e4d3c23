"""How long consciousness was lost, in the words of titles: "LOC for 20 min" is one of 30 minutes or less.

Source: the titles at S06: 30 minutes or less, 31 to 59 minutes, 1 hour to 5 hours 59 minutes, 6 to 24 hours. What is
longer than a time ("over 30 min") may be any of several, and stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_LOSS = ("loss", "of", "consciousness")
_MINUTES = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1 / 60),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), 1.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60.0),
}
_CLASSES: tuple[tuple[float, tuple[str, ...]], ...] = (
    (30, ("30", "minutes", "less")),
    (59, ("31", "minutes", "to", "59", "minutes")),
    (359, ("1", "hour", "to", "5", "hours", "59", "minutes")),
    (1440, ("6", "hours", "to", "24", "hours")),
)
_AT_MOST = frozenset(("<", "less", "than", "under"))
_BETWEEN = frozenset(
    ("for", "x", "of", "approx", "approximately", "about", "around", "~", "lasting", "lasted", "witnessed", "brief")
)
_AFTER = frozenset(("ago", "after", "before", "later", "prior", "post", "old"))
_RANGE = frozenset(("-", "to"))


def names_consciousness(words: Collection[str]) -> bool:
    """Return whether a text says anything of consciousness."""
    return _LOSS[-1] in words


def unconscious_at(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    """Return a loss of consciousness that starts at a word with its time as titles have it, and the position after."""
    end = at + len(_LOSS)
    if tuple(words[at:end]) == _LOSS:
        return _behind(words, end)
    timed = _time(words, at)
    if timed is None or tuple(words[timed[1] : timed[1] + len(_LOSS)]) != _LOSS:
        return None
    return _in_full(timed[0], timed[0], timed[1] + len(_LOSS))


def _behind(words: Sequence[str], at: int) -> tuple[tuple[str, ...], int] | None:
    """Return the loss with the time behind it: "for about 5 min", "< 1 min", "5-10 minutes"."""
    at_most = False
    while at < len(words) and (words[at] in _BETWEEN or words[at] in _AT_MOST):
        at_most = at_most or words[at] in _AT_MOST
        at += 1
    timed = _time(words, at)
    if timed is None or not _AFTER.isdisjoint(words[timed[1] : timed[1] + 1]):
        return None
    longest, after = timed
    shortest = 0.0 if at_most else _first_of_range(words, at, longest)
    return _in_full(shortest, longest, after)


def _first_of_range(words: Sequence[str], at: int, longest: float) -> float:
    """Return the shorter time of a range, in minutes; the time itself where it is none."""
    if at + 3 >= len(words) or words[at + 1] not in _RANGE:
        return longest
    return float(words[at]) * _MINUTES[words[at + 3]]


def _time(words: Sequence[str], at: int) -> tuple[float, int] | None:
    """Return the minutes that are written at a word, of a range the longer ones, and the position after them."""
    if at + 3 < len(words) and words[at].isdigit() and words[at + 1] in _RANGE:
        at += 2
    if at + 1 >= len(words) or not words[at].isdigit() or words[at + 1] not in _MINUTES:
        return None
    return float(words[at]) * _MINUTES[words[at + 1]], at + 2


def _in_full(shortest: float, longest: float, after: int) -> tuple[tuple[str, ...], int] | None:
    titles = [title for most, title in _CLASSES if longest <= most]
    one = bool(titles) and titles[0] == next(title for most, title in _CLASSES if shortest <= most)
    return ((*_LOSS, "of", *titles[0]), after) if one else None
