"""The audit on one machine, with worker processes and DuckDB.

Knows nothing of Spark. Public: `engine`.
"""
