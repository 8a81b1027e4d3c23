"""Takes in releases of ICD-10-CM as they are published, checks them and keeps them in a directory.

Knows nothing of rules, nor where the files were downloaded from. Public: `read_candidate` (`candidate`), `keep`
(`directory`).
"""
