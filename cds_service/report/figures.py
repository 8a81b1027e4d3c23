"""What was counted over some time, in a form that adds up: the figures of two days are the sum of each day's.

Counts are trees of dictionaries, as they are kept in the store: names lead to further names, and at last to a number.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil, floor, log
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Tree = dict[str, Any]
Pair = tuple[str, str]
"""A client and a hook, or `ALL` of either."""

ALL = "*"
"""All hooks; or all clients but the workbench, whose calls are not a clinician's."""
WORKBENCH_CLIENT = "workbench"
"""The client that calls, cards and feedback of the workbench are recorded for."""
NOTHING_READ = "nothing read"
"""The outcome of a call whose Conditions carry no ICD-10-CM code at all, so that nothing could be reviewed."""
WHOLE = ""
"""The line over all rules."""

_STEP = 1.05
"""How much longer the calls of a bucket are than those of the one before."""
WITHIN = 0.025
"""How far a percentile is off at most, as a share of it: half the width of a bucket."""
_SHORTEST_MS = 0.01
_BUCKETS_PER_E = 1 / log(_STEP)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a client and hook.

    `lines`: by rule and for the `WHOLE`, "with_card", "cards", "prompts" and "accepted", and by name "overridden",
    "held_back" and "ms", whose names are the buckets of `bucket`; the whole has "calls", "refused" and "nothing_read"
    too, and its "with_card" and "ms" are of all calls. "sources" has the cards of a line by source of evidence, as far
    as it was recorded. `topics`: by rule "cards", "accepted" and "overridden" of each topic.
    """

    lines: Tree = field(default_factory=dict)
    topics: Tree = field(default_factory=dict)

    def add(self, more: Figures) -> None:
        """Add other figures to these."""
        add(self.lines, more.lines)
        add(self.topics, more.topics)


@dataclass(frozen=True, slots=True)
class Counts:
    """What a report is made from: the figures of the client and hook asked for, and the lines of others.

    `shown` is by parts of the time; `unknown_cards` are those that feedback named and the store did not know, each once
    a day.
    """

    figures: Figures = field(default_factory=Figures)
    lines: Mapping[Pair, Tree] = field(default_factory=dict)
    shown: Sequence[Tree] = ()
    unknown_cards: int = 0


def add(total: Tree, more: Mapping[str, Any]) -> None:
    """Add a tree to another one, which changes."""
    get = total.get
    for name, found in more.items():
        if type(found) is int:
            total[name] = get(name, 0) + found
        else:
            add(total.setdefault(name, {}), found)


def branch(tree: Tree, *names: str) -> Tree:
    """Return the branch that the names lead to; it is made where there is none."""
    for name in names:
        tree = tree.setdefault(name, {})
    return tree


def count(tree: Tree, name: str, number: int = 1) -> None:
    """Count something."""
    tree[name] = tree.get(name, 0) + number


def sums_of(client: str, hook: str) -> tuple[Pair, ...]:
    """Return what the figures of a client and hook count for, first themselves."""
    if client == WORKBENCH_CLIENT:
        return (client, hook), (client, ALL)
    return (client, hook), (client, ALL), (ALL, hook), (ALL, ALL)


def with_sums(pairs: Mapping[Pair, Figures]) -> dict[Pair, Figures]:
    """Return the figures of each client and hook, with the sums over all hooks, all clients and both."""
    found: dict[Pair, Figures] = {}
    for pair, figures in pairs.items():
        for each in sums_of(*pair):
            found.setdefault(each, Figures()).add(figures)
    return found


def shown(lines: Tree) -> Tree:
    """Return what a chart over time needs of the lines: by rule, the cards shown and accepted."""
    return {
        rule: {name: line[name] for name in ("cards", "accepted") if name in line}
        for rule, line in lines.items()
        if rule and "cards" in line
    }


def bucket(ms: float) -> str:
    """Return the bucket of a duration: those of one bucket differ by 5% at most."""
    return str(floor(log(max(ms, _SHORTEST_MS)) * _BUCKETS_PER_E))


def percentile(buckets: Mapping[str, int], percent: int) -> float | None:
    """Return the duration that so many percent do not exceed, as the middle of its bucket; None without any."""
    wanted = max(1, ceil(sum(buckets.values()) * percent / 100))
    passed = 0
    for place in sorted(map(int, buckets)):
        passed += buckets[str(place)]
        if passed >= wanted:
            return float(f"{_STEP ** (place + 0.5):.3g}")
    return None
