"""Reads imaging reports, pathology reports and operative notes: their sections, their sentences, what they state.

Knows nothing of FHIR, of codes or of rules. Public: `read_sections` (`sections`), `sentences_of` (`sentences`).
"""
