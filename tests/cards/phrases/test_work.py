"""What the cards of a usual chart take, counted in calls of functions, once its codes have been seen."""

from __future__ import annotations

from datetime import date

import orjson

from benchmarks.reference_request import reference_request
from cards import DeckOptions, build_deck
from cds_service.hooks.gathering.gather import gather
from cds_service.hooks.hook_request import parse_hook_request
from cds_service.hooks.process_call import chart_source
from fhir_mappings import read_chart
from icd10cm import review
from icd10cm.releases.loading import load_embedded
from tests.cards.deal import PUBLIC_URL
from tests.function_calls import function_calls

MOST_CALLS = 2600


def test_most_sentences_are_not_filled_in() -> None:
    request = parse_hook_request(orjson.dumps(reference_request()))
    chart = read_chart(chart_source(request, gather(request, None, frozenset()), date(2026, 6, 18)))
    release, options = load_embedded(), DeckOptions(PUBLIC_URL)
    issues = review(chart.encounter, release)
    deck = build_deck(issues, chart, release, options)
    assert len(deck.shown) == 3
    assert function_calls(lambda: build_deck(issues, chart, release, options)) <= MOST_CALLS
