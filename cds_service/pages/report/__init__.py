"""The report page and its counts.

Knows nothing of charts of patients. Public: `routes`.
"""
