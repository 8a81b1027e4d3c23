"""A release that is handed over: read, dated and checked, before anything is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.errors import BrokenReleaseError, RefusedReleaseError
from icd10cm.releases.intake.checks import (
    code_list_faults,
    count_faults,
    date_faults,
    doctype_faults,
    index_remarks,
    reference_faults,
    structure_faults,
)
from icd10cm.releases.intake.choosing import choose
from icd10cm.releases.intake.dates import effective_dates, end_of_fiscal_year
from icd10cm.releases.intake.manifest import checksum
from icd10cm.releases.loading import make_release
from icd10cm.tabular.code_lists import read_code_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

    from icd10cm.releases.by_date import Releases
    from icd10cm.releases.intake.choosing import Chosen
    from icd10cm.releases.release import Release


@dataclass(frozen=True, slots=True)
class Candidate:
    """A release that stood all checks.

    `originals` are the files that it was read from, with their SHA-256 before the reading. `remarks` say in words
    what an administrator should know of it.
    """

    chosen: Chosen
    release: Release
    originals: Mapping[Path, str]
    remarks: tuple[str, ...]


def read_candidate(
    given: Path,
    loaded: Releases,
    *,
    codes: Path | None = None,
    effective_from: date | None = None,
    effective_to: date | None = None,
    accept_differences: bool = False,
    cache_dir: Path | None = None,
) -> Candidate:
    """Return the release in `given`; it is compared with those that are `loaded`.

    Effective dates that are not given are taken from the names of the files. `accept_differences` takes a list
    whose codes are not exactly those of its code list, which is a remark then. `cache_dir` is where its compiled form
    is kept, if it is to be.

    :raises BrokenReleaseError: the files cannot be read, or say no effective dates.
    :raises RefusedReleaseError: they can, and something is wrong with what they hold; every fault is named.
    """
    chosen = choose(given, codes)
    first, last, remarks = _days(chosen, effective_from, effective_to)
    if any(each.effective_from == first for each in loaded.all):
        raise RefusedReleaseError((f"a release effective from {first} is installed already",))
    originals = {file: checksum(file) for file in _files(chosen)}
    xml, listed, index = _read(chosen)
    release = make_release(xml, listed, first, last, cache_dir, index)
    remarks += (*(f"slip in the published list: {slip}" for slip in release.tabular.slips), *index_remarks(release))
    faults = (
        *date_faults(release.tabular.version, first, last),
        *structure_faults(xml, release.tabular),
        *count_faults(release, loaded.for_date(first)),
        *reference_faults(release),
    )
    if listed is None:
        remarks += ("it comes without a code list: every 7th character that a definition allows is taken as valid",)
    elif differing := code_list_faults(release, read_code_list(listed)):
        faults, remarks = (faults, remarks + differing) if accept_differences else (faults + differing, remarks)
    if faults:
        raise RefusedReleaseError(faults)
    return Candidate(chosen, release, originals, remarks)


def _files(chosen: Chosen) -> Iterable[Path]:
    parts = (chosen.tabular, chosen.codes, *chosen.index)
    return dict.fromkeys(entry.file for entry in parts if entry is not None)


def _read(chosen: Chosen) -> tuple[bytes, str | None, tuple[bytes, ...]]:
    """Return the tabular list, the code list and the parts of the Index.

    :raises RefusedReleaseError: one declares a document type.
    """
    xml, index = chosen.tabular.read(), tuple(entry.read() for entry in chosen.index)
    if faults := tuple(fault for each in (xml, *index) for fault in doctype_faults(each)):
        raise RefusedReleaseError(faults)
    return xml, None if chosen.codes is None else text_of(chosen.codes.read()), index


def text_of(content: bytes) -> str:
    """Return a code list as text. Codes are ASCII; whatever titles are written in, Latin-1 keeps the columns."""
    return content.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _days(chosen: Chosen, first: date | None, last: date | None) -> tuple[date, date, tuple[str, ...]]:
    if first is not None:
        return first, last or end_of_fiscal_year(first), ()
    names = chosen.tabular.names
    if chosen.codes is not None:  # "Jan-2021" in the name of a code list says more than "2021" in that of the list
        names = tuple(dict.fromkeys((*names, *chosen.codes.names)))
    told = effective_dates(names)
    if told is None:
        raise BrokenReleaseError(f"{chosen.tabular} has no effective dates in its name; give them with --from and --to")
    source = f"its effective dates are taken from the name {' / '.join(names)}"
    return told[0], last or told[1], (source,)
