"""The review before the first call."""

from __future__ import annotations

from cards import DeckOptions
from cds_service.loaded_releases import load_releases
from cds_service.server.warm_up import warm_up


def test_made_up_chart_leads_to_cards_with_suggestions() -> None:
    assert warm_up(load_releases(None), DeckOptions(public_url="http://127.0.0.1")) == 2
