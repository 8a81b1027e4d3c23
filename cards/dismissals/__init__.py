"""Which questions of a chart were dismissed.

Knows nothing of wording. Public: `dismissed_among` (`dismissed`).
"""
