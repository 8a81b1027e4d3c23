"""What CDS Hooks 2.0 asks of a response, restated from the specification, apart from the code under test.

Sources: CDS Hooks 2.0, "CDS Service Response" (attribute tables of card, source, suggestion, action,
overrideReason and link), "Preliminaries" (no null and no empty value), and the invariants cds-resp-1 to
cds-resp-7 of its logical models. Beyond them: what Epic's documentation says of cards for its client, in
`epic_faults`, and what the project promises of its own extension, in `extension_faults`.
"""

from __future__ import annotations

import re
from datetime import date
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
ICD10CM_OID = "urn:oid:2.16.840.1.113883.6.90"


def response_faults(response: Any) -> list[str]:
    """Return everything that is wrong with a response; [] for a conformant one."""
    if not isinstance(response, dict) or not isinstance(response.get("cards"), list):
        return ["cards is no array"]
    faults = _unknown("response", response, {"cards", "systemActions", "extension"})
    identifiers: list[str] = []
    for place, card in enumerate(response["cards"]):
        faults += [f"cards[{place}]: {fault}" for fault in card_faults(card)]
        identifiers += [card.get("uuid"), *(each.get("uuid") for each in card.get("suggestions", ()))]
    if len(set(identifiers)) < len(identifiers):
        faults.append("a uuid stands twice")
    return faults


def card_faults(card: dict[str, Any]) -> list[str]:
    """Return what is wrong with one card."""
    faults = _unknown("card", card, CARD) + _empties(card)
    faults += _uuid("card.uuid", card.get("uuid"))
    summary, detail = card.get("summary"), card.get("detail", "")
    if not _text(summary) or len(summary) >= 140 or "\n" in summary:
        faults.append("summary is not one line of under 140 characters")
    if not isinstance(detail, str) or HTML.search(detail):
        faults.append("detail is no Markdown without HTML")
    if card.get("indicator") not in {"info", "warning", "critical"}:
        faults.append("indicator")
    faults += _source(card.get("source"))
    suggestions = card.get("suggestions", [])
    behavior = card.get("selectionBehavior")
    if suggestions and behavior not in {"at-most-one", "any"}:
        faults.append("cds-resp-6: suggestions without selectionBehavior")
    if behavior is not None and not suggestions:
        faults.append("selectionBehavior without suggestions")
    if behavior == "at-most-one" and sum(each.get("isRecommended", False) for each in suggestions) > 1:
        faults.append("cds-resp-1: more than one recommended suggestion")
    for suggestion in suggestions:
        faults += _suggestion(suggestion)
    for coding in card.get("overrideReasons", []):
        if set(coding) != CODING or not all(map(_text, coding.values())):
            faults.append("cds-resp-4: an override reason is incomplete")
        elif not _absolute(coding["system"]):
            faults.append("an override reason's system is not absolute")
    for link in card.get("links", []):
        faults += _link(link)
    return faults


def epic_faults(card: dict[str, Any]) -> list[str]:
    """Return what Epic's client would not carry out or not remember."""
    faults = []
    suggestions = card.get("suggestions", [])
    if suggestions and card.get("selectionBehavior") != "any":
        faults.append("selectionBehavior other than any")
    topic = card["source"]["topic"]["code"]
    if not re.fullmatch(r"[A-Za-z0-9]{1,100}", topic):
        faults.append("topic code is not of letters and digits, at most 100")
    for suggestion in suggestions:
        if suggestion.get("isRecommended"):
            faults.append("a suggestion is selected beforehand")
        if len(suggestion.get("actions", ())) != 1:
            faults.append("not exactly one action")
        for action in suggestion.get("actions", ()):
            resource = action.get("resource", {})
            if action.get("type") != "create" or resource.get("resourceType") != "Condition":
                faults.append("an action other than creating a Condition")
            elif ICD10CM_OID not in {each.get("system") for each in resource["code"]["coding"]}:
                faults.append("no ICD-10-CM coding by OID")
    return faults


def extension_faults(card: dict[str, Any]) -> list[str]:
    """Return what is wrong with the machine-readable issue on a card."""
    issue = card.get("extension", {}).get("org.coding-cards.issue")
    if not isinstance(issue, dict):
        return ["no org.coding-cards.issue"]
    faults = []
    if not _text(issue.get("rule")) or issue.get("strength") not in {"documented", "procedure", "prompt"}:
        faults.append("rule or strength")
    for name in ("codes", "suggestedCodes", "evidence"):
        faults += [f"{name} holds no text" for each in issue.get(name, ()) if not _text(each)]
    for basis in issue.get("basis", []):
        faults += [f"basis without {key}" for key in ("code", "element", "note") if not _text(basis.get(key))]
    date.fromisoformat(issue["release"])
    if not card["source"]["topic"]["code"].startswith(issue["rule"]):
        faults.append("topic does not begin with the rule")
    return faults


def _suggestion(suggestion: dict[str, Any]) -> list[str]:
    faults = _unknown("suggestion", suggestion, SUGGESTION)
    faults += _uuid("suggestion.uuid", suggestion.get("uuid"))
    if not _text(suggestion.get("label")):
        faults.append("suggestion.label")
    if not isinstance(suggestion.get("isRecommended", False), bool):
        faults.append("suggestion.isRecommended")
    for action in suggestion.get("actions", []):
        faults += _action(action)
    return faults


def _action(action: dict[str, Any]) -> list[str]:
    faults = _unknown("action", action, ACTION)
    kind, resource, resource_id = action.get("type"), action.get("resource"), action.get("resourceId")
    if not _text(action.get("description")):
        faults.append("cds-resp-5: action without description")
    if resource_id is not None and not RELATIVE.fullmatch(resource_id):
        faults.append("resourceId is not a relative reference")
    if kind in {"create", "update"}:
        if not isinstance(resource, dict) or not _text(resource.get("resourceType")):
            faults.append(f"{kind} without a resource")
        elif kind == "create" and "id" in resource:
            faults.append("create with the id of a resource")
        elif kind == "update" and not _text(resource.get("id")):
            faults.append("update of a resource without id")
    elif kind == "delete":
        if resource_id is None or resource is not None:
            faults.append("cds-resp-2: delete takes resourceId and no resource")
    else:
        faults.append("action.type")
    return faults


def _link(link: dict[str, Any]) -> list[str]:
    faults = _unknown("link", link, LINK)
    if not _text(link.get("label")) or not _absolute(link.get("url")):
        faults.append("link without label or absolute url")
    if link.get("type") not in {"absolute", "smart"}:
        faults.append("link.type")
    if link.get("type") != "smart" and "appContext" in link:
        faults.append("cds-resp-3: appContext on a link that is not smart")
    return faults


def _source(source: Any) -> list[str]:
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


def _empties(value: Any, path: str = "card") -> list[str]:
    """Return the paths of null and empty values at any depth."""
    if value is None or value in ("", [], {}):
        return [f"{path} is null or empty"]
    if isinstance(value, dict):
        return [fault for name, each in value.items() for fault in _empties(each, f"{path}.{name}")]
    if isinstance(value, list):
        return [fault for place, each in enumerate(value) for fault in _empties(each, f"{path}[{place}]")]
    return []


def _uuid(name: str, value: Any) -> list[str]:
    try:
        return [] if str(UUID(value)) == value else [f"{name} is not written as a uuid"]
    except (TypeError, ValueError, AttributeError):
        return [f"{name} is no uuid"]


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _absolute(value: Any) -> bool:
    if not _text(value):
        return False
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)
