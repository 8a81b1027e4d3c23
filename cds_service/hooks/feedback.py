"""Reads feedback (CDS Hooks, "Feedback"): what a client's users did with the cards they were shown.

Epic calls `overrideReason` by its plural. Comments are free text and may speak of the patient, so that they are neither
kept nor logged; that there was one is noted.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal
from uuid import UUID

import orjson

from cds_service.errors import MalformedRequestError
from cds_service.limits.json_depth import is_too_deep
from cds_service.store.entries import FeedbackEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_ENTRIES = 10_000
_MOST_FAULTS = 20
_MOST_SUGGESTIONS = 100
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
_SYSTEM = re.compile(r"[a-z][a-z0-9+.-]*:[!-~]{1,190}")
UNCODED = "uncoded"
"""Stands for a reason that came as text only, or whose code does not read as a code."""


def read_feedback(body: bytes, *, service: str, client: str, now: datetime) -> tuple[FeedbackEntry, ...]:
    """Return the entries of a feedback call, one for each card and outcome.

    :raises MalformedRequestError: one of them is not as the specification has it; faults are named by their place,
        and none of the entries counts then.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequestError(f"the body is not JSON (line {error.lineno}, column {error.colno})") from None
    listed = document.get("feedback") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise MalformedRequestError('the body must be a JSON object with an array "feedback"')
    if len(listed) > MOST_ENTRIES:
        raise MalformedRequestError(f"feedback has more than {MOST_ENTRIES} entries; send them in parts")
    if is_too_deep(document):
        raise MalformedRequestError("the body is nested too deeply")
    faults: list[str] = []
    entries = []
    for number, item in enumerate(listed):
        reader = _Entry(item, f"feedback[{number}]", faults)
        if (entry := reader.read(service, client, now)) is not None:
            entries.append(entry)
    if faults:
        more = [f"and {len(faults) - _MOST_FAULTS} more"] if len(faults) > _MOST_FAULTS else []
        raise MalformedRequestError("; ".join((*faults[:_MOST_FAULTS], *more)))
    return tuple(entries)


class _Entry:
    """Reads one entry, and notes each fault with its place."""

    def __init__(self, item: object, place: str, faults: list[str]) -> None:
        self._item: Mapping[str, Any] = item if isinstance(item, dict) else {}
        self._place = place
        self._faults = faults
        self._is_object = isinstance(item, dict)

    def read(self, service: str, client: str, now: datetime) -> FeedbackEntry | None:
        """Return the entry, or None with its faults noted."""
        if not self._is_object:
            self._faults.append(f"{self._place} must be an object")
            return None
        card = uuid_of(self._item.get("card"))
        if card is None:
            self._faults.append(f"{self._place}.card must be the uuid of a card")
        outcome = self._outcome()
        outcome_at = _time(self._item.get("outcomeTimestamp"))
        if outcome_at is None:
            self._faults.append(f"{self._place}.outcomeTimestamp must be a time with its zone (RFC 3339)")
        suggestions = self._suggestions(is_required=outcome == "accepted")
        if card is None or outcome is None or outcome_at is None or suggestions is None:
            return None
        code, system, has_comment = self._reason()
        is_override = outcome == "overridden"
        return FeedbackEntry(
            card=card,
            outcome=outcome,
            outcome_at=outcome_at,
            received_at=now,
            client=client,
            service=service,
            suggestions=() if is_override else suggestions,
            reason_code=code if is_override else None,
            reason_system=system if is_override else None,
            has_comment=has_comment,
        )

    def _outcome(self) -> Literal["accepted", "overridden"] | None:
        match self._item.get("outcome"):
            case "accepted":
                return "accepted"
            case "overridden":
                return "overridden"
        self._faults.append(f'{self._place}.outcome must be "accepted" or "overridden"')
        return None

    def _suggestions(self, *, is_required: bool) -> tuple[str, ...] | None:
        listed = self._item.get("acceptedSuggestions")
        if listed is None and not is_required:
            return ()
        if not isinstance(listed, list) or (is_required and not listed) or len(listed) > _MOST_SUGGESTIONS:
            self._faults.append(f"{self._place}.acceptedSuggestions must be an array of the suggestions accepted")
            return None
        found = [uuid_of(each.get("id")) if isinstance(each, dict) else None for each in listed]
        uuids = tuple(dict.fromkeys(each for each in found if each is not None))
        if None in found:
            self._faults.append(
                f"{self._place}.acceptedSuggestions[{found.index(None)}].id must be a suggestion's uuid"
            )
            return None
        return uuids

    def _reason(self) -> tuple[str | None, str | None, bool]:
        """Return the code and the system of the reason, and whether there is a comment; a reason is optional."""
        given: list[Mapping[str, Any]] = []
        for name in ("overrideReason", "overrideReasons"):
            value = self._item.get(name)
            given += [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
        has_comment = any(each.get("userComment") for each in given)
        reasons = [each["reason"] for each in given if isinstance(each.get("reason"), dict) and each["reason"]]
        if not reasons:
            return None, None, has_comment
        code, system = reasons[0].get("code"), reasons[0].get("system")
        return (
            code if isinstance(code, str) and _CODE.fullmatch(code) else UNCODED,
            system if isinstance(system, str) and _SYSTEM.fullmatch(system) else None,
            has_comment,
        )


def uuid_of(value: object) -> str | None:
    """Return a uuid as it is written here, None where a value is none; "urn:uuid:" before it is passed over."""
    if not isinstance(value, str) or len(value) > 45:
        return None
    try:
        return str(UUID(value))
    except ValueError:
        return None


def _time(value: object) -> datetime | None:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
