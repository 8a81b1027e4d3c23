"""FHIR dates and times as days.

A day is taken as it is written, in the time zone of the writer: a result of "2026-06-15T23:10:00-05:00" is of June 15.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fhir_mappings.elements.reading import Element

_LENGTH = len("2026-06-15")
_PERIODS = frozenset(
    ("period", "onsetPeriod", "effectivePeriod", "performedPeriod", "occurrencePeriod", "collectedPeriod")
)


def first_day(owner: Element, keys: tuple[str, ...]) -> date | None:
    """Return the first day that one of the elements `keys` gives, each a date, a dateTime or an instant.

    None where each is absent, faulty, or not exact to the day.
    One of `_PERIODS` is a Period, read by its start, otherwise by its end.
    """
    json = owner.json
    for key in keys:
        if key not in json or (value := json[key]) is None:
            continue
        if type(value) is str and key not in _PERIODS:
            day = _day(value[:_LENGTH])
            if day is not None:  # the usual case
                return day
            day = _day(value.strip()[:_LENGTH])
            if day is None and not _is_year_or_month(value):
                owner.faulty(f"{owner.path}{key} does not read as a date")
        else:
            day = _start(owner, key)
        if day is not None:
            return day
    return None


def _start(owner: Element, key: str) -> date | None:
    if key not in _PERIODS:
        owner.wrong_type(key, "a date")
        return None
    period = owner.child(key)
    return first_day(period, ("start", "end")) if period is not None else None


def first_moment(owner: Element, keys: tuple[str, ...]) -> datetime | None:
    """Return the first moment that one of the elements `keys` gives: a dateTime or instant with its time zone."""
    values = (owner.json.get(key) for key in keys)
    return next((moment for value in values if type(value) is str and (moment := _moment(value.strip()))), None)


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text[4] == "-" == text[7] else None
    except (IndexError, ValueError):
        return None


def _is_year_or_month(value: str) -> bool:
    """Return whether a text is a year or a month: a valid date, but not a day. The year 0 does not exist."""
    year = value.strip()[:4]
    return len(value.strip()) in (4, 7) and year.isdecimal() and year != "0000"
