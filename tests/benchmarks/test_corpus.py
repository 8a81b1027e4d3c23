"""The corpus: seeded, of the kinds and numbers that it says, and answered; what it costs is not a matter of a test."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from benchmarks.corpus.answering import answer
from benchmarks.corpus.charts import KINDS, REFERENCE, SITES, CorpusCall, corpus
from benchmarks.corpus.figures import Kind, Spread, exponent, figures, spread, table
from benchmarks.corpus.trees import Run
from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED = 7
ANSWERED_OF_EACH = 2


@pytest.fixture(scope="module")
def calls() -> Sequence[CorpusCall]:
    return list(corpus(SEED))


def test_the_same_seed_gives_the_same_calls_and_another_one_others(calls: Sequence[CorpusCall]) -> None:
    assert list(corpus(SEED)) == calls
    shared = {call.body for call in corpus(SEED + 1)} & {call.body for call in calls}
    assert len(shared) == 2  # the reference call in its two forms


def test_there_are_240_charts_of_the_kinds(calls: Sequence[CorpusCall]) -> None:
    numbers = {kind: count for kind, (count, _) in KINDS.items()}
    assert Counter(call.kind for call in calls) == numbers | {REFERENCE: 1, SITES: 1}
    assert sum(numbers.values()) == 240


def test_long_charts_and_labs_grow(calls: Sequence[CorpusCall]) -> None:
    assert [call.size for call in calls if call.kind == "long charts"][-1] == 3200
    labs = [call.size for call in calls if call.kind == "labs"]
    assert (min(labs), max(labs)) == (210, 810)


def test_each_kind_is_answered_the_same_again(calls: Sequence[CorpusCall]) -> None:
    app = create_app(load_settings(), load_releases(None))
    taken: Counter[str] = Counter()
    for call in calls:
        taken[call.kind] += 1
        if call.kind != "harmful" and taken[call.kind] <= ANSWERED_OF_EACH:
            first, second = answer(app, call.body), answer(app, call.body)
            assert (first.status, first.digest) == (200, second.digest), call.kind


def test_percentiles_are_times_that_occurred() -> None:
    assert spread([float(each) for each in range(100, 0, -1)]) == Spread(50.0, 95.0, 100.0)
    assert spread([3.0]) == Spread(3.0, 3.0, 3.0)


@pytest.mark.parametrize("power", [1, 2])
def test_the_exponent_is_the_power_of_growth(power: int) -> None:
    points = [(size, 0.5 * size**power) for size in (10, 20, 80)]
    assert exponent(points) == pytest.approx(power)


def test_the_table_has_a_row_for_each_kind(calls: Sequence[CorpusCall]) -> None:
    times = tuple(float(1 + place) for place in range(len(calls)))
    run = Run(1.0, 0.5, times, times, tuple(2 * each for each in times), (200,) * len(calls), ("",) * len(calls))
    kinds = figures(calls, run)
    lines = table(kinds, run.echo, kinds).splitlines()
    assert len(lines) == 2 + len(kinds)
    assert all(line.endswith("1.00, 1.00 of it |") for line in lines[2:])
    assert Kind("reference", 1, Spread(1.0, 1.0, 1.0), Spread(1.0, 1.0, 1.0), Spread(2.0, 2.0, 2.0)) in kinds
