"""Chooses the encounter of a call that names none: that of the draft orders, otherwise the newest one.

An encounter counts that is still open or ended within the last 30 days. One whose Encounter was not received is dated
by its Conditions. Where two are equally new, none is chosen: it is not for the reader to guess.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from fhir_mappings.elements.dates import first_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fhir_mappings.chart.resource_index import ResourceIndex
    from fhir_mappings.elements.reading import Element

RECENT_DAYS = 30
"""Days after its end within which an encounter is still the one that a call without an encounter is about."""
_CLOSED = ("finished", "completed", "discharged")
_VOID = ("entered-in-error", "cancelled", "planned")
_RECORDED = ("recordedDate", "onsetDateTime", "onsetPeriod", "assertedDate", "dateRecorded")
_Days = tuple[date, date]


def current_encounter(index: ResourceIndex, today: date) -> str | None:
    """Return the reference of the encounter, None where there is none or several are as good."""
    ordered = {named for order in map(index.element, index.orders) if (named := _encounter_of(order, index))}
    if ordered:
        return ordered.pop() if len(ordered) == 1 else None
    earliest = today - timedelta(days=RECENT_DAYS)
    found = dict(_received(index, today)) | dict(_dated_by_conditions(index, today))
    recent = {reference: days for reference, days in found.items() if days[0] >= earliest}
    newest = max(recent.values(), default=None)
    best = [reference for reference, days in recent.items() if days == newest]
    return best[0] if len(best) == 1 else None


def _received(index: ResourceIndex, today: date) -> Iterator[tuple[str, _Days]]:
    """Yield the Encounters received, each with its last day (today while it is open) and its first."""
    for encounter in map(index.element, index.by_type.get("Encounter", ())):
        status = encounter.text("status")
        if status in _VOID:
            continue
        start, end = period_of(encounter)
        is_open = end is None and status not in _CLOSED
        last = today if is_open else end or start or today
        yield encounter.reference, (min(last, today), start or last)


def period_of(encounter: Element) -> tuple[date | None, date | None]:
    """Return the first and the last day of an Encounter; R5 renamed its period."""
    period = encounter.child("actualPeriod" if "actualPeriod" in encounter.json else "period")
    return (first_day(period, ("start",)), first_day(period, ("end",))) if period is not None else (None, None)


def _dated_by_conditions(index: ResourceIndex, today: date) -> Iterator[tuple[str, _Days]]:
    """Yield the encounters that only Conditions name, each with the last day on which one was recorded."""
    days: dict[str, date] = {}
    for condition in map(index.element, index.by_type.get("Condition", ())):
        named, day = _encounter_of(condition, index), first_day(condition, _RECORDED)
        if named and day is not None and day <= today and named not in index.by_reference:
            days[named] = max(day, days.get(named, day))
    yield from ((reference, (day, day)) for reference, day in days.items())


def _encounter_of(resource: Element, index: ResourceIndex) -> str | None:
    return index.references.read(resource, "encounter" if "encounter" in resource.json else "context")
