"""Reads the XML of the Alphabetic Index and of its tables, as the CDC publishes them.

The XML nests `mainTerm` and `term`. Each has a title, whose nonessential modifiers are in `nemod`, and codes, cross
references and, in the tables, a cell for each column. Some cells and manifestations hold other words than a code; what
cannot be read as a code is listed and not guessed.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.errors import BrokenReleaseError
from icd10cm.index.cross_references import CrossReferences
from icd10cm.index.model import IndexEntry, IndexPart, IndexTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from xml.etree.ElementTree import Element

ROOT = b"<ICD10CM.index"

_CODE = re.compile(r"(?<![A-Z0-9.])[A-Z][0-9A-Z][0-9A-Z](?:\.[0-9A-Z]{1,4})?(?![A-Z0-9])")
_ONLY_CODES = re.compile(rf"[\[(]?{_CODE.pattern}\.?-*[\])]?(?:[,;\s]+[\[(]?{_CODE.pattern}\.?-*[\])]?)*")
_CODE_ELEMENTS = ("code", "manif", "subcat")
_NOT_A_CODE = frozenset(("", "-", "--", "—"))
_NOTE = "note:"


def read_index(xml: bytes) -> IndexTable:
    """Return one part of the Index.

    :raises BrokenReleaseError: the XML is not well-formed, or is not a part of the Index.
    """
    try:
        root = ET.fromstring(xml)  # noqa: S314 - intake refuses document types; the file is the administrator's own
    except ET.ParseError as error:
        raise BrokenReleaseError(f"the Alphabetic Index is not well-formed XML: {error}") from error
    if root.tag != "ICD10CM.index":
        raise BrokenReleaseError(f"the XML's root element is {root.tag!r}, not 'ICD10CM.index'")
    reading = _Reading({head.get("col", ""): _words(head) for head in root.iterfind("indexHeading/head")})
    for term in root.iterfind("letter/mainTerm"):
        reading.add(term, -1)
    references = CrossReferences(reading.entries)
    entries = (
        replace(entry, targets=references.targets(entry.see)) if entry.see and not entry.all_codes else entry
        for entry in reading.entries
    )
    return IndexTable(_part(_words(root.find("title"))).value, tuple(entries), tuple(reading.dirty))


def _part(title: str) -> IndexPart:
    lowered = title.lower()
    if "drug" in lowered:
        return IndexPart.DRUGS
    if "neoplasm" in lowered:
        return IndexPart.NEOPLASMS
    return IndexPart.EXTERNAL_CAUSES if "external" in lowered else IndexPart.DISEASES


class _Reading:
    """The state of reading one file; gone when it is done."""

    def __init__(self, heads: Mapping[str, str]) -> None:
        self.entries: list[IndexEntry] = []
        self.dirty: list[str] = []
        self._heads = heads

    def add(self, element: Element, parent: int) -> None:
        """Add a term and all below it; iterative, since nothing bounds the depth of a file."""
        waiting = [(element, parent)]
        while waiting:
            term, above = waiting.pop()
            entry = self._entry(term, above)
            # A note between terms is not an entry; what is nested in it belongs to the term that it is in.
            if not entry.title.lower().startswith(_NOTE):
                above = len(self.entries)
                self.entries.append(entry)
            waiting += [(child, above) for child in reversed(term.findall("term"))]

    def _entry(self, term: Element, parent: int) -> IndexEntry:
        title, modifiers = _title(term.find("title"))
        codes = [code for tag in _CODE_ELEMENTS for part in term.iterfind(tag) for code in self._codes(part)]
        columns = [
            (self._heads.get(cell.get("col", ""), ""), code)
            for cell in term.iterfind("cell")
            for code in self._codes(cell)
        ]
        return IndexEntry(
            title=sys.intern(title),
            parent=parent,
            modifiers=sys.intern(modifiers),
            codes=tuple(codes),
            see=_all_words(term, "see"),
            see_also=_all_words(term, "seeAlso"),
            columns=tuple(columns),
        )

    def _codes(self, element: Element) -> list[str]:
        text = _words(element)
        if text in _NOT_A_CODE:
            return []
        if not _ONLY_CODES.fullmatch(text):
            self.dirty.append(text)
        return [sys.intern(code) for code in _CODE.findall(text)]


def _title(element: Element | None) -> tuple[str, str]:
    """Return a title and its nonessential modifiers: "autonomic <nemod>(poly)</nemod> neuropathy"."""
    if element is None:
        return "", ""
    inner = list(element)
    outside = [element.text or "", *(part.tail or "" for part in inner)]
    return _joined(outside), _joined(_words(part) for part in inner)


def _all_words(term: Element, tag: str) -> str:
    return "; ".join(filter(None, (_words(part) for part in term.iterfind(tag))))


def _words(element: Element | None) -> str:
    return "" if element is None else _joined(element.itertext())


def _joined(texts: Iterable[str]) -> str:
    return " ".join(" ".join(texts).split())
