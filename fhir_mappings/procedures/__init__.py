"""FHIR Procedures and orders to procedures, with the reviewed procedure table.

Knows nothing of cultures. Public: `read_procedures` (`procedure_resources`), `procedure_table`.
"""
