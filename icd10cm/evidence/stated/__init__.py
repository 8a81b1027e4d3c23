"""The words that texts state of one diagnosis, and not of another disease, part or person that they speak of.

Knows nothing of codes, nor of what is chosen. Public: `StatedWords` and `stated_words` (`stated_words`),
`told_by_itself`, and `stems_in`, `place_words` and `initials` (`stems`).
"""
