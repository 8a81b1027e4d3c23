"""The grammar of instructional notes: which codes a note line names, and under which conditions.

Knows nothing of encounters or rules. Public: `Notes` and `NoteLine` (`note_index`), `Reference` (`references`),
`Qualifier` (`qualifiers`).
"""
