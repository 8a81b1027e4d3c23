"""The report of an audit: figures from its tables, and report.html.

Knows nothing of engines. Public: `figures`, `page`, `totals`.
"""
