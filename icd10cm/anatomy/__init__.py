"""Body sites, sides and the words for them.

Knows nothing of codes, titles or charts. Public: `Anatomy` and `Mention` (`body`), `load_anatomy` (`vocabulary`),
`Side` (`side`).
"""
