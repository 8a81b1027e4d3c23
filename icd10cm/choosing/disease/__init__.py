"""Which disease the texts state, place aside.

Knows nothing of documented places. Public: `kinds_stated`, `kinds_beyond` (`kinds`).
"""
