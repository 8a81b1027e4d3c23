"""Which of the files handed over is the tabular list, and which the code list that belongs to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.errors import BrokenReleaseError
from icd10cm.index.xml_reader import ROOT as INDEX_ROOT
from icd10cm.releases.intake.dates import effective_dates
from icd10cm.releases.intake.entries import Entry, entries_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_ROOT = b"<ICD10CM.tabular"
# The CDC also publishes what changed since the year before ("addenda"), and procedure codes in files of the same form.
_OTHER = re.compile(r"addend|pcs", re.IGNORECASE)
# An order file tells most, a plain list least.
_KINDS = (re.compile(r"order", re.IGNORECASE), re.compile(r"codes", re.IGNORECASE), re.compile(r"code", re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tabular list, its code list, None where none was found, and the parts of its Alphabetic Index."""

    tabular: Entry
    codes: Entry | None
    index: tuple[Entry, ...] = ()


def choose(given: Path, codes: Path | None = None) -> Chosen:
    """Return the tabular list in `given`, with the code list in `codes`, else in `given`, else beside it.

    Beside it means in the same directory and of a name that gives the same dates.

    :raises BrokenReleaseError: there is no tabular list, or several, or it is unclear which code list to take.
    """
    entries = entries_in(given)
    tabular = _rooted(entries, _ROOT)
    if not tabular:
        raise BrokenReleaseError(f"{given} holds no XML with a tabular list (root element ICD10CM.tabular)")
    if len(tabular) > 1:
        raise BrokenReleaseError(f"{given} holds several tabular lists: {', '.join(map(str, tabular))}; name one")
    return Chosen(tabular[0], _codes(given, codes, entries, tabular[0]), tuple(_rooted(entries, INDEX_ROOT)))


def code_lists_in(given: Path) -> list[Entry]:
    """Return the code lists in `given`.

    :raises BrokenReleaseError: it cannot be read, or there is none.
    """
    found = _code_lists(entries_in(given), any_name=given.is_file())
    if not found:
        raise BrokenReleaseError(f"{given} holds no code list")
    return found


def _codes(given: Path, codes: Path | None, entries: Sequence[Entry], tabular: Entry) -> Entry | None:
    if codes is not None:
        named = _best(_code_lists(entries_in(codes), any_name=codes.is_file()), tabular)
        if named is None:
            raise BrokenReleaseError(f"{codes} holds no code list")
        return named
    inside = _best(_code_lists(entries), tabular)
    if inside is not None or given.is_dir():
        return inside
    return _best(_beside(given, tabular), tabular)


def _rooted(entries: Sequence[Entry], root: bytes) -> list[Entry]:
    """Return the XML files with a root element, lists of changes left out."""
    xml = (entry for entry in entries if entry.name.lower().endswith(".xml") and not _OTHER.search(entry.name))
    return [entry for entry in xml if root in entry.head()]


def _code_lists(entries: Iterable[Entry], *, any_name: bool = False) -> list[Entry]:
    texts = [entry for entry in entries if entry.name.lower().endswith(".txt") and not _OTHER.search(entry.name)]
    return [entry for entry in texts if any(kind.search(entry.name) for kind in _KINDS)] or (texts if any_name else [])


def _beside(given: Path, tabular: Entry) -> list[Entry]:
    wanted = effective_dates(tabular.names)
    found: list[Entry] = []
    for sibling in sorted(given.parent.iterdir()):
        if sibling == given or not sibling.is_file() or sibling.suffix.lower() not in {".txt", ".zip"}:
            continue
        # Only what carries the same dates in its name is opened: there may be anything in a folder of downloads.
        if wanted is not None and _same_dates(sibling.name, wanted):
            found += _code_lists(entries_in(sibling))
    return found


def _same_dates(name: str, wanted: object) -> bool:
    try:
        return effective_dates((name,)) == wanted
    except BrokenReleaseError:
        return False


def _best(found: Sequence[Entry], tabular: Entry) -> Entry | None:
    for kind in _KINDS:
        of_kind = _of_its_dates([entry for entry in found if kind.search(entry.name)], tabular)
        if len(of_kind) > 1:
            raise BrokenReleaseError(f"there are several code lists: {', '.join(map(str, of_kind))}; name one")
        if of_kind:
            return of_kind[0]
    return found[0] if len(found) == 1 else None


def _of_its_dates(entries: list[Entry], tabular: Entry) -> list[Entry]:
    """Return those of several code lists whose names have the dates of the tabular list; all where none has."""
    if len(entries) < 2:
        return entries
    wanted = effective_dates(tabular.names)
    return [entry for entry in entries if effective_dates(entry.names) == wanted] or entries
