"""Pairs of codes that no note names: one disease coded twice, two that contradict each other, two that are one code.

Knows nothing of rules and cards. Public: `load_contradictions`, `load_vaguer_codes`, `load_widenings`,
`hypertensions_apart`, `acute_on_chronic`, `substance_use`, `section_twins`, each in the module of its name.
"""
