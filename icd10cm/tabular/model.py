"""The tabular list as a tree: chapters, sections and `diag` nodes in document order, with their notes.

Positions are indexes into `TabularList.nodes`, which is in document order; the descendants of a node are the
positions `index + 1 .. end - 1`. Ranges of codes follow document order, which differs from ASCII order (C4A, Z3A).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

NOTE_ELEMENTS = ("excludes1", "excludes2", "useAdditionalCode", "codeFirst", "codeAlso", "includes", "notes")


class NoteBlock(Struct, frozen=True, array_like=True, gc=False):
    """One note element as printed: its kind and its flat lines."""

    element: str
    lines: tuple[str, ...]


class SeventhCharacters(Struct, frozen=True, array_like=True, gc=False):
    """A 7th-character definition: the node that holds it and (character, meaning) in the order printed."""

    holder: str
    meanings: tuple[tuple[str, str], ...]


class Chapter(Struct, frozen=True, array_like=True, gc=False):
    """A chapter, with the note blocks that all its codes inherit."""

    number: int
    title: str
    notes: tuple[NoteBlock, ...]
    first: int
    end: int

    @property
    def name(self) -> str:
        """How the chapter is cited: "chapter 13"."""
        return f"chapter {self.number}"


class Section(Struct, frozen=True, array_like=True, gc=False):
    """A section (block) "M86-M90"; `umbrella` marks an empty sibling that holds others by range."""

    id: str
    title: str
    notes: tuple[NoteBlock, ...]
    first: int
    end: int
    umbrella: bool


class Node(Struct, frozen=True, array_like=True, gc=False):
    """A `diag` node: category, subcategory or code. `parent` is a position, -1 for a category."""

    code: str
    title: str
    index: int
    end: int
    parent: int
    children: tuple[int, ...]
    notes: tuple[NoteBlock, ...]
    inclusion_terms: tuple[str, ...]
    seventh: SeventhCharacters | None
    placeholder: bool


@dataclass(frozen=True, slots=True)
class TabularList:
    """A whole tabular list, immutable. `version` is the XML's own version text (a fiscal year).

    `slips` are the faults of the published file that were read as they were meant, in words.
    """

    version: str
    chapters: tuple[Chapter, ...]
    sections: tuple[Section, ...]
    nodes: tuple[Node, ...]
    by_code: dict[str, int] = field(repr=False)
    slips: tuple[str, ...] = ()

    def find(self, code: str) -> Node | None:
        """Return the node with exactly this code, or None."""
        index = self.by_code.get(code)
        return None if index is None else self.nodes[index]

    def sections_at(self, index: int) -> tuple[Section, ...]:
        """Return the sections that hold a node, in the order of the list; umbrella sections are among them."""
        return tuple(each for each in self.sections if each.first <= index < each.end)

    def categories_in(self, section: Section) -> Iterator[Node]:
        """Yield the categories of a section, in the order of the list."""
        index = section.first
        while index < section.end:
            yield self.nodes[index]
            index = self.nodes[index].end
