"""The pieces of a sentence between its commas, and whether one says nothing but places: "left knee", "distal third".

What is said behind a comma may be of something else: "diverticulitis, sigmoid polyp", "left ovary with follicles, cyst
in the right kidney". A piece goes with the one beside it where all of its words are known.
"""

from __future__ import annotations

import re
from functools import cache

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.documents.cues import load_cues
from icd10cm.documents.sides import SIDE_WORDS
from icd10cm.titles.words import EMPTY

_ENDS = re.compile(r"[,;]")
_GOES_ON = re.compile(r"\s*(?:with|due to|from|secondary to)\b")
_WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")


def pieces_of(affirmed: str) -> list[str]:
    """Return the pieces of an affirmed text between its commas and semicolons.

    A place alone goes with the piece before it, the first one with that behind it; so does what begins with "with".
    """
    pieces: list[str] = []
    is_place = False
    for piece in filter(str.strip, _ENDS.split(affirmed)):
        goes_on = is_place or (bool(pieces) and (_GOES_ON.match(piece) is not None or says_a_place_alone(piece)))
        if goes_on and pieces:
            pieces[-1] += piece
        else:
            pieces.append(piece)
        is_place = len(pieces) == 1 and says_a_place_alone(pieces[0])
    return pieces


def is_usual(word: str) -> bool:
    """Return whether a word says nothing of itself: how something is or looks, its side, its size."""
    return word in _usual_words() or word[0].isdigit()


def says_a_place_alone(piece: str) -> bool:
    """Return whether a piece says nothing but a place, its side and how it is."""
    return all(is_usual(word) or word in place_words() for word in _WORD.findall(piece))


@cache
def _usual_words() -> frozenset[str]:
    cues = load_cues()
    listed = (cues["known"]["words"], cues["inverted"]["words"], cues["pieces"]["words"])
    return SIDE_WORDS.union(*listed)


@cache
def place_words() -> frozenset[str]:
    """Return the words of the names of places, and their adjectives: "rectal" of "rectal cyst"."""
    anatomy = load_anatomy()
    names = frozenset(word for site in anatomy.sites.values() for name in site.words for word in name.split())
    adjectives = (word for phrase in anatomy.phrases for word in (phrase if phrase[-1] in names else phrase[:-1]))
    return names.union(anatomy.plurals, adjectives) - EMPTY
