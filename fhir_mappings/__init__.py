"""FHIR JSON to and from the types of the coding logic."""

from fhir_mappings.chart import Chart, ChartSource, Unread
from fhir_mappings.culture_table import culture_codes
from fhir_mappings.reader import read_chart

__all__ = ["Chart", "ChartSource", "Unread", "culture_codes", "read_chart"]
