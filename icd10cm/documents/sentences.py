"""The sentences of a section, as printed: joined over line breaks, parted at list items and full stops; their pieces.

What is said behind a comma may be of something else: "diverticulitis, sigmoid polyp", "left ovary with follicles, cyst
in the right kidney". A piece goes with the one beside it where it says a place alone: "left knee", "distal third".
"""

from __future__ import annotations

import re
from functools import cache

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.documents.cues import load_cues
from icd10cm.documents.sides import SIDE_WORDS
from icd10cm.titles.claims import stem
from icd10cm.titles.words import EMPTY

LONGEST_QUOTE = 200
"""Characters of a document that a card shows at most."""

_ITEM = re.compile(r"\s*(?:\d{1,2}[.)](?=\s)|[*\u2022\u2023\u25aa-](?=\s)|[a-z]\)(?=\s))\s*")
_MARK = re.compile(r"\d{1,2}[.)]")
_INITIAL = re.compile(r"\b([A-Z](?=\. ?[a-z]{3})|(?i:staph|strep)(?=\. ?[A-Za-z]{3}))\. ?")
_WITHIN_A_NAME = re.compile(r"\(([A-Z][a-z]+(?:'s)?)\)(?= [a-z])")
"""A proper name in brackets: "popliteal (Baker) cyst"."""
_PART_WITHIN_A_NAME = re.compile(r"(?<=[a-z] )\(([a-z]{4,})\)(?= [a-z])")
"""A word in brackets between two others: "tubal (ampullary) pregnancy"."""
_ENDS = re.compile(r"[.!?;](?=\s|$)")
_COMMAS = re.compile(r"[,;]")
_GOES_ON = re.compile(r"\s*(?:with|due to|from|secondary to)\b")
_WORD = re.compile(r"[a-z0-9]+(?:[-'][a-z0-9]+)*")
_NO_ENDS = frozenset(
    (
        "approx",
        "dr",
        "e.g",
        "fig",
        "i.e",
        "inf",
        "l",
        "lat",
        "lt",
        "med",
        "mr",
        "mrs",
        "prox",
        "r",
        "rt",
        "st",
        "staph",
        "strep",
        "sup",
    )
)


def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, white space folded and list marks taken off, otherwise unchanged."""
    return tuple(sentence for block in _blocks(text) for sentence in _parted(block))


def _blocks(text: str) -> list[str]:
    """Return the paragraphs and list items; a line that is only wrapped goes on with the one before it."""
    blocks: list[str] = []
    ended = True
    for line in text.split("\n"):
        stripped = " ".join(line.split())
        if not stripped:
            ended = True
            continue
        item = _ITEM.match(line)
        if item is not None:
            stripped = " ".join(line[item.end() :].split())
        if ended or item is not None:
            blocks.append(stripped)
        else:
            blocks[-1] += " " + stripped
        ended = stripped.endswith((".", "!", "?", ":", ";"))
    return [block for block in blocks if block]


def _parted(block: str) -> list[str]:
    found: list[str] = []
    start = 0
    for match in _ENDS.finditer(block):
        if not block[start : match.start()].strip():
            continue  # "? osteomyelitis": the mark belongs to what follows
        if match.group() == "." and _is_within(block, match):
            continue
        found.append(block[start : match.end()].strip())
        start = match.end()
    found.append(block[start:].strip())
    return [sentence for each in found if (sentence := _without_mark(each)) and not _MARK.fullmatch(sentence)]


def _is_within(block: str, stop: re.Match[str]) -> bool:
    """Return whether a full stop ends a short form, or the initial of a genus before its species: "S. aureus"."""
    word = block[block.rfind(" ", 0, stop.start()) + 1 : stop.start()].lstrip("(")
    if word.lower() in _NO_ENDS:
        return True
    return len(word) == 1 and word.isupper() and block[stop.end() + 1 : stop.end() + 2].islower()


def as_read(sentence: str) -> str:
    """Return a sentence as a reader of text takes it: a word in brackets within a name is one of it.

    It is a proper name, or says nothing of itself but where or how something is. The full stop behind the initial of a
    genus, which would end the sentence, is left out.
    """
    if "(" in sentence:
        sentence = _WITHIN_A_NAME.sub(r"\1", sentence)
        sentence = _PART_WITHIN_A_NAME.sub(_without_brackets, sentence)
    return _INITIAL.sub(r"\1 ", sentence) if "." in sentence else sentence


def _without_brackets(part: re.Match[str]) -> str:
    return part[1] if part[1] not in SIDE_WORDS and says_a_place_alone(part[1]) else part[0]


def _without_mark(sentence: str) -> str:
    mark = _ITEM.match(sentence)
    return sentence if mark is None else sentence[mark.end() :]


def pieces_of(affirmed: str) -> list[str]:
    """Return the pieces of an affirmed text between its commas and semicolons.

    A place alone goes with the piece before it, the first one with that behind it; so does what begins with "with".
    """
    pieces: list[str] = []
    is_place = False
    for piece in filter(str.strip, _COMMAS.split(affirmed)):
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


def says_a_place_alone(piece: str, stems: frozenset[str] = frozenset()) -> bool:
    """Return whether a piece says nothing but a place, its side and how it is; `stems` are further words of places."""
    return all(is_usual(word) or word in words_of_places() or stem(word) in stems for word in _WORD.findall(piece))


@cache
def _usual_words() -> frozenset[str]:
    cues = load_cues()
    listed = (cues["known"]["words"], cues["inverted"]["words"], cues["pieces"]["words"])
    return SIDE_WORDS.union(*listed)


@cache
def words_of_places() -> frozenset[str]:
    """Return the words of the names of places, and their adjectives: "rectal" of "rectal cyst"."""
    anatomy = load_anatomy()
    names = frozenset(word for site in anatomy.sites.values() for name in site.words for word in name.split())
    adjectives = (word for phrase in anatomy.phrases for word in (phrase if phrase[-1] in names else phrase[:-1]))
    return names.union(anatomy.plurals, adjectives) - EMPTY
