"""The pages of codes: search, one code, how two releases differ.

Knows nothing of hook calls. Public: `routes`.
"""
