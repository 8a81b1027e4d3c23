"""One form for the words of a family: "infected" and "infection", "fractured" and "fracture"."""

from __future__ import annotations

_ENDINGS = ("ations", "ation", "ated", "ions", "ion", "ing", "ed", "ful", "es", "s", "e")
_SHORTEST = 4


def stem(word: str) -> str:
    """Return a lower-case word without the ending that makes a noun or an adjective of it."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word
