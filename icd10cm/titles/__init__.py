"""Structure derived from titles: codes that differ only in side, or only in site.

Knows nothing of notes, charts or rules. Public: `Kin` (`families`), `Peers` (`site_family`),
`title_words` (`side_groups`).
"""
