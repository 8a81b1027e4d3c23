"""Kinds of procedures that the rules know; the table that assigns them to codes belongs to who reads the chart."""

INSERTIONS = frozenset(("drug-delivery-insertion", "spacer-insertion"))
"""Placing antibiotic beads or a spacer. Whether the place fits is the question of `ProcedureIndication`."""
