"""The figures of each kind of chart: percentiles at first and second sight, and how the cost grows with the chart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import linear_regression
from typing import TYPE_CHECKING

from benchmarks.corpus.charts import ALL_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.corpus.charts import CorpusCall
    from benchmarks.corpus.trees import Run

_GROWING = ("labs", "long charts")
HARMLESS = "all but harmful"
_HARMFUL = "harmful"


@dataclass(frozen=True, slots=True)
class Spread:
    """CPU milliseconds of the calls of one kind."""

    p50: float
    p95: float
    most: float


@dataclass(frozen=True, slots=True)
class Kind:
    """The figures of one kind: words seen first, seen before in another chart (`second`), and the `same` chart again.

    `exponent` is that of the size in the cost at second sight, where sizes differ.
    """

    kind: str
    calls: int
    first: Spread
    second: Spread
    same: Spread
    exponent: float | None = None


def figures(calls: Sequence[CorpusCall], run: Run) -> list[Kind]:
    """Return the figures of each kind, in the order of the corpus, and of all that are not harmful."""
    kinds = {kind: [place for place, each in enumerate(calls) if each.kind == kind] for kind in ALL_KINDS}
    kinds[HARMLESS] = [place for place, call in enumerate(calls) if call.kind != _HARMFUL]
    return [
        Kind(
            kind,
            len(places),
            spread([run.first[place] for place in places]),
            spread([run.second[place] for place in places]),
            spread([run.same[place] for place in places]),
            exponent([(calls[place].size, run.second[place]) for place in places]) if kind in _GROWING else None,
        )
        for kind, places in kinds.items()
    ]


def spread(times: Sequence[float]) -> Spread:
    """Return the median, the 95th percentile and the greatest of some times."""
    ordered = sorted(times)
    return Spread(*(ordered[math.ceil(share * len(ordered)) - 1] for share in (0.5, 0.95, 1.0)))


def exponent(points: Sequence[tuple[int, float]]) -> float:
    """Return the power with which the second of each pair grows with the first: 1 is linear."""
    return linear_regression([math.log(size) for size, _ in points], [math.log(cost) for _, cost in points]).slope


def table(kinds: Sequence[Kind], echo: float, before: Sequence[Kind] | None = None) -> str:
    """Return the figures as a Markdown table; `echo` is what the medians are held against."""
    others = {each.kind: each for each in before or ()}
    head = "| | calls | first p50 | p95 | max | second p50 | p95 | max | same p50 | in echoes | grows by |"
    lines = [head + (" before |" if others else ""), "|---" * (11 + bool(others)) + "|"]
    for each in kinds:
        first, second = (f"{one.p50:.2f} | {one.p95:.2f} | {one.most:.2f}" for one in (each.first, each.second))
        growth = "" if each.exponent is None else f"{each.exponent:.2f}"
        same = f"{each.same.p50:.2f} | {each.same.p50 / echo:.1f}"
        line = f"| {each.kind} | {each.calls} | {first} | {second} | {same} | {growth} |"
        lines.append(f"{line} {_beside(each, others[each.kind])} |" if others else line)
    return "\n".join(lines)


def _beside(kind: Kind, before: Kind) -> str:
    """Return the median costs at second sight and of the same chart, in parts of those before."""
    return f"{kind.second.p50 / before.second.p50:.2f}, {kind.same.p50 / before.same.p50:.2f} of it"
