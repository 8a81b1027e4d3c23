"""`coding-cards review --explain`: what became of each resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.chart.departments import departments_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fhir_mappings.chart.model import Chart
    from icd10cm.encounter import SiteFact


def explain(chart: Chart) -> str:
    """Return lines that say what was read, what was left out and why, and what could not be had."""
    return "\n".join(_lines(chart))


def _lines(chart: Chart) -> Iterator[str]:
    encounter = chart.encounter
    name = chart.encounter_reference or "(none)"
    yield f"encounter {name}: {encounter.setting.value}, date of service {encounter.date_of_service}"
    if departments := sorted(departments_of(chart)):
        yield f"departments of the encounter: {', '.join(departments)}"
    for diagnosis in encounter.diagnoses:
        notes = [_sites(diagnosis.sites), f"rank {diagnosis.rank}" if diagnosis.rank else ""]
        notes += ["named by an order"] if diagnosis.ordered else []
        notes += [] if diagnosis.established else ["not established"]
        yield _line("diagnosis", diagnosis.reference, f"{diagnosis.code} {diagnosis.title}".strip(), notes)
    for culture in encounter.cultures:
        notes = [culture.specimen, _sites(culture.sites), "preliminary" if culture.preliminary else ""]
        yield _line("culture", culture.reference, culture.organism.name, notes)
    for procedure in encounter.procedures:
        notes = [_sites(procedure.sites), *procedure.kinds, "ordered" if procedure.is_order else ""]
        yield _line("procedure", procedure.reference, f"{procedure.system} {procedure.code}", notes)
    for unread in chart.unread:
        yield f"{'could not be read' if unread.faulty else 'left out'} {unread.reference}: {unread.reason}"
    for name in sorted(chart.absent):
        yield f"not available: {name}"


def _line(kind: str, reference: str, what: str, notes: list[str]) -> str:
    told = "; ".join(note for note in notes if note)
    return f"read {reference} as {kind}: {what}" + (f" ({told})" if told else "")


def _sites(sites: tuple[SiteFact, ...]) -> str:
    return ", ".join(" ".join(filter(None, (site.side, site.site))) for site in sites)
