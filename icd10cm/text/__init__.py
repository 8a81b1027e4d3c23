"""Reads short clinical text, closed world: what it asserts of the coded disease, and where.

Knows nothing of codes or charts. Public: `read_text` and `TextFacts` (`text_facts`), `load_lexicon` (`lexicon`).
"""
