"""How long work that may grow long is bounded without knowing of clocks: it asks, now and then, whether to go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

CheckTime = Callable[[], None]
"""Called between two pieces of work: returns to let it go on, raises whatever its maker likes to end it."""

Item = TypeVar("Item")

_FEW = 64
"""So many items are done before anybody could wait for them; usual charts have fewer of everything."""
VERY_FEW = 8
"""So many are done in less time than it takes to look at a clock."""


def no_limit() -> None:
    """Let the work go on, always."""


def _note_nothing(_: str) -> None:
    """Let a cut go unnoticed."""


@dataclass(frozen=True, slots=True)
class QuestionLimit:
    """How many questions a rule may raise, since pairs of codes grow with the square of a chart.

    `on_cut` is called with the id of each rule that had more.
    """

    most: int = 1000
    on_cut: Callable[[str], None] = _note_nothing


USUAL_LIMIT = QuestionLimit()


def in_time(items: Collection[Item], check_time: CheckTime, *, every: int = 1) -> Iterable[Item]:
    """Return the items to loop over: asked is once for a few, before each of many, and not at all for very few.

    Of many that take little time each, asked is before `every` eighth or so.
    """
    if len(items) <= VERY_FEW:  # the usual case
        return items
    check_time()
    return items if len(items) <= _FEW else _asking_on_the_way(items, check_time, every)


def _asking_on_the_way(items: Collection[Item], check_time: CheckTime, every: int) -> Iterator[Item]:
    for number, item in enumerate(items):
        if not number % every:
            check_time()
        yield item
