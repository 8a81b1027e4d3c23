"""Runs the corpus in processes of this tree and of another commit, in turns."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[2]
_ANSWERING = Path(__file__).with_name("answering.py")


class Run(msgspec.Struct, frozen=True):
    """What one process, or the medians of several, took for the calls, in their order; times in CPU milliseconds."""

    ready_s: float
    echo: float
    first: tuple[float, ...]
    second: tuple[float, ...]
    same: tuple[float, ...]
    statuses: tuple[int, ...]
    answers: tuple[str, ...]


@contextlib.contextmanager
def tree_of(ref: str | None) -> Iterator[Path]:
    """Give a checkout of a commit until the block ends; this tree, as it is, for None."""
    if ref is None:
        yield ROOT
        return
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        _git("worktree", "add", "--quiet", "--detach", str(tree), ref)
        try:
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def run_in_turns(bodies: Sequence[bytes], trees: Sequence[Path], rounds: int) -> list[Run]:
    """Answer the calls in a new process of each tree, again and again; return the medians of each tree."""
    with tempfile.TemporaryDirectory() as folder:
        calls = Path(folder) / "calls"
        calls.write_bytes(msgspec.msgpack.encode(list(bodies)))
        runs = [[_run(tree, calls) for tree in trees] for _ in range(rounds)]
    return [_middle(of_tree) for of_tree in zip(*runs, strict=True)]


def _run(tree: Path, calls: Path) -> Run:
    command = [sys.executable, "-P", str(_ANSWERING), str(calls)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CODING_CARDS_")}
    done = subprocess.run(  # noqa: S603 - our own
        command, cwd=tree, env=environment | {"PYTHONPATH": str(tree)}, stdout=subprocess.PIPE, check=True
    )
    return msgspec.json.decode(done.stdout, type=Run)


def _middle(runs: Sequence[Run]) -> Run:
    return Run(
        ready_s=median(run.ready_s for run in runs),
        echo=median(run.echo for run in runs),
        first=tuple(map(median, zip(*(run.first for run in runs), strict=True))),
        second=tuple(map(median, zip(*(run.second for run in runs), strict=True))),
        same=tuple(map(median, zip(*(run.same for run in runs), strict=True))),
        statuses=runs[0].statuses,
        answers=runs[0].answers,
    )


def _git(*arguments: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *arguments], check=True)  # noqa: S603, S607
