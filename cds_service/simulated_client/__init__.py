"""A CDS client that calls any CDS service as a certified EHR does: register, token, call, display, feedback.

Knows nothing of this service: it speaks HTTP, and checks what CDS Hooks asks for. Public: `walk_through`,
`ClientIdentity`, `response_checks`.
"""
