"""Compares two releases."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from icd10cm.releases.difference.differences import ChangedNote, Deleted, Differences, Retitled, Titled
from icd10cm.releases.difference.touching import touched_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import NoteBlock, TabularList

_Lines = dict[tuple[str, str], list[str]]


def compare(old: Release, new: Release, tables: Mapping[str, frozenset[str]] | None = None) -> Differences:
    """Return what differs from `old` to `new`; a tenth of a second.

    `tables` are the codes that each reviewed table names, by the table's file name (see `difference.tables`).
    """
    notes = tuple(_changed_notes(_lines(old.tabular), _lines(new.tabular)))
    new_codes = tuple(Titled(code, new.title(code)) for code in new.valid if code not in old.valid)
    deleted = tuple(
        Deleted(code, old.title(code), code in new.tabular.by_code) for code in old.valid if code not in new.valid
    )
    retitled = tuple(
        Retitled(code, old.tabular.nodes[position].title, new.tabular.nodes[new.tabular.by_code[code]].title)
        for code, position in old.tabular.by_code.items()
        if code in new.tabular.by_code
        and old.tabular.nodes[position].title != new.tabular.nodes[new.tabular.by_code[code]].title
    )
    return Differences(
        old=old.id,
        new=new.id,
        new_codes=new_codes,
        deleted_codes=deleted,
        new_headers=tuple(_headers(new, old)),
        deleted_headers=tuple(_headers(old, new)),
        retitled=retitled,
        notes=notes,
        touched=touched_by(old, new, new_codes, deleted, retitled, notes, tables or {}),
    )


def _headers(of: Release, other: Release) -> Iterator[Titled]:
    """Yield the headers that the other release does not hold, neither as a header nor as a code."""
    for code, position in of.tabular.by_code.items():
        if code not in of.valid and code not in other.tabular.by_code:
            yield Titled(code, of.tabular.nodes[position].title)


def _lines(tabular: TabularList) -> _Lines:
    """Return the lines of every holder by kind, in document order."""
    found: _Lines = {}

    def put(holder: str, notes: Iterable[NoteBlock]) -> None:
        for block in notes:
            found.setdefault((holder, block.element), []).extend(block.lines)

    sections = iter(sorted(tabular.sections, key=lambda section: section.first))
    for chapter in tabular.chapters:
        put(chapter.name, chapter.notes)
    for section in sections:
        put(f"section {section.id}", section.notes)
    for node in tabular.nodes:
        put(node.code, node.notes)
        if node.inclusion_terms:
            found[node.code, "inclusionTerm"] = list(node.inclusion_terms)
        if node.seventh is not None and node.seventh.holder == node.code:
            found[node.code, "sevenChrDef"] = [
                f"{character} {meaning}".strip() for character, meaning in node.seventh.meanings
            ]
    return found


def _place(key: tuple[str, str]) -> tuple[bool, bool, str]:
    """Put chapters before sections before codes."""
    holder = key[0]
    return not holder.startswith("chapter"), not holder.startswith("section"), holder


def _changed_notes(old: _Lines, new: _Lines) -> Iterator[ChangedNote]:
    """Yield the changes; a line that only moved within its kind is none."""
    for key in sorted({**old, **new}, key=_place):
        before, after = old.get(key, []), new.get(key, [])
        if before != after:
            added, removed = Counter(after) - Counter(before), Counter(before) - Counter(after)
            if added or removed:
                yield ChangedNote(*key, tuple(added.elements()), tuple(removed.elements()))
