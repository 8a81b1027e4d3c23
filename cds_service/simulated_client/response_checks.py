"""What CDS Hooks asks of a response, restated from the specification, apart from the code that makes responses.

Sources: CDS Hooks 2.0, "CDS Service Response" (attribute tables of card, source, suggestion, action, overrideReason and
link), "Preliminaries" (no null and no empty value), and the invariants cds-resp-1 to cds-resp-7 of its logical models.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

CARD = {
    "uuid", "summary", "detail", "indicator", "source", "suggestions", "selectionBehavior",
    "overrideReasons", "links", "extension",
}  # fmt: skip
SUGGESTION = {"label", "uuid", "isRecommended", "actions", "extension"}
ACTION = {"type", "description", "resource", "resourceId", "extension"}
LINK = {"label", "url", "type", "appContext", "extension"}
SOURCE = {"label", "url", "icon", "topic"}
CODING = {"code", "system", "display"}
RELATIVE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}")
HTML = re.compile(r"<[A-Za-z/!?]")


def response_faults(response: object) -> list[str]:
    """Return everything that is wrong with a response; [] for a conformant one."""
    if not isinstance(response, dict) or not isinstance(response.get("cards"), list):
        return ["cards is no array"]
    faults = _unknown("response", response, {"cards", "systemActions", "extension"})
    identifiers: list[str] = []
    for place, card in enumerate(response["cards"]):
        faults += [f"cards[{place}]: {fault}" for fault in card_faults(card)]
        identifiers += [each["uuid"] for each in (card, *card.get("suggestions", ())) if "uuid" in each]
    if len(set(identifiers)) < len(identifiers):
        faults.append("a uuid is there twice")
    return faults


def card_faults(card: dict[str, Any]) -> list[str]:
    """Return what is wrong with one card."""
    faults = _unknown("card", card, CARD) + _empties(card)
    faults += _uuid("card.uuid", card)
    faults += _texts(card)
    faults += _source(card.get("source"))
    faults += _selection(card)
    faults += [fault for suggestion in card.get("suggestions", []) for fault in _suggestion(suggestion)]
    faults += [fault for coding in card.get("overrideReasons", []) for fault in _override_reason(coding)]
    faults += [fault for link in card.get("links", []) for fault in _link(link)]
    return faults


def _texts(card: dict[str, Any]) -> list[str]:
    summary, detail, faults = card.get("summary"), card.get("detail", ""), []
    if not _text(summary) or len(str(summary)) >= 140 or "\n" in str(summary):
        faults.append("summary is not one line of under 140 characters")
    if not isinstance(detail, str) or HTML.search(detail):
        faults.append("detail is not Markdown without HTML")
    if card.get("indicator") not in {"info", "warning", "critical"}:
        faults.append("indicator")
    return faults


def _selection(card: dict[str, Any]) -> list[str]:
    suggestions, behavior = card.get("suggestions", []), card.get("selectionBehavior")
    faults = []
    if suggestions and behavior not in {"at-most-one", "any"}:
        faults.append("cds-resp-6: suggestions without selectionBehavior")
    if behavior is not None and not suggestions:
        faults.append("selectionBehavior without suggestions")
    if behavior == "at-most-one" and sum(each.get("isRecommended", False) for each in suggestions) > 1:
        faults.append("cds-resp-1: more than one recommended suggestion")
    return faults


def _override_reason(coding: dict[str, Any]) -> list[str]:
    if set(coding) != CODING or not all(map(_text, coding.values())):
        return ["cds-resp-4: an override reason is incomplete"]
    return [] if _absolute(coding["system"]) else ["an override reason's system is not absolute"]


def _suggestion(suggestion: dict[str, Any]) -> list[str]:
    faults = _unknown("suggestion", suggestion, SUGGESTION)
    faults += _uuid("suggestion.uuid", suggestion)
    if not _text(suggestion.get("label")):
        faults.append("suggestion.label")
    if not isinstance(suggestion.get("isRecommended", False), bool):
        faults.append("suggestion.isRecommended")
    for action in suggestion.get("actions", []):
        faults += _action(action)
    return faults


def _action(action: dict[str, Any]) -> list[str]:
    faults = _unknown("action", action, ACTION)
    resource_id = action.get("resourceId")
    if not _text(action.get("description")):
        faults.append("cds-resp-5: action without description")
    if resource_id is not None and not RELATIVE.fullmatch(resource_id):
        faults.append("resourceId is not a relative reference")
    match action.get("type"):
        case "create" | "update" as kind:
            faults += _changed_resource(kind, action.get("resource"))
        case "delete":
            if resource_id is None or "resource" in action:
                faults.append("cds-resp-2: delete takes resourceId and no resource")
        case _:
            faults.append("action.type")
    return faults


def _changed_resource(kind: str, resource: object) -> list[str]:
    if not isinstance(resource, dict) or not _text(resource.get("resourceType")):
        return [f"{kind} without a resource"]
    if kind == "create" and "id" in resource:
        return ["create with the id of a resource"]
    if kind == "update" and not _text(resource.get("id")):
        return ["update of a resource without id"]
    return []


def _link(link: dict[str, Any]) -> list[str]:
    faults = _unknown("link", link, LINK)
    if not _text(link.get("label")) or not _absolute(link.get("url")):
        faults.append("link without label or absolute url")
    if link.get("type") not in {"absolute", "smart"}:
        faults.append("link.type")
    if link.get("type") != "smart" and "appContext" in link:
        faults.append("cds-resp-3: appContext on a link that is not smart")
    return faults


def _source(source: object) -> list[str]:
    if not isinstance(source, dict) or not _text(source.get("label")):
        return ["source without label"]
    faults = _unknown("source", source, SOURCE)
    faults += [f"source.{name}" for name in ("url", "icon") if name in source and not _absolute(source[name])]
    topic = source.get("topic")
    if topic is not None and not (_text(topic.get("code")) and _absolute(topic.get("system"))):
        faults.append("source.topic without code or absolute system")
    return faults


def _unknown(name: str, value: dict[str, Any], known: set[str]) -> list[str]:
    return [f"{name}.{each} is not in CDS Hooks 2.0" for each in value if each not in known]


def _empties(value: object, path: str = "card") -> list[str]:
    """Return the paths of null and empty values at any depth."""
    if value is None or value in ("", [], {}):
        return [f"{path} is null or empty"]
    if isinstance(value, dict):
        return [fault for name, each in value.items() for fault in _empties(each, f"{path}.{name}")]
    if isinstance(value, list):
        return [fault for place, each in enumerate(value) for fault in _empties(each, f"{path}[{place}]")]
    return []


def _uuid(name: str, value: dict[str, Any]) -> list[str]:
    given = value.get("uuid", "00000000-0000-4000-8000-000000000000")
    try:
        return [] if str(UUID(given)) == given else [f"{name} is not written as a uuid"]
    except (TypeError, ValueError, AttributeError):
        return [f"{name} is not a uuid"]


def _text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _absolute(value: object) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
