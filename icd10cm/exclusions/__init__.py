"""What an Excludes1 note forbids of two codes of an encounter, and which of them may be removed.

Knows nothing of rules and cards. Public: `why_allowed` (`excludes1_scope`), `may_be_removed`
(`excludes1_delete`), `codes_offered`.
"""
