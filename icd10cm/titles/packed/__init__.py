"""What is worked out of all categories at the first start of a version, and packed: what is asked for is unpacked.

Knows nothing of releases. Public: `PackedFamilies` and `pack_families` (`packed_families`), `CodeWords` (`code_words`),
`load_word_lists` (`word_lists`).
"""
