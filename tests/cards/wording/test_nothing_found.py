"""What a card says that it did not find: never that a chart names no site while its text names one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cards.sweep import Charts, cards_of
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

CODES = 400
FEWEST = 15


@pytest.mark.parametrize("place", ["liver", "left lung", "jaw"])
def test_a_text_that_answers_nothing_is_shown(place: str, release: Release) -> None:
    charts = Charts(release, 22, 0.4)
    shown = 0
    for code in charts.chance.choices(charts.valid, k=CODES):
        text = f"found on the scan, unlike the {place}"
        for card in cards_of(encounter_of({"dx": [{"code": code, "text": text}]}), release):
            if card.issue.rule in ("UnspecifiedSite", "UnspecifiedLaterality") and not card.issue.evidence:
                shown += 1
                assert text in card.detail
                assert "no site stated" not in card.detail
                assert "no side stated" not in card.detail
    assert shown >= FEWEST


def test_without_a_text_nothing_was_found(release: Release) -> None:
    (card,) = cards_of(encounter_of({"dx": ["L02.91"]}), release)
    assert "**Chart:** cutaneous abscess (L02.91); no site stated" in card.detail
