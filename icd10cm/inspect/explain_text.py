"""What a release says of codes, as text for a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from icd10cm.inspect.effective_dates import lines_of_another_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.inspect.explain import CodeExplained, Note, Option, PairExplained

_HEADINGS = {
    "excludes1": "Excludes1 (not coded here)",
    "excludes2": "Excludes2 (not included here)",
    "useAdditionalCode": "Use additional code",
    "codeFirst": "Code first",
    "codeAlso": "Code also",
    "includes": "Includes",
    "notes": "Note",
}
_MOST_OPTIONS = 12
_MOST_ENTRIES = 20


def render_code(code: CodeExplained) -> str:
    """Return one code's explanation as plain text."""
    return "\n".join(_code(code))


def render_pair(pair: PairExplained) -> str:
    """Return what two codes say of each other as plain text."""
    return "\n".join(_pair(pair))


def _code(code: CodeExplained) -> Iterator[str]:
    if code.state == "unknown":
        yield f"{code.code}: no such code in this release"
        yield from (f"  {line}" for line in lines_of_another_list(code.code))
        if not code.nearest:
            yield "  and no category that it could belong to"
            return
        yield f"  the nearest is {code.nearest}, of which it says:"
    else:
        yield f"{code.code} {code.title}"
        yield from (f"  {line}" for line in _validity(code))
    yield "  path"
    for depth, step in enumerate(code.path):
        yield f"    {'  ' * depth}{step.name} {step.title}"
    yield from _listed("codes below it", [f"{step.name} {step.title}" for step in code.children])
    yield from _listed("also written as", code.terms)
    yield from _listed("in the Alphabetic Index", code.index[:_MOST_ENTRIES])
    if len(code.index) > _MOST_ENTRIES:
        yield f"    and {len(code.index) - _MOST_ENTRIES} more (--format json lists all)"
    yield from _notes(code.notes)
    yield from _sevenths(code)
    yield from _options("leaves open; these say it", code.options)
    yield from _options("the same on the other sides", code.beside)


def _validity(code: CodeExplained) -> Iterator[str]:
    """Yield whether and how long the code is valid; one that has a last day is not called valid without it."""
    if not code.ends:
        yield _STATES[code.state]
    yield from code.effective
    if not code.effective:
        yield from lines_of_another_list(code.code)


def _listed(heading: str, lines: Sequence[str]) -> Iterator[str]:
    """Yield a heading and the lines below it; nothing where there are none."""
    if lines:
        yield f"  {heading}"
        yield from (f"    {line}" for line in lines)


def _sevenths(code: CodeExplained) -> Iterator[str]:
    if code.sevenths:
        yield f"  7th characters, defined at {code.seventh_holder}"
        for character, meaning, full in code.sevenths:
            yield f"    {character} {meaning}" + (f" ({full})" if full else " (not in the code list)")


_STATES = {
    "valid code": "valid code",
    "header": "needs more characters: use one of the codes below it",
    "needs a 7th character": "needs a 7th character: use one of those below",
}


def _notes(notes: Iterable[Note]) -> Iterator[str]:
    for element, of_kind in groupby(notes, key=lambda note: note.element):
        yield f"  {_HEADINGS[element]}"
        for holder, lines in groupby(of_kind, key=lambda note: note.holder):
            yield f"    at {holder}"
            yield from (f"      {'  ' if note.lead else ''}{note.line}" for note in lines)


def _options(heading: str, options: tuple[Option, ...]) -> Iterator[str]:
    if options:
        yield f"  {heading}"
        for option in options[:_MOST_OPTIONS]:
            yield f"    {option.says}: {option.code} {option.title}"
        if len(options) > _MOST_OPTIONS:
            yield f"    and {len(options) - _MOST_OPTIONS} more (--format json lists all)"


def _pair(pair: PairExplained) -> Iterator[str]:
    yield f"{pair.one} and {pair.other}"
    if not pair.statements:
        yield "  no note of either names the other"
    for statement in pair.statements:
        note = statement.note
        lead = f"{note.lead} " if note.lead else ""
        yield f"  {statement.of}: {_HEADINGS[note.element]}, at {note.holder}: {lead}{note.line}"
    if pair.excludes1 == "question":
        yield "  the rule Excludes1 asks: one condition, two, or which one applies? (guideline I.A.12.a)"
    elif pair.excludes1:
        yield f"  the rule Excludes1 stays silent: {pair.excludes1}"
