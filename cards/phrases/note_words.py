"""Words of the tabular list's notes: as a detail quotes them, and what a note asks to be coded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cards.markdown import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.issue import Basis

LONGEST_NOTE = 160
LONGEST_SEVENTH = 120
ELEMENTS = {
    "excludes1": "Excludes1",
    "excludes2": "Excludes2",
    "useAdditionalCode": "use additional code",
    "codeFirst": "code first",
    "codeAlso": "code also",
    "includes": "includes",
    "inclusionTerm": "inclusion term",
    "notes": "note",
    "desc": "title",
    "table": "table of procedure codes",
    "lifeSpan": "effective dates",
    "index": "Index",
    "sevenChrDef": "7th character",
    "sevenChrNote": "7th character",
}
"""What each kind of note is called, by its element in the XML of the tabular list."""
_ELEMENTS = {
    "excludes1": ("Excludes1: ", ""),
    "excludes2": ("Excludes2: ", ""),
    "useAdditionalCode": ("", "use additional "),
    "codeFirst": ("", "code first "),
    "codeAlso": ("", "code also "),
    "includes": ("includes: ", ""),
    "inclusionTerm": ("includes: ", ""),
    "notes": ("note: ", ""),
    "desc": ("", ""),
    "table": ("table: ", ""),
    "lifeSpan": ("", ""),
    "index": ("Index: ", ""),
    "sevenChrDef": ("7th character ", ""),
    "sevenChrNote": ("", ""),
}
"""What is written before a note, outside and inside of its quotation marks, by the element that holds it."""
_SAYS_ITSELF = re.compile(r"(?:use additional|code first|code also|code any)", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:identify|specify|indicate)\s+(?:the\s+)?(?P<what>(?:stage|site|type|cause|extent|level|outcome|joint|severity|degree)\b[^(,;]*)"
)
_LIST_TO_COME = re.compile(r",? such as:?$")
_IDENTIFY = re.compile(r"\bidentify:? (?:the |any |associated |underlying )*(?P<what>[a-z][^(,;:]+)")
_LISTED = re.compile(r"(?P<what>(?!code\b)[a-z][^(,;:]+)")  # a line of a list whose heading says "to identify"
_LONGEST_ASKED = 50
_CODES = re.compile(r"\((?P<first>[A-Z][0-9A-Z.-]+)(?:, [A-Z][0-9A-Z.-]+){2,}, (?P<last>[A-Z][0-9A-Z.-]+)\)")
_OF = re.compile(r"\b(?P<of>of) (?!the )(?:any )?(?P<rest>\w)")


def quoted(bases: Sequence[Basis]) -> str:
    """Return notes with the codes that hold them, as Markdown: `M86, "use additional code (B95-B97) to ..."`."""
    parts: list[str] = []
    before = ("", "")
    for basis in bases:
        outside, inside = _ELEMENTS.get(basis.element, (f"{escape(basis.element, 40)}: ", ""))
        if inside and _SAYS_ITSELF.match(basis.note):
            inside = ""
        if basis.element == "useAdditionalCode" and inside and not basis.note.startswith("code"):
            inside += "code: "  # a line of a list, whose heading is not part of the note
        note = f'"{inside}{_shortened(basis)}"'
        of = (basis.code, outside)
        if parts and of == before:
            parts[-1] += f", {note}"
        else:
            parts.append(f"{escape(basis.code, 40)}, {outside}{note}")
        before = of
    return "; ".join(parts)


def _shortened(basis: Basis) -> str:
    """Return a note without the middle of a long list of codes, and of a table of 7th characters the beginning."""
    text = _LIST_TO_COME.sub("", basis.note)
    if basis.element == "sevenChrDef" and len(text) > LONGEST_SEVENTH:
        text = f"{text[: text.find(';')]} …" if ";" in text else text
    return escape(_CODES.sub(r"(\g<first> … \g<last>)", text), LONGEST_NOTE).rstrip(".")


def names_examples(basis: Basis) -> bool:
    """Return whether a note names what follows as examples: "code first underlying disease, such as:"."""
    return "such as" in basis.note


def asked_word(basis: Basis) -> str:
    """Return the one word that a use-additional note asks for: "joint"; "" where it asks for more."""
    noun = asked_for(basis)
    return noun if noun and " " not in noun else ""


def asked_words(basis: Basis) -> str:
    """Return what else a use-additional note asks to identify, in its own words; "" if it has none that fit.

    >>> from icd10cm.issue import Basis
    >>> asked_words(Basis("K70", "useAdditionalCode", "code to identify: alcohol abuse and dependence (F10.-)"))
    'alcohol abuse and dependence'
    >>> asked_words(Basis("K70", "useAdditionalCode", "alcohol abuse and dependence (F10.-)"))
    'alcohol abuse and dependence'
    """
    if basis.element != "useAdditionalCode" or asked_for(basis):
        return ""
    found = _IDENTIFY.search(basis.note) or _LISTED.match(basis.note)
    words = found["what"].strip(" :,") if found else ""
    return words if len(words) <= _LONGEST_ASKED else ""


def asked_for(basis: Basis) -> str:
    """Return what a use-additional note asks for, as a noun: "stage of the chronic kidney disease"; "" if none.

    >>> from icd10cm.issue import Basis
    >>> asked_for(Basis("E11.22", "useAdditionalCode", "code to identify stage of chronic kidney disease (N18.1)"))
    'stage of the chronic kidney disease'
    """
    found = _ASKED.search(basis.note) if basis.element == "useAdditionalCode" else None
    return _OF.sub(r"of the \g<rest>", found["what"].strip(" .:"), count=1) if found else ""
