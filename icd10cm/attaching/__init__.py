"""Which diagnosis a fact of the chart belongs to: a culture, an organism code, a procedure, a cause; or none, and why.

Knows nothing of rules, nor of the codes that a diagnosis should have. Public: `attach_cultures`, `organism_owners`
(`culture_attachment`), `procedures_by_diagnosis` (`procedure_attachment`), `misplaced_pairs` (`cause_attachment`).
"""
