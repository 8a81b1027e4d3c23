"""The sentences of a section, as printed: joined over line breaks, parted at list items and full stops."""

from __future__ import annotations

import re

LONGEST_QUOTE = 200
"""Characters of a document that a card shows at most."""

_ITEM = re.compile(r"\s*(?:\d{1,2}[.)](?=\s)|[*\u2022\u2023\u25aa-](?=\s)|[a-z]\)(?=\s))\s*")
_MARK = re.compile(r"\d{1,2}[.)]")
_INITIAL = re.compile(r"\b([A-Z](?=\. ?[a-z]{3})|(?i:staph|strep)(?=\. ?[A-Za-z]{3}))\. ?")
_ENDS = re.compile(r"[.!?;](?=\s|$)")
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


def without_initials(sentence: str) -> str:
    """Return a sentence with no full stop behind the initial of a genus, which a reader of text takes for its end."""
    return _INITIAL.sub(r"\1 ", sentence) if "." in sentence else sentence


def _without_mark(sentence: str) -> str:
    mark = _ITEM.match(sentence)
    return sentence if mark is None else sentence[mark.end() :]
