"""Kinds of procedures that the rules know; the table that assigns them to codes belongs to who reads the chart."""

INSERTIONS = frozenset(("drug-delivery-insertion", "spacer-insertion"))
"""Placing antibiotic beads or a spacer. Whether the place fits is the question of `ProcedureIndication`."""
ORDER_WORDS = "order-words"
"""An order whose words alone name a place: it says where to look, so it never speaks against a coded side."""
