"""The figures of a release as text, for the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.inspect.excludes1_pairs import PairFigures
    from icd10cm.inspect.open_axis_figures import AxisFigures
    from icd10cm.inspect.release_check import Check, CodeListFigures, UnreadLine

_MOST_CODES = 10


def render(check: Check) -> str:
    """Return the figures of a release, and every note line that could not be read whole, as plain text."""
    return "\n".join(_lines(check))


def _lines(check: Check) -> Iterator[str]:
    yield from _code_figures(check)
    yield ""
    yield from _note_figures(check)
    yield ""
    yield from _pair_figures(check.pairs)
    yield ""
    yield from _axes(check.axes)
    yield ""
    yield f"  lines not read whole {len(check.unread)}"
    for line in check.unread:
        yield from _unread(line)
    if check.index_entries:
        yield ""
        yield f"  Alphabetic Index: entries {check.index_entries:,}, of no code of the list {len(check.index_slips):,}"
        yield from (f"    {slip}" for slip in check.index_slips)


def _code_figures(check: Check) -> Iterator[str]:
    lengths = ", ".join(f"{count:,} of {length}" for length, count in check.nodes_by_length)
    yield f"release {check.release} (tabular list {check.version})"
    yield f"  chapters {check.chapters}, sections {check.sections:,}"
    yield f"  umbrella sections {len(check.umbrella_sections)}: {', '.join(check.umbrella_sections)}"
    yield f"  nodes {check.nodes:,} by characters: {lengths}"
    yield f"  headers {check.headers:,}, leaves {check.leaves:,}"
    yield f"  leaves with a 7th character {check.leaves_with_seventh:,}"
    yield f"  7th-character definitions {check.seventh_definitions:,}"
    yield f"  valid codes {check.valid_codes:,}"
    yield from _code_list(check.code_list)


def _note_figures(check: Check) -> Iterator[str]:
    yield f"  {'notes':<18}{'blocks':>8}{'lines':>8}{'coded':>8}{'whole':>8}"
    for figures in check.elements:
        numbers = (figures.blocks, figures.lines, figures.coded, figures.whole)
        yield f"  {figures.element:<18}" + "".join(f"{number:>8,}" for number in numbers)
    yield f"  coded lines that rules act on {check.actionable_coded:,}"
    yield ""
    yield f"  {'valid codes under':<18}{'a note':>8}{'below sections':>16}"
    for under in check.inherited:
        yield f"  {under.element:<18}{under.codes:>8,}{under.codes_below_sections:>16,}"
    yield f"  organism notes {check.organism_lines}, valid codes under one {check.organism_codes}"


def _pair_figures(pairs: PairFigures) -> Iterator[str]:
    yield f"  Excludes1 pairs of leaves before any policy {pairs.unordered:,}"
    yield f"    stated both ways {pairs.stated_both_ways:,}, one way {pairs.stated_one_way:,}"
    yield f"    inside one category {pairs.inside_one_category:,}"
    yield f"    leaves that exclude themselves (left out) {', '.join(pairs.self_excluding) or 'none'}"


def _unread(line: UnreadLine) -> Iterator[str]:
    left = "; ".join(
        [f"{code} is not in the tabular list" for code in line.missing_codes]
        + [f"not understood: {words.strip()}" for words in line.unread_words]
    )
    shown = line.line if len(line.line) <= 160 else f"{line.line[:157]}..."
    yield f"    {line.holder} {line.element}: {shown}"
    yield f"      {left}"


def _axes(axes: AxisFigures) -> Iterator[str]:
    yield f"  {'codes that leave open':<34}{'leaves':>8}{'valid codes':>14}"
    for what, count in (
        ("a side, and nothing else", axes.side),
        ("a side and more (which finger)", axes.finer),
        ("a site", axes.site),
        ("  of these a side too", axes.both),
        ("a side or a site", axes.any),
        ('"unspecified" in the title', axes.unspecified),
    ):
        yield f"  {what:<34}{count.leaves:>8,}{count.codes:>14,}"
    yield f"    by 7th character (unspecified eye) {axes.by_seventh:,} more valid codes"
    yield f"    leaves with a bilateral code beside right and left {axes.bilateral:,}"
    yield f'    titles with "unspecified", neither side nor site found {len(axes.none):,} (--list shows them)'


def _code_list(figures: CodeListFigures | None) -> Iterator[str]:
    if figures is None:
        yield "  code list: the release came without one"
        return
    yield f"  code list: {figures.codes:,} codes and headers"
    yield f"    7th characters defined but not in the list {figures.impossible:,}"
    yield f"    in the tabular list only {_some(figures.not_listed)}"
    yield f"    in the code list only {_some(figures.not_in_tabular)}"


def _some(codes: tuple[str, ...]) -> str:
    if not codes:
        return "none"
    more = f" and {len(codes) - _MOST_CODES:,} more" if len(codes) > _MOST_CODES else ""
    return f"{len(codes):,}: {', '.join(codes[:_MOST_CODES])}{more}"
