"""`python -m benchmarks.populations 10000 100000`: audits of synthetic exports of these sizes, measured.

For each size an export is made, audited by the real command, and what was planted is held against what was found.
Memory is the proportional set size of all processes of the command together: pages that they share count once.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil
import pyarrow.parquet as pq

from benchmarks.synthetic_export import Plan, write_export

COMMAND = Path(sys.executable).parent / "coding-cards"
_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Measured:
    """One audit. Times in seconds, memory in MiB; `missing` and `extra` are issues beside those that were planted."""

    encounters: int
    resources: int
    wall_s: float
    cpu_s: float
    memory_mib: float
    planted: int
    missing: int
    extra: int


def measure(encounters: int, folder: Path, seed: int = 1) -> Measured:
    """Make an export, audit it and return the figures.

    :raises RuntimeError: the audit did not end well.
    """
    resources = write_export(Plan(encounters, seed), folder)
    before = _children_cpu_s()
    started = time.perf_counter()
    process = psutil.Popen(
        [COMMAND, "audit", folder / "export", "--out", folder / "out", "--plain-ids"],
        env={name: value for name, value in os.environ.items() if not name.startswith("CODING_CARDS_")},
        stdout=sys.stderr,
    )
    memory = 0.0
    while process.poll() is None:
        memory = max(memory, _memory_mib(process))
        time.sleep(_EVERY_S)
    wall_s = time.perf_counter() - started
    if process.returncode:
        raise RuntimeError(f"the audit ended with {process.returncode}")
    planted, found = _planted(folder), _found(folder)
    return Measured(
        encounters,
        resources,
        wall_s,
        _children_cpu_s() - before,
        memory,
        planted.total(),
        (planted - found).total(),
        (found - planted).total(),
    )


def _children_cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _memory_mib(process: psutil.Process) -> float:
    total = 0
    try:
        for each in (process, *process.children(recursive=True)):
            total += each.memory_full_info().pss
    except psutil.Error:  # it has just ended
        return 0.0
    return total / 2**20


def _planted(folder: Path) -> Counter[tuple[str, str, str]]:
    lines = (folder / "planted.jsonl").read_bytes().splitlines()
    return Counter((each["encounter"], each["rule"], " ".join(each["codes"])) for each in map(orjson.loads, lines))


def _found(folder: Path) -> Counter[tuple[str, str, str]]:
    rows = pq.read_table(folder / "out" / "issues.parquet", columns=["encounter", "rule", "codes"]).to_pylist()
    return Counter((row["encounter"], row["rule"], " ".join(row["codes"])) for row in rows)


_COLUMNS = (
    "encounters",
    "resources",
    "seconds",
    "a second",
    "CPU s",
    "CPU ms each",
    "MiB",
    "planted",
    "missing",
    "extra",
)


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[10_000, 100_000])
    given = parser.parse_args()
    print(f"| {' | '.join(_COLUMNS)} |\n|{'---|' * len(_COLUMNS)}")
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            it = measure(size, Path(folder))
        each = f"{1000 * it.cpu_s / it.encounters:.2f}"
        numbers = (it.encounters, it.resources, it.wall_s, it.encounters / it.wall_s, it.cpu_s)
        counts = (it.memory_mib, it.planted, it.missing, it.extra)
        cells = (*(f"{number:,.0f}" for number in numbers), each, *(f"{number:,.0f}" for number in counts))
        print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
