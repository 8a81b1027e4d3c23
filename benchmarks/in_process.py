"""Times within one process: the steps of a call, and how the review grows with the chart.

Times are processor time, the best of many rounds, so that other work on the machine counts for little.
"""

from __future__ import annotations

import gc
import time
import tomllib
from datetime import date
from importlib.resources import files
from itertools import chain, cycle, islice
from typing import TYPE_CHECKING, Any

import orjson

from benchmarks.reference_request import USUAL, reference_request
from cards import build_deck, deck_to_response
from cds_service.hooks.gathering.gather import gather
from cds_service.hooks.hook_request import parse_hook_request
from cds_service.hooks.process_call import chart_source
from cds_service.overlay import Rulebook
from cds_service.overlay.card_options import deck_options
from cds_service.server.garbage_collector import settle
from cds_service.settings import Settings
from fhir_mappings import read_chart
from icd10cm import review

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.reference_request import Coded
    from icd10cm.releases.by_date import Releases
    from icd10cm.releases.release import Release

SIZES = (10, 50, 200, 800)
_DAY = date(2026, 6, 18)
_ROUND_S = 0.05
_ROUNDS = 12


def steps_ms(releases: Releases, codes: Sequence[Coded] = USUAL) -> dict[str, float]:
    """Return the time of each step of a call, in milliseconds; `review steps` are the four from reading to cards."""
    settings = Settings()
    body = orjson.dumps(reference_request(codes))
    request = parse_hook_request(body)
    gathered = gather(request, None, settings.allowed_servers)
    source = chart_source(request, gathered, _DAY)
    chart = read_chart(source)
    release = releases.for_date(chart.encounter.date_of_service)
    issues = review(chart.encounter, release)
    options = deck_options(settings, Rulebook())
    deck = build_deck(issues, chart, release, options)
    steps: dict[str, Callable[[], Any]] = {
        "parse": lambda: parse_hook_request(body),
        "gather": lambda: gather(request, None, settings.allowed_servers),
        "read": lambda: read_chart(source),
        "review": lambda: review(chart.encounter, release),
        "build": lambda: build_deck(issues, chart, release, options),
        "answer": lambda: orjson.dumps(deck_to_response(deck)),
    }
    settle()  # as the service does before it forks
    spent = {name: _best_ms(step) for name, step in steps.items()}
    gc.unfreeze()
    return spent | {"review steps": spent["read"] + spent["review"] + spent["build"]}


def growth_ms(releases: Releases) -> dict[int, dict[str, float]]:
    """Return the time of the steps by the number of Conditions."""
    release = releases.for_date(_DAY)
    return {size: steps_ms(releases, _codes(size, release)) for size in SIZES}


def _codes(size: int, release: Release) -> Sequence[Coded]:
    """Return the usual codes and, for more, those of everyday practice again and again, as long charts hold them."""
    table = tomllib.loads(files("benchmarks").joinpath("daily_practice.toml").read_text(encoding="utf-8"))
    everyday = [(code, release.title(code)) for code in table["background"]["codes"]]
    return list(islice(chain(USUAL, cycle(everyday)), size))


def _best_ms(work: Callable[[], Any]) -> float:
    """Return the time of one run in the best of several rounds."""
    work()
    start = time.process_time()
    work()
    runs = max(1, int(_ROUND_S / max(time.process_time() - start, 1e-5)))
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.process_time()
        for _ in range(runs):
            work()
        best = min(best, (time.process_time() - start) / runs)
    return best * 1000
