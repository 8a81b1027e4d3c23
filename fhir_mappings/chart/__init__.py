"""The chart as a value, the resources received, and which of them are of the encounter.

Knows nothing of diagnoses, cultures or procedures. Public: `Chart` and `ChartSource` (`model`), `ReadingContext`
(`reading_context`).
"""
