"""Reads when a Condition ended (Condition.abatement)."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fhir_mappings.elements.reading import Element

_DATES = ("abatementDateTime", "abatementDate")
_KEYS = frozenset((*_DATES, "abatementPeriod", "abatementAge", "abatementRange", "abatementString", "abatementBoolean"))
_DATE = re.compile(r"\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def is_abated(condition: Element, today: date) -> bool:
    """Return whether a Condition has ended by `today`; an abatement without a date counts."""
    keys = _KEYS & condition.json.keys()
    if not keys or all(condition.json[key] is None or condition.json[key] is False for key in keys):
        return False
    last = last_day(condition)
    return last is None or last <= today


def is_abated_before(condition: Element, start: date | None) -> bool:
    """Return whether a Condition surely ended before the encounter started: on the last day that its date allows."""
    if start is None or _KEYS.isdisjoint(condition.json):
        return False
    last = last_day(condition)
    return last is not None and last < start


def last_day(condition: Element) -> date | None:
    """Return the last day on which a Condition may have ended: of "2019" the last of December."""
    values = [condition.json.get(key) for key in _DATES]
    period = condition.json.get("abatementPeriod")
    if type(period) is dict:
        values += [period.get("end") or period.get("start")]
    return next((day for day in map(_last_day, values) if day is not None), None)


def _last_day(value: object) -> date | None:
    found = _DATE.match(value) if type(value) is str else None
    if found is None:
        return None
    year, month = int(found[1]), int(found[2] or 12)
    try:
        return date(year, month, int(found[3] or calendar.monthrange(year, month)[1]))
    except ValueError:  # calendar.IllegalMonthError among them
        return None
