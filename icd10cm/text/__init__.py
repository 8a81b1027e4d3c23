"""Reads short clinical text: what it asserts, and which sites, sides and kinds it names.

Knows nothing of codes or charts. Public: `read_text` and `TextFacts` (`text_facts`), `load_cues` (`assertion`).
"""
