"""One hook call, from bytes to cards: parse, gather, read, review, build, record.

Knows nothing of Flask routes or settings beyond the values it is given. Public: `process_call`, `hook_request`,
`gathering`, `review_steps`, `services`.
"""
