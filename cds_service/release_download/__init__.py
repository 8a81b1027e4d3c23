"""Downloads the files of a release of ICD-10-CM from the addresses where they are published.

Knows nothing of what the files hold. Public: `Edition` and `addresses` (`editions`), `download` (`downloader`).
"""
