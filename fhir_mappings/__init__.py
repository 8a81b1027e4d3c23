"""FHIR JSON to and from the types of the coding logic.

Knows nothing of HTTP, cards or which code is right. Public: `read_chart`, the values of `chart.model`, and what
suggestions write (`diagnoses.emit`).
"""

from fhir_mappings.chart.model import Chart, ChartSource
from fhir_mappings.cultures.culture_table import culture_codes
from fhir_mappings.elements.unread import Unread
from fhir_mappings.read_chart import read_chart

__all__ = ["Chart", "ChartSource", "Unread", "culture_codes", "read_chart"]
