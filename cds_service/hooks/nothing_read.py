"""Why there was nothing to review, in words: no diagnosis is another answer than no question about one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fhir_mappings.chart.model import Chart


def why_nothing_read(chart: Chart) -> str:
    """Return why there was nothing to review; "" where a diagnosis was read."""
    counts = chart.conditions
    if chart.encounter.diagnoses:
        return ""
    if not counts.received:
        return "The call holds no Condition."
    received = f"{counts.received} Condition{'s' * (counts.received != 1)} received"
    return f"{received}, none read: {_listed(counts.left_out)}. Code systems: {_listed(counts.systems)}."


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in counts.items())
