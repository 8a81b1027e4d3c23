"""FHIR dates and times as days.

A day is taken as it is written, in the time zone of the writer: a result of "2026-06-15T23:10:00-05:00" is of June 15.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json

_LENGTH = len("2026-06-15")


def day_of(owner: Json, key: str, reference: str, path: str, log: UnreadLog) -> date | None:
    """Return the day of a date, dateTime or instant; None when it is absent, faulty, or not exact to the day."""
    value = owner.get(key)
    if value is None:
        return None
    if type(value) is not str:
        log.wrong_type(reference, path + key, value, "a date")
        return None
    day = _day(value[:_LENGTH]) or _day(value.strip()[:_LENGTH])
    if day is None:
        text = value.strip()
        # A year or a month alone is a rightful date, but no day.
        if len(text) not in (4, 7) or not text[:4].isdecimal():
            log.faulty(reference, f"{path}{key} does not read as a date")
    return day


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text[4] == "-" == text[7] else None
    except (IndexError, ValueError):
        return None


def first_day(owner: Json, keys: tuple[str, ...], reference: str, log: UnreadLog) -> date | None:
    """Return the first day that one of the elements `keys` of a resource gives.

    A key that ends in "Period" is a Period, read by its start.
    """
    usual = owner.get(keys[0])
    if type(usual) is str:
        day = _day(usual[:_LENGTH])
        if day is not None:
            return day
    for key in keys:
        if key not in owner:
            continue
        if key.endswith("Period"):
            period = owner[key]
            if type(period) is not dict:
                log.wrong_type(reference, key, period, "an object")
                continue
            day = day_of(period, "start", reference, key + ".", log) or day_of(period, "end", reference, key + ".", log)
        else:
            day = day_of(owner, key, reference, "", log)
        if day is not None:
            return day
    return None
