"""The tables of the store and their column types.

Knows nothing of queries. Public: `tables`, `utc_time`.
"""
