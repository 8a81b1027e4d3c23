"""What the page of a code shows: what a release says of it, with links, and what other entries say."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from cards.phrases.note_words import ELEMENTS
from cds_service.pages.codes.note_text import Piece, pieces
from cds_service.pages.codes.sibling_grid import Grid, sibling_grid
from icd10cm.inspect.effective_dates import lines_of_another_list
from icd10cm.inspect.explain import CodeExplained, Note, explain_code
from icd10cm.tabular.model import NOTE_ELEMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a note in pieces; `is_item` tells that it stands under a lead-in."""

    pieces: tuple[Piece, ...]
    is_item: bool = False

    @property
    def text(self) -> str:
        """The line without its links."""
        return "".join(piece.text for piece in self.pieces)


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
class Member:
    """A child of a header, or a code with its 7th character."""

    code: str
    title: str
    is_valid: bool


@dataclass(frozen=True, slots=True)
class CodePage:
    """Everything about a code.

    `way` holds (name, title, code) of what is above it, "" as code where there is none; `before` and `after` are the
    entries next to it in the list. `elsewhere` are the days on which it is effective by another list.
    """

    explained: CodeExplained
    way: tuple[tuple[str, str, str], ...]
    members: tuple[Member, ...]
    notes: tuple[NoteGroup, ...]
    named_by: tuple[NoteGroup, ...]
    grid: Grid | None
    before: str = ""
    after: str = ""
    elsewhere: tuple[str, ...] = ()


def code_page(code: str, release: Release) -> CodePage:
    """Return what there is to say about a code; of an unknown one, `explained` alone says anything."""
    explained = explain_code(code, release)
    node = release.node(explained.code)
    if node is None:
        return CodePage(explained, (), (), (), (), None)
    nodes = release.tabular.nodes
    return CodePage(
        explained=explained,
        way=tuple(_way(explained, release)),
        members=tuple(_members(explained, release)),
        notes=tuple(_groups(explained.notes, release)),
        named_by=tuple(_groups(_naming(node, explained.code, release), release)),
        grid=sibling_grid(node, release),
        before=nodes[node.index - 1].code if node.index > 0 else "",
        after=nodes[node.index + 1].code if node.index + 1 < len(nodes) else "",
        elsewhere=() if explained.effective else tuple(lines_of_another_list(explained.code)),
    )


def _way(explained: CodeExplained, release: Release) -> Iterator[tuple[str, str, str]]:
    """Yield what is above the code: chapter, sections, category and so on."""
    for step in explained.path:
        if step.name != explained.code:
            title = step.title.removesuffix(f" ({step.name})")
            yield step.name[0].upper() + step.name[1:], title, step.name if release.tabular.find(step.name) else ""


def _members(explained: CodeExplained, release: Release) -> Iterator[Member]:
    """Yield the children of a header, or the codes that the 7th characters of a leaf make."""
    for child in explained.children:
        yield Member(child.name, child.title, release.is_valid(child.name))
    if not explained.children:
        yield from (Member(code, meaning, is_valid=True) for _, meaning, code in explained.sevenths if code)


def _naming(node: Node, code: str, release: Release) -> Iterator[Note]:
    """Yield the lines elsewhere that name the code itself, a header above it or a range around it."""
    naming = [line for line in release.notes.lines if line.references and line.names(node.index, code)]
    for element in NOTE_ELEMENTS:
        yield from (Note(element, line.holder, line.lead, line.line) for line in naming if line.element == element)


def _groups(notes: Iterable[Note], release: Release) -> Iterator[NoteGroup]:
    for element, of_kind in groupby(notes, lambda note: note.element):
        name = ELEMENTS.get(element, element)
        held = (_held(holder, some, release) for holder, some in groupby(of_kind, lambda note: note.holder))
        yield NoteGroup(name[0].upper() + name[1:], tuple(held))


def _held(holder: str, notes: Iterable[Note], release: Release) -> HeldNote:
    shown: list[Line] = []
    lead = ""
    for note in notes:
        # A note printed after its heading may begin with a comma: "code also, if applicable, ...".
        above, words = note.lead.lstrip(" ,"), note.line.lstrip(" ,")
        # Lines elsewhere come without the lead-in that they stand under.
        if above and above != lead and not (shown and shown[-1].text == above):
            shown.append(Line((Piece(above),)))
        lead = above
        shown.append(Line(pieces(words, release), is_item=bool(above)))
    node = release.tabular.find(holder)
    title = node.title if node else _container_title(holder, release)
    return HeldNote(holder, node.code if node else "", title, tuple(shown))


def _container_title(holder: str, release: Release) -> str:
    containers = (
        *((section.id, section.title.removesuffix(f" ({section.id})")) for section in release.tabular.sections),
        *((chapter.name, chapter.title) for chapter in release.tabular.chapters),
    )
    return next((title for name, title in containers if name == holder), "")
