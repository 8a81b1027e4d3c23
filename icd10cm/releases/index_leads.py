"""The entries of the Alphabetic Index that lead to a code of a release: those that print it, and those by "see"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.index.model import IndexTable
    from icd10cm.releases.release import Release

_Places = dict[str, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class IndexLead:
    """An entry that leads to a code: its part of the Index, its path, and the heading of its column ("" = none).

    `see` is the entry that it sends the reader to; "" where it prints the code itself.
    """

    part: str
    path: tuple[str, ...]
    column: str = ""
    see: str = ""

    @property
    def text(self) -> str:
        """The entry as a coder writes it: "Diabetes, with, gangrene"."""
        words = ", ".join(self.path)
        column = f" ({self.column})" if self.column else ""
        return f"{words}{column}, see {self.see}" if self.see else f"{words}{column}"


def entries_for(code: str, release: Release) -> tuple[IndexLead, ...]:
    """Return the entries that lead to a code or category, those that print it first; () without an Index.

    An entry that prints a code without its 7th character leads to the code with each.
    """
    if release.index is None:
        return ()
    node = release.node(code)
    codes = (code,) if node is None or node.code == code else (code, node.code)
    printed, seen = prepared(None, release)
    found = (
        _lead(release.index.tables[number], position, each, by_see=by_see)
        for by_see, places in ((False, printed), (True, seen))
        for each in codes
        for number, position in places.get(each, ())
    )
    return tuple(dict.fromkeys(found))


def unresolved(release: Release) -> tuple[str, ...]:
    """Return every entry whose code is not in the release, and every text that is not a code where one should be."""
    if release.index is None:
        return ()
    return tuple(line for table in release.index.tables for line in _unresolved(table, release))


def _unresolved(table: IndexTable, release: Release) -> Iterator[str]:
    for position, entry in enumerate(table.entries):
        for code in entry.all_codes:
            if _in_list(code, release) is None:
                yield f"{', '.join(table.path(position))}: {code}"
    yield from (f"{table.part}: {text!r}" for text in table.dirty)


@kept_with_release
def prepared(_: None, release: Release) -> tuple[_Places, _Places]:
    """Return where each code is printed and where a "see" leads to it, as the number of the table and the position."""
    printed: dict[str, list[tuple[int, int]]] = {}
    seen: dict[str, list[tuple[int, int]]] = {}
    for number, table in enumerate(() if release.index is None else release.index.tables):
        for position, entry in enumerate(table.entries):
            places = printed if entry.all_codes else seen
            for code in table.codes_of(position):
                listed = _in_list(code, release)
                if listed is not None:
                    places.setdefault(listed, []).append((number, position))
    return _frozen(printed), _frozen(seen)


def _frozen(places: dict[str, list[tuple[int, int]]]) -> _Places:
    return {code: tuple(found) for code, found in places.items()}


def _lead(table: IndexTable, position: int, code: str, *, by_see: bool) -> IndexLead:
    entry = table.entries[position]
    column = next((head for head, each in entry.columns if each == code), "")
    return IndexLead(table.part, table.path(position), column, entry.see if by_see else "")


def _in_list(code: str, release: Release) -> str | None:
    """Return a printed code as the list has it; the Index prints placeholders for categories too ("T36.0X-")."""
    while True:
        if release.position(code) is not None:
            return code
        if not code.endswith("X"):
            return None
        code = code[:-1].rstrip(".")
