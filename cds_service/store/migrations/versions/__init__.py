"""One file a step, never changed once it was released.

Knows nothing of the other steps but the one before. Public: each step, to Alembic.
"""
