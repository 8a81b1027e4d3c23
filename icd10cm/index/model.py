"""The entries of the Alphabetic Index as values."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class IndexPart(StrEnum):
    """The four parts in which the Index is published."""

    DISEASES = "Index to Diseases and Injuries"
    EXTERNAL_CAUSES = "Index to External Causes"
    NEOPLASMS = "Table of Neoplasms"
    DRUGS = "Table of Drugs and Chemicals"


class IndexEntry(Struct, frozen=True, array_like=True, gc=False):
    """One line of the Index.

    `parent` is the position of the entry above it, -1 for a main term. `modifiers` are its nonessential modifiers,
    which do not change the code. `codes` are printed codes without their dash; that of a manifestation comes second.
    `see` sends the reader to another entry, `see_also` suggests one; `targets` are the positions of the entries that
    `see` names. `columns` are a table's codes by its headings.
    """

    title: str
    parent: int
    modifiers: str = ""
    codes: tuple[str, ...] = ()
    see: str = ""
    see_also: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    targets: tuple[int, ...] = ()

    @property
    def all_codes(self) -> tuple[str, ...]:
        """The codes of the entry and of all its columns."""
        return (*self.codes, *(code for _, code in self.columns))


class IndexTable(Struct, frozen=True, array_like=True, gc=False):
    """One part of the Index: a value of `IndexPart`. `dirty` are the texts in the place of a code that are not one."""

    part: str
    entries: tuple[IndexEntry, ...]
    dirty: tuple[str, ...] = ()

    def codes_of(self, position: int) -> tuple[str, ...]:
        """Return the codes that an entry leads to: its own, or those of the entries that it sends the reader to."""
        entry = self.entries[position]
        own = entry.all_codes
        return own or tuple(dict.fromkeys(code for each in entry.targets for code in self.entries[each].all_codes))

    def path(self, position: int) -> tuple[str, ...]:
        """Return the titles from the main term to an entry."""
        titles: list[str] = []
        while position >= 0:
            entry = self.entries[position]
            titles.append(entry.title)
            position = entry.parent
        return tuple(reversed(titles))


class AlphabeticIndex(Struct, frozen=True, array_like=True, gc=False):
    """The Index of a release, with the parts that were published with it."""

    tables: tuple[IndexTable, ...]

    @property
    def paths(self) -> int:
        """The number of entries of all parts."""
        return sum(len(table.entries) for table in self.tables)
