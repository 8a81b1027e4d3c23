"""`coding-cards review --explain`: the outcome of each resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.chart.departments import departments_of
from icd10cm.evidence.absence import absence_note
from icd10cm.inspect.placed_facts import place_facts
from icd10cm.inspect.read_facts import read_facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fhir_mappings.chart.model import Chart
    from icd10cm.encounter import CodedEncounter
    from icd10cm.releases.release import Release


def explain(chart: Chart, release: Release) -> str:
    """Return lines that say what was read, where each fact went, and what was left out or not available, and why."""
    return "\n".join(_lines(chart, release))


def _lines(chart: Chart, release: Release) -> Iterator[str]:
    encounter = chart.encounter
    name = chart.encounter_reference or "(none)"
    yield f"encounter {name}: {encounter.setting.value}, date of service {encounter.date_of_service}"
    if departments := sorted(departments_of(chart)):
        yield f"departments of the encounter: {', '.join(departments)}"
    yield from _facts(encounter, release)
    yield from _left_out(chart)


def _facts(encounter: CodedEncounter, release: Release) -> Iterator[str]:
    for read in read_facts(encounter):
        yield f"read {read.reference} as {read.kind}: {read.what}" + (f" ({read.notes})" if read.notes else "")
    for fact in place_facts(encounter, release):
        where = f"counts for {', '.join(fact.to)}" if fact.to else "counts for nothing"
        yield f"{fact.kind} {fact.reference} ({fact.what}) {where}: {fact.why}"


def _left_out(chart: Chart) -> Iterator[str]:
    counts = chart.conditions
    yield f"Conditions: {counts.received} received, {counts.read} read{_counted(', ', counts.left_out)}"
    if counts.systems:
        yield f"code systems of the Conditions: {_counted('', counts.systems)}"
    if note := absence_note(chart.encounter):
        yield f"nothing is concluded from a missing code: {note}"
    for unread in chart.unread:
        yield f"{'could not be read' if unread.faulty else 'left out'} {unread.reference}: {unread.reason}"
    for name in sorted(chart.absent):
        yield f"not available: {name}"


def _counted(lead: str, counts: Mapping[str, int]) -> str:
    return lead * bool(counts) + ", ".join(f"{number} {name}" for name, number in counts.items())
