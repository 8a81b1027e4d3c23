"""Whether a release that is handed over is whole: its structure, its counts, its references and its dates.

Each function returns faults in words, none for a release that is in order. What is checked was measured on the
lists of April 2025 and April 2026: chapters are numbered without a gap; every section that a chapter's index names
is there; every title has words; the code list holds exactly the codes and headers of the tabular list; six or
seven note lines name codes that do not exist.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING
from xml.parsers import expat

from icd10cm.releases.index_leads import unresolved
from icd10cm.releases.intake.dates import end_of_fiscal_year, fiscal_year

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from icd10cm.releases.release import Release
    from icd10cm.tabular.code_lists import CodeList
    from icd10cm.tabular.model import TabularList

FEWEST_CHAPTERS = 21  # until 2020; since then 22
MOST_DANGLING_LINES = 25
LEAST_SHARED = 0.8
_SHOWN = 8


def doctype_faults(xml: bytes) -> tuple[str, ...]:
    """Refuse a document type declaration, which published lists have none of and entity attacks need.

    A document that is not well-formed has no fault here; reading it says so.
    """
    found: list[str] = []
    parser = expat.ParserCreate()

    def declared(name: str, *_rest: object) -> None:
        found.append(f"the XML declares a document type ({name}); the published lists declare none")
        raise _EndOfPrologError

    def begun(_name: str, _attributes: object) -> None:
        raise _EndOfPrologError

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler = begun
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - a positional-only parameter of expat
    except (_EndOfPrologError, expat.ExpatError):
        return tuple(found)
    return tuple(found)


class _EndOfPrologError(Exception):
    """Ends the parser where the prolog ends."""


def structure_faults(xml: bytes, tabular: TabularList) -> tuple[str, ...]:
    """Compare the list with its own table of contents."""
    return (*_chapters(tabular), *_sections(xml, tabular))


def _chapters(tabular: TabularList) -> Iterator[str]:
    numbers = [chapter.number for chapter in tabular.chapters]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"the chapters are numbered {numbers}, not from 1 without a gap"
    if len(numbers) < FEWEST_CHAPTERS:
        yield f"there are {len(numbers)} chapters, not {FEWEST_CHAPTERS} or more"
    empty = [chapter.name for chapter in tabular.chapters if chapter.first == chapter.end]
    if empty:
        yield f"without a code: {_some(empty)}"


def _sections(xml: bytes, tabular: TabularList) -> Iterator[str]:
    held = {section.id for section in tabular.sections}
    # Read before without fault; the index is of no use later and not kept.
    indexed = [reference.get("id", "") for reference in ET.fromstring(xml).iterfind("chapter/sectionIndex/sectionRef")]  # noqa: S314
    if not indexed:
        yield "the chapters have no index of their sections"
    if missing := [section for section in indexed if section not in held]:
        yield f"sections that a chapter's index names are missing: {_some(missing)}"
    if untitled := [node.code for node in tabular.nodes if not node.title]:
        yield f"without a title: {_some(untitled)}"


def code_list_faults(release: Release, codes: CodeList) -> tuple[str, ...]:
    """Compare the release with its code list: the same codes, and the same of them valid."""
    return tuple(_code_list(release, codes))


def _code_list(release: Release, codes: CodeList) -> Iterator[str]:
    valid = release.valid.keys()
    headers = set(release.tabular.by_code) - valid
    wanted = valid if codes.form == "codes file" else valid | headers
    if missing := wanted - codes.held:
        yield f"in the tabular list and not in the {codes.form}: {_some(missing)}"
    if unknown := codes.held - wanted:
        yield f"in the {codes.form} and not in the tabular list: {_some(unknown)}"
    if codes.valid is not None and (wrong := codes.valid & headers):
        yield f"valid in the {codes.form}, and headers in the tabular list: {_some(wrong)}"
    if codes.valid is not None and (wrong := (codes.held - codes.valid) & valid):
        yield f"headers in the {codes.form}, and valid in the tabular list: {_some(wrong)}"


def count_faults(release: Release, nearest: Release) -> tuple[str, ...]:
    """Compare with the nearest release at hand: a year changes one code in a hundred, rarely one in ten."""
    shared = len(release.valid.keys() & nearest.valid.keys())
    most = max(len(release.valid), len(nearest.valid))
    if shared >= LEAST_SHARED * most:
        return ()
    told = f"it shares {shared:,} of its {len(release.valid):,} valid codes with release {nearest.id}"
    return (f"{told}, which has {len(nearest.valid):,}: parts are missing, or it is another classification",)


def reference_faults(release: Release) -> tuple[str, ...]:
    """Refuse a list whose notes name many codes that it does not hold."""
    dangling = [f"{line.holder} {line.element}" for line in release.notes.lines if line.unresolved]
    if len(dangling) <= MOST_DANGLING_LINES:
        return ()
    return (f"{len(dangling)} note lines name codes that are not in the list: {_some(dangling)}",)


def index_remarks(release: Release) -> tuple[str, ...]:
    """Return what an administrator should know of the Alphabetic Index; its slips are not a reason to refuse a list."""
    if release.index is None:
        return ()
    slips = unresolved(release)
    parts = ", ".join(f"{table.part} {len(table.entries):,}" for table in release.index.tables)
    return (
        f"Alphabetic Index: {release.index.paths:,} entries ({parts})",
        *((f"{len(slips):,} entries name no code of the list: {_some(slips)}",) if slips else ()),
    )


def date_faults(version: str, first: date, last: date) -> tuple[str, ...]:
    """Compare the effective dates with each other and with the list's own version, a fiscal year."""
    return tuple(_dates(version, first, last))


def _dates(version: str, first: date, last: date) -> Iterator[str]:
    if last < first:
        yield f"its last day {last} is before its first {first}"
    elif last > end_of_fiscal_year(first):
        yield f"its last day {last} is after {end_of_fiscal_year(first)}, the end of the fiscal year of {first}"
    if not version.isdecimal():
        yield f"the list's version {version!r} is no fiscal year"
    elif int(version) != fiscal_year(first):
        yield f"the list is of fiscal year {version}; its first day {first} lies in fiscal year {fiscal_year(first)}"


def _some(names: Collection[str]) -> str:
    ordered = sorted(names)
    more = f" and {len(ordered) - _SHOWN:,} more" if len(ordered) > _SHOWN else ""
    return f"{', '.join(ordered[:_SHOWN])}{more}"
