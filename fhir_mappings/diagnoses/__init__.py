"""FHIR Conditions to diagnoses and back, and the diagnoses that orders name.

Knows nothing of cultures or procedures. Public: `read_conditions` (`conditions`), `order_reasons`, `emit`.
"""
