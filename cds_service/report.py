"""What became of the cards: figures by rule, client and hook. Pure; the counts come from `store/counting.py`.

Numbers are of calls that were reviewed or kept silent on purpose; refused calls are counted apart. A card without any
report from its client counts as not answered: clients never report cards that were ignored (CDS Hooks, "Feedback").
The acceptance rate is accepted cards out of cards shown, with Wilson's interval at 95%, which holds for few cards too.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import ceil, sqrt
from typing import TYPE_CHECKING, Literal

from cds_service.report_counts import CallCount, CardCount, Counts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

__all__ = ["Counts", "Line", "Rate", "Report", "Topic", "build_report", "percentile", "wilson"]

_Z = 1.959963985
"""The 97.5% quantile of the normal distribution: an interval of 95%."""
NO_REASON = "no reason given"
TOPICS = 10

Scope = Literal["all", "client", "hook", "rule", "client, hook and rule"]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its interval; None where there is nothing to have a share of."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one scope. `client`, `hook` and `rule` are "" where the line is over all of them.

    `calls` are all calls of the client and hook, whatever the rule; `with_card` those that showed a card (of the
    rule). `p50_ms` and `p95_ms` are None where there was no call.
    """

    scope: Scope
    client: str
    hook: str
    rule: str
    calls: int
    refused: int
    with_card: int
    cards: int
    prompts: int
    held_back: Mapping[str, int]
    accepted: int
    overridden: Mapping[str, int]
    no_answer: int
    p50_ms: float | None
    p95_ms: float | None

    @property
    def share_with_card(self) -> float | None:
        """The share of calls that showed a card."""
        return self.with_card / self.calls if self.calls else None

    @property
    def acceptance(self) -> Rate | None:
        """Accepted cards out of cards shown."""
        return wilson(self.accepted, self.cards)


@dataclass(frozen=True, slots=True)
class Topic:
    """A question, and how often it was asked."""

    topic: str
    rule: str
    cards: int
    accepted: int
    overridden: int


@dataclass(frozen=True, slots=True)
class Report:
    """A report over the time from `since` up to but without `until`; None = without bound."""

    since: datetime | None
    until: datetime | None
    lines: tuple[Line, ...]
    topics: tuple[Topic, ...]
    feedback_for_unknown_cards: int

    def of(self, scope: Scope) -> tuple[Line, ...]:
        """Return the lines of one scope."""
        return tuple(line for line in self.lines if line.scope == scope)


def wilson(part: int, whole: int) -> Rate | None:
    """Return a share with Wilson's score interval at 95%."""
    if not whole:
        return None
    share, square = part / whole, _Z * _Z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    half = _Z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return Rate(share, max(0.0, middle - half), min(1.0, middle + half))


def percentile(ordered: Sequence[float], percent: int) -> float | None:
    """Return the smallest value that at least so many percent of the ordered values do not exceed."""
    if not ordered:
        return None
    return ordered[max(1, ceil(len(ordered) * percent / 100)) - 1]


def build_report(counts: Counts, since: datetime | None, until: datetime | None) -> Report:
    """Return the report: a line for everything, then for each client, hook and rule, then for each of their triples."""
    tallies: dict[tuple[str, str, str], _Tally] = {}

    def tally(client: str, hook: str, rule: str) -> _Tally:
        return tallies.setdefault((client, hook, rule), _Tally())

    for calls in counts.calls:
        for client, hook in ((calls.client, calls.hook), (calls.client, ""), ("", calls.hook), ("", "")):
            tally(client, hook, "").add_calls(calls)
    for rule_calls in counts.rule_calls:
        for client, hook in ((rule_calls.client, rule_calls.hook), ("", "")):
            tally(client, hook, rule_calls.rule).with_card += rule_calls.with_card
    for cards in counts.cards:
        for key in _keys(cards.client, cards.hook, cards.rule):
            tally(*key).add_cards(cards)
    for durations in counts.durations:
        for key in _keys(durations.client, durations.hook, durations.rule, whole=not durations.rule):
            tally(*key).ms.extend(durations.ms)
    every = tallies.get(("", "", ""), _Tally())
    lines = [_line("all", ("", "", ""), every, every)]
    lines += (
        _line(scope, key, tallies[key], tallies.get((key[0], key[1], ""), _Tally()))
        for key in sorted(tallies)
        if (scope := _scope(key)) is not None
    )
    lines.sort(key=lambda line: _SCOPES.index(line.scope))
    return Report(since, until, tuple(lines), _topics(counts.cards), counts.feedback_for_unknown_cards)


_SCOPES: tuple[Scope, ...] = ("all", "client", "hook", "rule", "client, hook and rule")


@dataclass(slots=True)
class _Tally:
    """Adds up the figures of one line."""

    calls: int = 0
    refused: int = 0
    with_card: int = 0
    cards: int = 0
    prompts: int = 0
    accepted: int = 0
    held_back: Counter[str] = field(default_factory=Counter)
    overridden: Counter[str] = field(default_factory=Counter)
    ms: list[float] = field(default_factory=list)

    def add_calls(self, count: CallCount) -> None:
        self.calls += count.calls
        self.refused += count.refused
        self.with_card += count.with_card

    def add_cards(self, count: CardCount) -> None:
        if count.held_back:
            self.held_back[count.held_back] += count.cards
            return
        self.cards += count.cards
        if count.strength == "prompt":
            self.prompts += count.cards
        if count.answer == "accepted":
            self.accepted += count.cards
        elif count.answer == "overridden":
            self.overridden[count.reason or NO_REASON] += count.cards


def _keys(client: str, hook: str, rule: str, *, whole: bool = True) -> Iterable[tuple[str, str, str]]:
    """Return the lines that something of this client, hook and rule counts for.

    `whole` tells that it counts for the lines over all rules too, and not only for those of its rule.
    """
    keys = [("", "", rule), (client, hook, rule)]
    if whole:
        keys += [("", "", ""), (client, "", ""), ("", hook, "")]
    return dict.fromkeys(keys)


def _scope(key: tuple[str, str, str]) -> Scope | None:
    match tuple(map(bool, key)):
        case (True, False, False):
            return "client"
        case (False, True, False):
            return "hook"
        case (False, False, True):
            return "rule"
        case (True, True, True):
            return "client, hook and rule"
    return None


def _line(scope: Scope, key: tuple[str, str, str], tally: _Tally, calls: _Tally) -> Line:
    ordered = sorted(tally.ms)
    return Line(
        scope=scope,
        client=key[0],
        hook=key[1],
        rule=key[2],
        calls=calls.calls,
        refused=calls.refused,
        with_card=tally.with_card,
        cards=tally.cards,
        prompts=tally.prompts,
        held_back=dict(sorted(tally.held_back.items())),
        accepted=tally.accepted,
        overridden=dict(sorted(tally.overridden.items())),
        no_answer=tally.cards - tally.accepted - tally.overridden.total(),
        p50_ms=percentile(ordered, 50),
        p95_ms=percentile(ordered, 95),
    )


def _topics(cards: Iterable[CardCount]) -> tuple[Topic, ...]:
    shown: Counter[tuple[str, str]] = Counter()
    answered: Counter[tuple[str, str, str]] = Counter()
    for count in cards:
        if not count.held_back:
            shown[count.topic, count.rule] += count.cards
            answered[count.topic, count.rule, count.answer] += count.cards
    ordered = sorted(shown.items(), key=lambda item: (-item[1], item[0]))[:TOPICS]
    return tuple(
        Topic(topic, rule, number, answered[topic, rule, "accepted"], answered[topic, rule, "overridden"])
        for (topic, rule), number in ordered
    )
