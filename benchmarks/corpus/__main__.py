"""`python -m benchmarks.corpus`: answers the corpus, prints the table and writes the figures as JSON."""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from benchmarks.corpus.charts import corpus
from benchmarks.corpus.figures import figures, table
from benchmarks.corpus.trees import run_in_turns, tree_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.corpus.charts import CorpusCall
    from benchmarks.corpus.trees import Run


def main() -> int:
    """Measure this tree, beside another commit if one is given; 1 if a call fails or is answered otherwise there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="seed of the corpus")
    parser.add_argument("--against", metavar="REF", help="commit to alternate with and to compare the answers with")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each tree")
    parser.add_argument("--json", type=Path, default=Path("build/corpus.json"), help="file for the figures")
    given = parser.parse_args()
    calls = list(corpus(given.seed))
    random.Random(given.seed).shuffle(calls)  # so that no kind comes first
    with tree_of(given.against) as other, tree_of(None) as here:
        trees = [here, other] if given.against else [here]
        runs = run_in_turns([call.body for call in calls], trees, given.rounds)
    kinds = [figures(calls, run) for run in runs]
    print(table(kinds[0], runs[0].echo, kinds[1] if given.against else None))
    print(f"\nCPU ms; echo {runs[0].echo:.3f} ms; ready after {runs[0].ready_s:.2f} CPU s; seed {given.seed}")
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_bytes(msgspec.json.format(msgspec.json.encode({"runs": runs, "kinds": kinds}), indent=1))
    return report_faults(calls, runs)


def report_faults(calls: Sequence[CorpusCall], runs: Sequence[Run]) -> int:
    """Name the calls that failed, and those that the two trees answer differently; return 1 if there are any."""
    failed = [(call, status) for call, status in zip(calls, runs[0].statuses, strict=True) if status != 200]
    for call, status in failed:
        print(f"answered with {status}: {call.kind}, {call.size} resources")
    answers = zip(calls, runs[0].answers, runs[-1].answers, strict=True)
    changed = [call for call, here, there in answers if here != there]
    for call in changed:
        print(f"answered otherwise: {call.kind}, {call.size} resources, {call.body[-120:]!r}")
    if len(runs) > 1:
        print(f"{len(calls) - len(changed)} of {len(calls)} answers alike")
    return int(bool(failed or changed))


if __name__ == "__main__":
    sys.exit(main())
