"""The steps by which the schema came to be, for Alembic.

Knows nothing of today's tables. Public: `versions`, a file a step.
"""
