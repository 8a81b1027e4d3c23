"""The review of whole populations: a Bulk FHIR export in, tables and a report out.

This is the second door to the review that the service does: each encounter is read, reviewed and dealt cards by
`cds_service.hooks.review_steps`, as a hook call would be. Knows nothing of HTTP or the store. Public: `run`, `plan`,
`impact`.
"""
