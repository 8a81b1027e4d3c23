"""Reads feedback (CDS Hooks, "Feedback"): what a client's users did with the cards they were shown.

Epic calls `overrideReason` by its plural. Comments are free text and may speak of the patient, so that they are neither
kept nor logged; that there was one is noted.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import orjson

from cds_service.errors import MalformedRequestError
from cds_service.limits.json_depth import is_too_deep
from cds_service.store.entries import FeedbackEntry

Reasons = Mapping[str, Collection[str]]
"""The codes of the override reasons that cards offer, by code system."""

MOST_ENTRIES = 10_000
_MOST_FAULTS = 20
_MOST_SUGGESTIONS = 100
_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}):([0-9]{2})(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")
_MOST_DIGITS = 7
UNCODED = "uncoded"
"""Represents a reason that came as text only, or that no card offers."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a feedback call holds: the entries that can be read, and the faults of the others, named by their place."""

    entries: tuple[FeedbackEntry, ...]
    faults: tuple[str, ...] = ()


def read_feedback(body: bytes, *, service: str, client: str, now: datetime, reasons: Reasons) -> Feedback:
    """Return the entries of a feedback call, one for each card and outcome; a faulty one holds up no other.

    `reasons` are the override reasons that cards offer.

    :raises MalformedRequestError: the list of entries is missing, or no entry is readable.
    """
    listed = _entries(body)
    faults: list[str] = []
    found = [
        _Entry(item, f"feedback[{number}]", faults).read(service, client, now, reasons)
        for number, item in enumerate(listed)
    ]
    entries = tuple(entry for entry in found if entry is not None)
    if len(faults) > _MOST_FAULTS:
        faults[_MOST_FAULTS:] = [f"and {len(faults) - _MOST_FAULTS} more"]
    if faults and not entries:
        raise MalformedRequestError("; ".join(faults))
    return Feedback(entries, tuple(faults))


def _entries(body: bytes) -> list[object]:
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
    return listed


class _Entry:
    """Reads one entry, and notes each fault with its place."""

    def __init__(self, item: object, place: str, faults: list[str]) -> None:
        self._item: Mapping[str, Any] = item if isinstance(item, dict) else {}
        self._place = place
        self._faults = faults
        self._is_object = isinstance(item, dict)

    def read(self, service: str, client: str, now: datetime, reasons: Reasons) -> FeedbackEntry | None:
        """Return the entry, or None with its faults noted."""
        if not self._is_object:
            self._faults.append(f"{self._place} must be an object")
            return None
        card = self._card()
        outcome = self._outcome()
        outcome_at = read_time(self._item.get("outcomeTimestamp"))
        if outcome_at is None:
            words = "must be a time with its zone (RFC 3339), of the years 1 to 9999 in UTC"
            self._faults.append(f"{self._place}.outcomeTimestamp {words}")
        suggestions = self._suggestions(is_required=outcome == "accepted")
        if card is None or outcome is None or outcome_at is None or suggestions is None:
            return None
        is_override, given = outcome == "overridden", self._reasons()
        code, system = _coded(given, reasons) if is_override else (None, None)
        return FeedbackEntry(
            card=card,
            outcome=outcome,
            outcome_at=outcome_at,
            received_at=now,
            client=client,
            service=service,
            suggestions=() if is_override else suggestions,
            reason_code=code,
            reason_system=system,
            has_comment=_has_comment(given),
        )

    def _card(self) -> str | None:
        card = uuid_of(self._item.get("card"))
        if card is None:
            self._faults.append(f"{self._place}.card must be the uuid of a card")
        return card

    def _outcome(self) -> Literal["accepted", "overridden"] | None:
        match self._item.get("outcome"):
            case "accepted":
                return "accepted"
            case "overridden":
                return "overridden"
        self._faults.append(f'{self._place}.outcome must be "accepted" or "overridden"')
        return None

    def _suggestions(self, *, is_required: bool) -> tuple[str, ...] | None:
        listed, place = self._item.get("acceptedSuggestions"), f"{self._place}.acceptedSuggestions"
        if listed is None and not is_required:
            return ()
        if not isinstance(listed, list) or not int(is_required) <= len(listed) <= _MOST_SUGGESTIONS:
            self._faults.append(f"{place} must be an array of the suggestions accepted")
            return None
        uuids: dict[str, None] = {}
        for number, each in enumerate(listed):
            uuid = uuid_of(each.get("id")) if isinstance(each, dict) else None
            if uuid is None:
                self._faults.append(f"{place}[{number}].id must be a suggestion's uuid")
                return None
            uuids[uuid] = None
        return tuple(uuids)

    def _reasons(self) -> list[Mapping[str, Any]]:
        """Return the override reasons as they were sent, comments included; they are optional."""
        given: list[Mapping[str, Any]] = []
        for name in ("overrideReason", "overrideReasons"):
            value = self._item.get(name)
            given += [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, dict)]
        return given


def _has_comment(given: list[Mapping[str, Any]]) -> bool:
    return any(each.get("userComment") for each in given)


def _coded(given: list[Mapping[str, Any]], reasons: Reasons) -> tuple[str | None, str | None]:
    """Return the code and the system of a reason as cards offer it; a client may leave the system out."""
    sent = [each["reason"] for each in given if isinstance(each.get("reason"), dict) and each["reason"]]
    if not sent:
        return None, None
    code, system = sent[0].get("code"), sent[0].get("system")
    for known_system, codes in reasons.items():
        if system in (None, "", known_system) and isinstance(code, str) and code in codes:
            return code, known_system if system else None
    return UNCODED, None


def uuid_of(value: object) -> str | None:
    """Return a uuid in the usual form, None where a value is none; "urn:uuid:" before it is passed over."""
    if not isinstance(value, str) or len(value) > 45:
        return None
    try:
        return str(UUID(value))
    except ValueError:
        return None


def read_time(value: object) -> datetime | None:
    """Return a time in UTC as RFC 3339 writes it, None where a value is none.

    "t", "z" and a blank for the "T" are allowed (section 5.6), as are leap seconds, which are the next second here
    (section 5.7), and any number of decimal places.
    """
    if not isinstance(value, str):
        return None
    found = _TIME.fullmatch(value.upper().replace(" ", "T", 1))
    if found is None:
        return None
    day, minute, second, fraction, zone = found.groups()
    is_leap = second == "60"
    text = f"{day}T{minute}:{'59' if is_leap else second}{(fraction or '')[:_MOST_DIGITS]}{zone}"
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
        return moment + timedelta(seconds=1) if is_leap else moment
    except (ValueError, OverflowError):
        return None
