"""What the page of a code shows, worked out from one release."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from cards.wording.detail import ELEMENTS
from cds_service.pages.note_text import Piece, pieces
from cds_service.pages.sibling_grid import Grid, sibling_grid
from icd10cm.tabular import NOTE_ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.notes import NoteLine
    from icd10cm.release import Release
    from icd10cm.tabular import Node


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a note in pieces; `is_item` tells that it stands under a lead-in."""

    pieces: tuple[Piece, ...]
    is_item: bool = False


@dataclass(frozen=True, slots=True)
class HeldNote:
    """The lines of one note at the node, section or chapter that holds it; `code` is "" for the latter two."""

    holder: str
    code: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class NoteGroup:
    """All notes of one kind."""

    name: str
    held: tuple[HeldNote, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way from the chapter to the code; `code` is "" for chapters and sections."""

    name: str
    title: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A child of a header, or a code with its 7th character."""

    code: str
    title: str
    is_valid: bool


@dataclass(frozen=True, slots=True)
class CodePage:
    """Everything that a release says of a code or header."""

    code: str
    title: str
    is_valid: bool
    node: Node
    way: tuple[Step, ...]
    members: tuple[Member, ...]
    seventh_holder: str
    inclusion_terms: tuple[str, ...]
    notes: tuple[NoteGroup, ...]
    named_by: tuple[NoteGroup, ...]
    grid: Grid | None


def code_page(code: str, release: Release) -> CodePage | None:
    """Return what `release` says of a code or header; None when it has neither."""
    node = release.node(code)
    if node is None:
        return None
    return CodePage(
        code=code,
        title=release.title(code),
        is_valid=release.is_valid(code),
        node=node,
        way=tuple(_way(node, code, release)),
        members=tuple(_members(node, release)),
        seventh_holder=seventh.holder if (seventh := release.seventh(node.index)) else "",
        inclusion_terms=node.inclusion_terms,
        notes=tuple(_groups(_in_force(code, release), release)),
        named_by=tuple(_groups(_naming(node, code, release), release)),
        grid=sibling_grid(node, release),
    )


def _way(node: Node, code: str, release: Release) -> Iterator[Step]:
    """Yield the chapter, the sections and the nodes above the code, then the code itself."""
    tabular = release.tabular
    for chapter in tabular.chapters:
        if chapter.first <= node.index < chapter.end:
            yield Step(f"Chapter {chapter.number}", chapter.title)
    around = [section for section in tabular.sections if section.first <= node.index < section.end]
    for section in sorted(around, key=lambda each: each.first - each.end):
        yield Step(section.id, section.title.removesuffix(f" ({section.id})"))
    for above in reversed(tuple(release.lineage(node.index))):
        yield Step(above.code, above.title, above.code)
    if code != node.code:
        yield Step(code, release.title(code), code)


def _members(node: Node, release: Release) -> Iterator[Member]:
    """Yield the children of a header, or the codes that the 7th characters of a leaf make."""
    for index in node.children:
        child = release.tabular.nodes[index]
        yield Member(child.code, child.title, release.is_valid(child.code))
    if not node.children:
        codes = release.codes_at(node.index)
        if codes != (node.code,):
            yield from (Member(each, release.title(each), is_valid=True) for each in codes)


def _in_force(code: str, release: Release) -> Iterator[tuple[str, Sequence[NoteLine]]]:
    for element in NOTE_ELEMENTS:
        yield element, release.notes_for(code, element)


def _naming(node: Node, code: str, release: Release) -> Iterator[tuple[str, Sequence[NoteLine]]]:
    """Yield the lines elsewhere that name the code itself, a header above it or a range around it."""
    naming = [line for line in release.notes.lines if line.references and line.names(node.index, code)]
    for element in NOTE_ELEMENTS:
        yield element, [line for line in naming if line.element == element]


def _groups(found: Iterator[tuple[str, Sequence[NoteLine]]], release: Release) -> Iterator[NoteGroup]:
    for element, lines in found:
        held = tuple(_held(holder, tuple(some), release) for holder, some in groupby(lines, lambda line: line.holder))
        if held:
            yield NoteGroup(_name(element), held)


def _name(element: str) -> str:
    name = ELEMENTS.get(element, element)
    return name[0].upper() + name[1:]


def _held(holder: str, lines: tuple[NoteLine, ...], release: Release) -> HeldNote:
    node = release.tabular.find(holder)
    shown: list[Line] = []
    lead = ""
    for line in lines:
        if line.lead and line.lead != lead and not (shown and _text(shown[-1]) == line.lead):
            shown.append(Line((Piece(line.lead),)))
        lead = line.lead
        shown.append(Line(pieces(line.line, release), is_item=bool(line.lead)))
    title = node.title if node else _container_title(holder, release)
    return HeldNote(holder, node.code if node else "", title, tuple(shown))


def _text(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


def _container_title(holder: str, release: Release) -> str:
    containers = (
        *((section.id, section.title) for section in release.tabular.sections),
        *((chapter.name, chapter.title) for chapter in release.tabular.chapters),
    )
    return next((title for name, title in containers if name == holder), "")
