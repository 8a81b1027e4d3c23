"""Reads one text for one disease, as the review does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text

if TYPE_CHECKING:
    from icd10cm.text.mentions import Mention
    from icd10cm.text.text_facts import TextFacts

PAIN = frozenset(("pain",))
OSTEOMYELITIS = frozenset(("osteomyelitis", "osteomyeliti"))
FRACTURE = frozenset(("fracture", "fractur"))
ULCER = frozenset(("ulcer",))


def read(text: str, own: frozenset[str] | None = None) -> TextFacts:
    return read_text(text, load_lexicon(), own)


def places(text: str, own: frozenset[str] | None = None) -> list[str]:
    """Return the places of a text in words: "knee left"."""
    return [" ".join(part for part in (place.site, place.side) if part) for place in read(text, own).places]


def mention(text: str, phrase: str, own: frozenset[str] | None = None) -> Mention:
    """Return the one mention of a text with a phrase."""
    (found,) = [each for each in read(text, own).mentions if each.phrase == phrase]
    return found
