"""The form in which codes are written: capitals, with the dot after the third character."""

from __future__ import annotations


def as_printed(text: str) -> str:
    """Return a code as the tabular list prints it.

    >>> as_printed(" m8650 ")
    'M86.50'
    """
    bare = "".join(text.split()).replace(".", "").upper()
    return f"{bare[:3]}.{bare[3:]}" if len(bare) > 3 else bare
