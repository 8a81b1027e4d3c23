"""The differences of two releases as text for a person and as JSON for a program."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.releases.difference.differences import ChangedNote, Differences


def to_json(differences: Differences) -> dict[str, Any]:
    """Return the differences as what JSON can hold, under the names of their attributes."""
    return asdict(differences)


def render(differences: Differences) -> str:
    """Return the differences as plain text, one code or note line on each line."""
    return "\n".join(_lines(differences))


def render_summary(differences: Differences) -> str:
    """Return the number of changes of each kind, and what they mean for the rules, without the codes."""
    return "\n".join(_summary(differences))


def _summary(found: Differences) -> Iterator[str]:
    split = sum(each.now_header for each in found.deleted_codes)
    yield f"changes from release {found.old} to release {found.new}"
    yield f"  {len(found.new_codes):,} new codes"
    yield f"  {len(found.deleted_codes) - split:,} deleted codes, {split:,} split into more exact ones"
    yield f"  {len(found.retitled):,} other titles, {len(found.notes):,} changed notes"
    yield from (f"  {each.rule}: {each.why} ({len(each.codes):,})" for each in found.touched)


def _lines(found: Differences) -> Iterator[str]:
    yield f"from release {found.old} to release {found.new}"
    yield from _part("new codes", [f"{each.code}  {each.title}" for each in found.new_codes])
    yield from _part(
        "deleted codes",
        [f"{each.code}  {each.title}{' (a header now)' if each.now_header else ''}" for each in found.deleted_codes],
    )
    yield from _part("new headers", [f"{each.code}  {each.title}" for each in found.new_headers])
    yield from _part("deleted headers", [f"{each.code}  {each.title}" for each in found.deleted_headers])
    yield from _part("retitled", [f"{each.code}  {each.before} -> {each.after}" for each in found.retitled])
    yield from _part("changed notes", list(_note_lines(found.notes)), _note_count(found.notes))
    yield from _part(
        "what it means for the rules",
        [f"{each.rule}: {each.why} ({len(each.codes):,}): {', '.join(each.codes)}" for each in found.touched],
    )


def _note_lines(notes: Iterable[ChangedNote]) -> Iterator[str]:
    for note in notes:
        for sign, lines in (("-", note.removed), ("+", note.added)):
            yield from (f"{note.holder} {note.element} {sign} {line}" for line in lines)


def _note_count(notes: Sequence[ChangedNote]) -> str:
    return f"{len(notes):,}, of {sum(len(note.added) + len(note.removed) for note in notes):,} lines"


def _part(name: str, lines: list[str], count: str = "") -> Iterator[str]:
    yield ""
    yield f"{name}: {count or f'{len(lines):,}'}"
    yield from (f"  {line}" for line in lines)
