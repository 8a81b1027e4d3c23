"""What a report is made from: the counts that the store hands over (`store/counting.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

Answer = Literal["accepted", "overridden", ""]


@dataclass(frozen=True, slots=True)
class CallCount:
    """The calls of one client and hook."""

    client: str
    hook: str
    calls: int
    with_card: int
    refused: int = 0


@dataclass(frozen=True, slots=True)
class RuleCalls:
    """The calls of one client and hook in which a rule had a card that was shown."""

    client: str
    hook: str
    rule: str
    with_card: int


@dataclass(frozen=True, slots=True)
class CardCount:
    """Cards that are alike in all of this. `held_back` is "" for cards shown; `answer` is "" without any."""

    client: str
    hook: str
    rule: str
    topic: str
    strength: str
    held_back: str
    answer: Answer
    reason: str
    cards: int


@dataclass(frozen=True, slots=True)
class Durations:
    """How long calls took, in milliseconds; `rule` is "" for all calls, otherwise for those in which it had a card."""

    client: str
    hook: str
    rule: str
    ms: Sequence[float]


@dataclass(frozen=True, slots=True)
class Counts:
    """Everything that a report is made from."""

    calls: Sequence[CallCount] = ()
    rule_calls: Sequence[RuleCalls] = ()
    cards: Sequence[CardCount] = ()
    durations: Sequence[Durations] = ()
    feedback_for_unknown_cards: int = 0
