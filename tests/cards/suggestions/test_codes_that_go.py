"""Every drawing of a card names the same codes as those that go: removed, or replaced by another code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.cards.deal import deal, scenarios
from tests.cards.live import answer_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.card import Card
    from cards.client_profiles import ProfileName
    from icd10cm.releases.release import Release

Json = dict[str, Any]

CASES = scenarios()
_OTHERS: tuple[ProfileName, ...] = ("epic", "advice")
CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4}|[0-9A-Z]{4})?"
_REMOVED = re.compile(rf"\b[Rr]emove ((?:{CODE}(?: \([^()]*(?:\([^()]*\)[^()]*)*\))?(?:, | and )?)+)")
_REPLACED = re.compile(rf"\b(?:[Cc]hange|to replace) ({CODE})\b")
_CODE = re.compile(rf"\b{CODE}\b")
_IN_BRACKETS = re.compile(r" \([^()]*(?:\([^()]*\)[^()]*)*\)")


def named(text: str) -> set[str]:
    """Return the codes that a text names as to be removed or replaced."""
    found = [_IN_BRACKETS.sub("", each) for each in _REMOVED.findall(text)] + _REPLACED.findall(text)
    return {code for each in found for code in _CODE.findall(each)}


def carried_out(suggestions: Iterable[Json], case: Json) -> set[str]:
    """Return the codes of the Conditions that suggestions update or delete."""
    actions = [action for each in suggestions for action in each["actions"]]
    gone = {action["resourceId"] for action in actions if action["type"] == "delete"}
    gone |= {f"Condition/{action['resource']['id']}" for action in actions if action["type"] == "update"}
    coded = dict(zip(case["diagnoses"], case["codes"], strict=True)) | case.get("others", {})
    return {coded[each] for each in gone}


def _drawn(case: Json, release: Release, profile: ProfileName) -> Json:
    return answer_to(case, release, profile)["cards"][0]


def _suggestions(card: Json) -> list[Json]:
    return card.get("suggestions", [])


def _described(suggestions: Iterable[Json]) -> str:
    return " ".join(action["description"] for each in suggestions for action in each["actions"])


def _options_in(detail: str) -> str:
    """Return the part of a detail that lists what can be done, with its heading."""
    blocks = detail.split("\n\n")
    at = next((number for number, block in enumerate(blocks) if block.startswith("- ")), 0)
    return "\n".join(blocks[at - 1 : at + 1]) if at else ""


@pytest.mark.parametrize("name", CASES)
def test_each_drawing_names_the_codes_that_go(name: str, release: Release) -> None:
    case = CASES[name]
    suggestions = _suggestions(_drawn(case, release, "generic"))
    assert named(_described(suggestions)) == carried_out(suggestions, case)
    for profile in _OTHERS if suggestions else ():
        card = _drawn(case, release, profile)
        told = f"{_described(_suggestions(card))} {_options_in(card['detail'])}"
        assert named(told) == carried_out(suggestions, case), profile


@pytest.mark.parametrize("name", CASES)
def test_each_answer_of_a_client_that_only_creates_names_all_that_goes_with_it(name: str, release: Release) -> None:
    case = CASES[name]
    in_full = {_target(each): each for each in _suggestions(_drawn(case, release, "generic"))}
    for each in _suggestions(_drawn(case, release, "epic")):
        if _target(each) in in_full:
            assert named(_described([each])) == carried_out([in_full[_target(each)]], case)


def _target(suggestion: Json) -> str:
    return suggestion["label"].removeprefix("Add ").partition(" ")[0]


def _card(case: Json, release: Release, profile: ProfileName, **options: Any) -> Card:
    return deal(release, case, profile=profile, **options).shown[0]


def test_both_codes_that_one_code_covers_are_to_be_removed(release: Release) -> None:
    case = CASES["CombinationCode"]
    (suggestion,) = _card(case, release, "epic").suggestions
    (action,) = suggestion.actions
    assert action.description.endswith("Then remove K80.20 (gallstones) and K81.0 (acute cholecystitis) by hand.")
    assert suggestion.settles == {"Condition/1", "Condition/2"}
    assert _options_in(_card(case, release, "advice").detail).splitlines() == [
        "These changes go together:",
        "- Change K80.20 to gallstones with acute cholecystitis (K80.00)",
        "- Remove K81.0",
    ]


def test_a_code_of_a_draft_goes_too(release: Release) -> None:
    """No action changes it, and it is named all the same."""
    case, drafts = CASES["CombinationCode"], frozenset({"Condition/1"})
    (suggestion,) = _card(case, release, "epic", drafts=drafts).suggestions
    assert named(suggestion.actions[0].description) == {"K80.20", "K81.0"}
    card = _card(case, release, "generic", drafts=drafts)
    assert card.suggestions == ()
    assert named(_options_in(card.detail)) == {"K80.20", "K81.0"}


def test_a_further_side_removes_nothing(release: Release) -> None:
    right, left = _card(CASES["UnspecifiedLaterality-both"], release, "epic").suggestions
    assert named(right.actions[0].description) == {"M86.559"}
    assert named(left.actions[0].description) == set()
