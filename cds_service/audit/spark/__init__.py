"""The audit on Apache Spark.

Knows nothing of the local engine. Public: `engine`, `session`.
"""
