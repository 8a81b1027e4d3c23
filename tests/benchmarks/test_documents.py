"""The calls that the cost of reports is measured with: as long as they say, each new, and stating what they say."""

from __future__ import annotations

from itertools import islice

import pytest

from benchmarks.documents import CHARACTERS, REPORTS, answered, report_text, sources
from cds_service.loaded_releases import load_releases


@pytest.mark.parametrize("states", [True, False])
def test_reports_state_the_disease_or_do_not(states: bool) -> None:  # noqa: FBT001 - a parameter of the test
    source = next(sources(states=states))
    quoted = [card for card in answered(source, load_releases(None)).shown if " report says " in card.summary]
    assert bool(quoted) is states


def test_reports_are_long_and_new() -> None:
    texts = [report_text(states=True, part="right tibia") for _ in range(3)]
    assert len(set(texts)) == 3
    assert all(0.95 < len(text) / CHARACTERS < 1.2 for text in texts)
    first, second = islice(sources(states=True), 2)
    assert len(first.resources) == REPORTS + 5
    assert first.resources != second.resources
