"""`python -m benchmarks`: the time of one call on the reference request, in the process, by step."""

from __future__ import annotations

import statistics
import time

import orjson

from benchmarks.reference_request import reference_request
from cds_service.call import Reviewer, answer_call
from cds_service.call_log import CallRecord
from cds_service.deck_options import deck_options
from cds_service.loaded_releases import load_releases
from cds_service.overlay import Rulebook
from cds_service.settings import Settings

CALLS = 300
WARM_UP = 20


def main() -> None:
    """Print the figures."""
    start = time.perf_counter()
    releases = load_releases(None)
    loaded_s = time.perf_counter() - start
    settings = Settings()
    reviewer = Reviewer(releases, deck_options(settings, Rulebook()), settings.allowed_servers)
    body = orjson.dumps(reference_request())
    totals: list[float] = []
    steps: dict[str, list[float]] = {}
    answer = b""
    for number in range(WARM_UP + CALLS):
        record = CallRecord()
        start = time.perf_counter()
        answer = orjson.dumps(answer_call("coding-review-order-sign", body, reviewer, record))
        spent = (time.perf_counter() - start) * 1000
        if number >= WARM_UP:
            totals.append(spent)
            for name, duration in record.clock.durations_ms.items():
                steps.setdefault(name, []).append(duration)
    cards = orjson.loads(answer)["cards"]
    suggestions = sum(len(card.get("suggestions", ())) for card in cards)
    totals.sort()
    print(f"release loaded in {loaded_s:.2f} s")
    print(f"request {len(body):,} bytes, {len(cards)} cards with {suggestions} suggestions")
    print(
        f"{CALLS} calls: median {statistics.median(totals):.2f} ms, "
        f"95% {totals[int(CALLS * 0.95)]:.2f} ms, longest {totals[-1]:.2f} ms",
    )
    for name, durations in steps.items():
        print(f"  {name:8} {statistics.median(durations):6.2f} ms")


if __name__ == "__main__":
    main()
