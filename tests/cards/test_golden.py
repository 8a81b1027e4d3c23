"""One card of every kind in every client profile, word for word, as the service sends it.

The files in `golden/` are for reading: first the card as a clinician sees it, then what each client is
sent. After a wanted change, write them again with `REGENERATE_GOLDEN=1 pytest tests/cards/test_golden.py`
and read the difference.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest

from cards import WORDINGS
from cards.client_profiles import ProfileName
from tests.cards.conformance import epic_faults, extension_faults, response_faults
from tests.cards.deal import scenarios
from tests.cards.live import answer_to, live_card

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

GOLDEN = Path(__file__).parent / "golden"
PROFILES = get_args(ProfileName)
CASES = scenarios()


def _page(case: dict[str, Any], release: Release) -> str:
    """Return the golden file of a scenario: the words once, as profiles share them, then the rest."""
    parts = [f"# {case['name']}"]
    words = None
    for profile in PROFILES:
        card = answer_to(case, release, profile)["cards"][0]
        spoken = f"{card['indicator'].upper()}: {card.pop('summary')}\n\n{card.pop('detail')}"
        if words != spoken:
            parts.append(spoken)
            words = spoken
        parts.append(f"## {profile}\n\n```json\n{json.dumps(card, indent=1, ensure_ascii=False)}\n```")
    return "\n\n".join(parts) + "\n"


@pytest.mark.parametrize("name", CASES)
def test_golden_card(name: str, release: Release) -> None:
    file = GOLDEN / f"{name}.md"
    page = _page(CASES[name], release)
    if os.environ.get("REGENERATE_GOLDEN"):
        file.write_text(page, encoding="utf-8")
    assert page == file.read_text(encoding="utf-8")


def test_every_golden_file_has_its_scenario() -> None:
    assert {file.stem for file in GOLDEN.glob("*.md")} == set(CASES)


def test_every_rule_has_a_golden_card() -> None:
    assert set(WORDINGS) <= {case["rule"] for case in CASES.values()}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("name", CASES)
def test_golden_card_conforms(name: str, profile: ProfileName, release: Release) -> None:
    answer = answer_to(CASES[name], release, profile)
    assert response_faults(answer) == []
    (card,) = answer["cards"]
    assert extension_faults(card) == []
    assert card["indicator"] != "critical"
    if profile == "epic":
        assert epic_faults(card) == []
    if profile == "advice":
        assert "suggestions" not in card


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "made" in case])
def test_a_card_is_made_only_where_no_call_gives_it(name: str) -> None:
    assert live_card(CASES[name]) is None
