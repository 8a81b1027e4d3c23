"""Culture Observations and reports to organisms, with specimens and susceptibility results.

Knows nothing of diagnoses. Public: `CultureReader` (`culture_resources`), `culture_codes` (`culture_table`).
"""
