"""Reads the XML of the tabular list, as the CDC publishes it, into a `TabularList`.

The XML nests chapters, sections and `diag` nodes. Twelve sections are umbrellas: they are empty and are next to
the sections that their range covers, so they are found by range, in document order.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.errors import BrokenReleaseError
from icd10cm.tabular.model import (
    NOTE_ELEMENTS,
    Chapter,
    Node,
    NoteBlock,
    Section,
    SeventhCharacters,
    TabularList,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

_NOTE_ELEMENTS = frozenset(NOTE_ELEMENTS)
_CODE = re.compile(r"[A-Z][0-9A-Z][0-9A-Z](\.[0-9A-Z]{1,4})?\Z")


def read_tabular(xml: bytes) -> TabularList:
    """Return the tabular list in `xml`.

    :raises BrokenReleaseError: the XML is not well-formed, is not a tabular list, or names a code twice.
    """
    try:
        root = ET.fromstring(xml)  # noqa: S314 - expat refuses entity bombs; the file is the administrator's own
    except ET.ParseError as error:
        raise BrokenReleaseError(f"the tabular list is not well-formed XML: {error}") from error
    if root.tag != "ICD10CM.tabular":
        raise BrokenReleaseError(f"the XML's root element is {root.tag!r}, not 'ICD10CM.tabular'")
    return _Reading().run(root)


class _Reading:
    """The state of reading one file; gone when it is done."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.codes: list[str] = []
        self.by_code: dict[str, int] = {}
        self.slips: list[str] = []

    def run(self, root: Element) -> TabularList:
        chapters: list[Chapter] = []
        sections: list[Section] = []
        for element in root.iterfind("chapter"):
            first = len(self.nodes)
            found = [self._section(section) for section in element.iterfind("section")]
            chapters.append(
                Chapter(
                    number=_number(_text(element, "name")),
                    title=_text(element, "desc"),
                    notes=_notes(element),
                    first=first,
                    end=len(self.nodes),
                )
            )
            sections.extend(found)
        if not self.nodes:
            raise BrokenReleaseError("the XML holds no diag element")
        return TabularList(
            version=_text(root, "version"),
            chapters=tuple(chapters),
            sections=tuple(self._reach(section) for section in sections),
            nodes=tuple(self.nodes),
            by_code=self.by_code,
            slips=tuple(self.slips),
        )

    def _section(self, element: Element) -> Section:
        first = len(self.nodes)
        for diag in element.iterfind("diag"):
            self._diag(diag, -1)
        return Section(
            id=element.get("id", ""),
            title=_text(element, "desc"),
            notes=_notes(element),
            first=first,
            end=len(self.nodes),
            umbrella=first == len(self.nodes),
        )

    def _reach(self, section: Section) -> Section:
        """Give an umbrella section the span of its range; a range's ends need not be categories themselves."""
        if not section.umbrella:
            return section
        low, _, high = section.id.partition("-")
        try:
            return replace(section, first=self.by_code[low], end=self.nodes[self.by_code[high or low]].end)
        except KeyError as error:
            raise BrokenReleaseError(f"section {section.id} is empty and its end {error} is no category") from error

    def _diag(self, element: Element, parent: int) -> int:
        index = len(self.nodes)
        code = self._new_code(element, parent)
        self.by_code[code] = index
        notes: list[NoteBlock] = []
        terms: list[str] = []
        children: list[Element] = []
        seventh = None
        title = ""
        for part in element:
            tag = part.tag
            if tag == "diag":
                children.append(part)
            elif tag == "desc":
                title = (part.text or "").strip()
            elif tag in _NOTE_ELEMENTS:
                notes.append(NoteBlock(tag, _lines(part)))
            elif tag == "inclusionTerm":
                terms.extend(_lines(part))
            elif tag == "sevenChrDef":
                seventh = SeventhCharacters(code, _meanings(part))
        # The place is taken now, so that children get the positions after it.
        self.nodes.append(_PLACE)
        self.codes.append(code)
        positions = tuple(self._diag(child, index) for child in children)
        self.nodes[index] = Node(
            code=code,
            title=title,
            index=index,
            end=len(self.nodes),
            parent=parent,
            children=positions,
            notes=tuple(notes),
            inclusion_terms=tuple(terms),
            seventh=seventh,
            placeholder=element.get("placeholder") == "true",
        )
        return index

    def _new_code(self, element: Element, parent: int) -> str:
        """Return the code of an element; one that is not a code, is there already or is misplaced is refused."""
        code = sys.intern(_text(element, "name"))
        if not _CODE.match(code):
            raise BrokenReleaseError(f"diag {code!r} is not an ICD-10-CM code")
        if code in self.by_code:
            raise BrokenReleaseError(f"diag {code} stands twice")
        if parent >= 0:
            self._check_parent(code, self.codes[parent])
        return code

    def _check_parent(self, code: str, parent: str) -> None:
        """Refuse a code below one that it does not begin with. This also bounds the depth: each level is longer.

        A code below its own sibling parent is a known slip: the list of January 2021 has H54.512A below H54.511.
        """
        if code != parent and code.startswith(parent):
            return
        is_of_sibling = 3 < len(parent) < len(code) and code.startswith(parent[:-1])
        if not is_of_sibling:
            raise BrokenReleaseError(f"diag {code} stands below {parent}, of which it is no part")
        self.slips.append(f"{code} is listed below {parent}")


_PLACE = Node("", "", -1, -1, -1, (), (), (), None, placeholder=False)


def _text(element: Element, tag: str) -> str:
    found = element.find(tag)
    text = "" if found is None else (found.text or "").strip()
    if not text:
        raise BrokenReleaseError(f"a {element.tag} element has no {tag}")
    return text


def _number(name: str) -> int:
    if not (name.isascii() and name.isdecimal()):
        raise BrokenReleaseError(f"a chapter is called {name!r}, not by its number")
    return int(name)


def _lines(element: Element) -> tuple[str, ...]:
    return tuple(" ".join((note.text or "").split()) for note in element.iterfind("note"))


def _notes(element: Iterable[Element]) -> tuple[NoteBlock, ...]:
    return tuple(NoteBlock(part.tag, _lines(part)) for part in element if part.tag in _NOTE_ELEMENTS)


def _meanings(element: Element) -> tuple[tuple[str, str], ...]:
    """Return (character, meaning); a `note` line continues the meaning printed before it."""
    meanings: list[tuple[str, str]] = []
    for part in element:
        text = " ".join((part.text or "").split())
        if part.tag == "extension":
            meanings.append((part.get("char", ""), text))
        elif part.tag == "note" and meanings:
            character, before = meanings[-1]
            meanings[-1] = (character, f"{before}; {text}")
    return tuple(meanings)
