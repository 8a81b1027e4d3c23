"""The checker itself: it finds each fault that it is there for."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from cards import deck_to_response
from tests.cards.conformance import epic_faults, response_faults
from tests.cards.deal import deal, scenarios

if TYPE_CHECKING:
    from collections.abc import Callable

    from icd10cm.releases.release import Release


def _drop(*path: Any) -> Callable[[dict[str, Any]], None]:
    def change(card: dict[str, Any]) -> None:
        del _at(card, path[:-1])[path[-1]]

    return change


def _set(value: Any, *path: Any) -> Callable[[dict[str, Any]], None]:
    def change(card: dict[str, Any]) -> None:
        _at(card, path[:-1])[path[-1]] = value

    return change


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _recommended(card: dict[str, Any], number: int) -> dict[str, Any]:
    marked = {"isRecommended": True, "uuid": f"{number:08d}-0000-4000-8000-000000000009"}
    return copy.deepcopy(card["suggestions"][0]) | marked


ACTION = ("suggestions", 0, "actions", 0)
FAULTS = {
    "long summary": _set("x" * 140, "summary"),
    "no summary": _drop("summary"),
    "HTML": _set("see <b>this</b>", "detail"),
    "indicator": _set("hard-stop", "indicator"),
    "no selectionBehavior": _drop("selectionBehavior"),
    "unknown selectionBehavior": _set("all", "selectionBehavior"),
    "null": _set(None, "source", "icon"),
    "empty array": _set([], "links"),
    "empty text": _set("", "detail"),
    "empty deep inside": _set({}, *ACTION, "resource", "meta"),
    "uuid": _set("1", "uuid"),
    "uuid as URN": _set("urn:uuid:00000000-0000-4000-8000-000000000001", "uuid"),
    "same uuid": _set("00000000-0000-4000-8000-000000000001", "suggestions", 0, "uuid"),
    "relative source": _set("/rules/X", "source", "url"),
    "no source label": _drop("source", "label"),
    "topic without system": _drop("source", "topic", "system"),
    "override without display": _drop("overrideReasons", 0, "display"),
    "link without type": _drop("links", 0, "type"),
    "relative link": _set("codes/M86.50", "links", 0, "url"),
    "appContext": _set("x", "links", 0, "appContext"),
    "two recommended": lambda card: card["suggestions"].extend(
        copy.deepcopy(card["suggestions"][0]) | {"isRecommended": True, "uuid": f"{n:08d}-0000-4000-8000-000000000009"}
        for n in range(2)
    ),
    "no action description": _drop(*ACTION, "description"),
    "unknown action": _set("replace", *ACTION, "type"),
    "update without id": _drop(*ACTION, "resource", "id"),
    "create with id": _set("create", *ACTION, "type"),
    "delete with resource": _set("delete", *ACTION, "type"),
    "absolute resourceId": _set("http://x.example/Condition/1", *ACTION, "resourceId"),
    "attribute of 3.0": _set("all", "suggestions", 0, "actionSelectionBehavior"),
}


@pytest.fixture
def response(release: Release) -> dict[str, Any]:
    return json.loads(json.dumps(deck_to_response(deal(release, scenarios()["UnspecifiedSite"]))))


@pytest.mark.parametrize("change", FAULTS.values(), ids=FAULTS)
def test_the_checker_finds_a_fault(change: Callable[[dict[str, Any]], None], response: dict[str, Any]) -> None:
    assert response_faults(response) == []
    change(response["cards"][0])
    assert response_faults(response)


def test_the_checker_tells_what_epic_cannot_do(response: dict[str, Any]) -> None:
    faults = epic_faults(response["cards"][0])
    assert faults == ["selectionBehavior other than any", "an action other than creating a Condition"]


def test_an_empty_answer_conforms() -> None:
    assert response_faults({"cards": []}) == []
    assert response_faults({}) == ["cards is no array"]
