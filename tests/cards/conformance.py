"""What the tests ask of our own cards beyond CDS Hooks: what Epic's client needs, and what our extension promises."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from cds_service.simulated_client import response_checks

ICD10CM_OID = "urn:oid:2.16.840.1.113883.6.90"


def response_faults(response: Any) -> list[str]:
    """Return everything that is wrong with a response; every card and suggestion of ours has a uuid."""
    faults = response_checks.response_faults(response)
    for card in response.get("cards", []) if isinstance(response, dict) else []:
        faults += ["no uuid" for each in (card, *card.get("suggestions", ())) if "uuid" not in each]
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


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())
