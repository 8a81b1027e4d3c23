"""`python -m benchmarks`: measures the service on this machine, prints a table and writes the figures as JSON."""

from __future__ import annotations

import argparse
import os
import platform
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from benchmarks.in_process import growth_ms, steps_ms
from benchmarks.over_http import (
    beside_echo,
    each_on_a_processor,
    ratio,
    start_and_memory,
    under_and_over_load,
    with_tokens,
    without_prefetch,
)
from cds_service.loaded_releases import load_releases

if TYPE_CHECKING:
    from benchmarks.over_http import Figures


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each load")
    parser.add_argument("--workers", type=int, default=2, help="workers of the run with more than one")
    parser.add_argument("--json", type=Path, default=Path("build/benchmarks.json"), help="file for the figures")
    given = parser.parse_args()
    found = measure_all(given.seconds, given.workers)
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS))
    print(f"\nwritten to {given.json}")


def measure_all(seconds: float, workers: int) -> dict[str, Any]:
    """Run every measurement, telling each as soon as it is there."""
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} processors")
    releases = load_releases(None)
    found: dict[str, Any] = {"steps_ms": steps_ms(releases)}
    _tell("processor time of the reference call", found["steps_ms"], "ms")
    found["growth_ms"] = growth_ms(releases)
    for size, steps in found["growth_ms"].items():
        _tell(f"with {size} Conditions", {"review steps": steps["review steps"]}, "ms")
    found["start and memory"] = start_and_memory(seconds)
    _tell("start (s) and memory (MB)", found["start and memory"], "")
    one = beside_echo(1, seconds)
    found["one worker"] = _loads("one worker, 4 connections", one) | {"ratio": ratio(one)}
    more = beside_echo(workers, seconds)
    found[f"{workers} workers"] = _loads(f"{workers} workers, {4 * workers} connections", more) | {"ratio": ratio(more)}
    found["pinned"] = _loads("each worker on a processor of its own", each_on_a_processor(workers, seconds))
    most = more["service"].throughput
    found["at a fixed rate"] = _loads("half and twice the greatest load", under_and_over_load(workers, most, seconds))
    found["no prefetch"] = _loads("FHIR server of 50 ms, no prefetch", {"service": without_prefetch(seconds)})
    tokens = with_tokens(one["service"].throughput, seconds)
    kept = tokens["with"].throughput / tokens["without"].throughput
    found["tokens"] = _loads("verifying ES384 tokens", tokens) | {"ratio": kept}
    _tell(
        "in short",
        {
            "service / echo, one worker": found["one worker"]["ratio"],
            f"service / echo, {workers} workers": found[f"{workers} workers"]["ratio"],
            "p99 / p50 at half load": found["at a fixed rate"]["half"]["p99"] / found["at a fixed rate"]["half"]["p50"],
            "with tokens / without": kept,
        },
        "",
    )
    return found


def _tell(title: str, figures: dict[str, float], unit: str) -> None:
    print(f"\n{title}")
    for name, figure in figures.items():
        print(f"  {name:32} {figure:8.2f} {unit}".rstrip())


def _loads(title: str, loads: dict[str, Figures]) -> dict[str, Any]:
    print(f"\n{title}\n  {'':10} {'calls/s':>8} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'CPU ms':>8}  answers")
    for name, each in loads.items():
        answers = ", ".join(f"{count} x {status or 'broken'}" for status, count in sorted(each.statuses.items()))
        print(
            f"  {name:10} {each.throughput:8.0f} {each.p50:8.2f} {each.p95:8.2f} {each.p99:8.2f} {each.cpu_ms:8.2f}  "
            f"{answers}"
        )
    return {name: asdict(each) for name, each in loads.items()}


if __name__ == "__main__":
    main()
