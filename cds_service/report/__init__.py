"""Card outcomes as figures, tables and charts. Pure: reads no database.

Knows nothing of the store. Public: `card_outcomes`, `formats`, `filter`, `figures`, `charts`.
"""
