"""Structure derived from titles: codes that differ only in side, or only in site.

Knows nothing of notes, charts or rules. Public: `Families` (`families`), `SiteFamily` (`site_family`),
`title_words` (`side_groups`).
"""
