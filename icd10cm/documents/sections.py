"""Parts a report or note by its headings, in any common form.

A heading is one of `data/document_headings.toml`, at the start of a line and alone on it or before a colon or dash, or
after the end of a sentence and before a colon. An unknown heading in capitals ends the section before it, so that no
text counts for a section that it is not part of; one that names a body site or a side is a line of its section.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.documents.specimens import is_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class SectionKind(StrEnum):
    """What a section is to a reader of evidence; `OPENING` is the text before the first heading."""

    OPENING = "opening"
    IMPRESSION = "impression"
    FINDINGS = "findings"
    DIAGNOSIS = "diagnosis"
    POSTOPERATIVE = "postoperative"
    PREOPERATIVE = "preoperative"
    PROCEDURE = "procedure"
    ADDENDUM = "addendum"
    ORIGINAL = "original"
    PRELIMINARY = "preliminary"
    TITLE = "title"
    SIGNATURE = "signature"
    BACKGROUND = "background"
    OTHER = "other"


class Section(Struct, frozen=True):
    """A section with its heading as printed ("" for the opening) and its text."""

    kind: SectionKind
    heading: str
    text: str


_TAG = r"(?:</?(?:b|strong|u|h\d)>)?"
_MARKUP = rf"[\s>*#_=\-\u2022\[]*{_TAG}(?:\d{{1,2}}[.)]\s*)?[*_]*"
_MARKUP_END = rf"[ \t]*[*_#=\]]*{_TAG}[ \t]*"
_QUALIFIER = r"(?:[ \t]*(?:\([^()\n]{0,40}\)|#?\d[\d/:.\- ]{0,24}(?:[ap]m)?)){0,2}"
_WITHIN = re.compile(r"(?<=[.;!?)\d])[ \t]+(?=[A-Z][A-Za-z/ \-]{1,40}:)")
_CANDIDATE = re.compile(
    rf"{_MARKUP}(?P<name>[A-Za-z][A-Za-z/()'\- \t]{{1,40}}?){_QUALIFIER}{_MARKUP_END}"
    r"(?P<mark>:[*_]*|[\u2013\u2014-]+(?=\s)|(?<=[*_=\]>])[ \t]*|$)"
)
_ADDENDUM = re.compile(
    rf"{_MARKUP}(?!end\b|no\b|see\b)(?P<name>(?:[a-z]+[ \t]+){{0,2}}?addend(?:um|a|ed)\b){_QUALIFIER}{_MARKUP_END}"
    r"[:\u2013\u2014-]*",
    re.IGNORECASE,
)
_ADDENDUM_WITHIN = re.compile(rf"(?<=[.;!?)\d])[ \t]+(?=[\s*#_=\[-]*{_TAG}addend(?:um|a|ed)\b)", re.IGNORECASE)
"""An addendum is one however it is headed: what it says overrides the report."""
_FIRST_WORDS = re.compile(_MARKUP + r"(?P<word>[A-Za-z]+)(?:[ \t]+(?P<next>[A-Za-z]+))?")
_LETTERS = re.compile(r"[a-z]+")
_SPOKEN = re.compile(r"\b(?:indications?|history|technique|comparison|findings|impression|conclusion)\b", re.IGNORECASE)
_JOINED = re.compile(r"/| and | & ")
_SEVERAL = 2
_CONCLUDING = (SectionKind.IMPRESSION, SectionKind.POSTOPERATIVE)
_MARKS_WITHOUT_TEXT = (SectionKind.ADDENDUM, SectionKind.ORIGINAL)
_NO_HEADINGS_OF_LABELS = (SectionKind.FINDINGS, SectionKind.OTHER)
_LONGEST_HEADING = 80
_HYPHEN = re.compile(r"-\s")
_IS_MARK = re.compile(_MARKUP + r"[\d.)]*")
_PLAIN = re.compile(r"(?=.{2,41}$)[a-z]+(?: [a-z]+)*")
_UNKNOWN = re.compile(r"[ \t*#_]*(?P<name>[A-Z][A-Z0-9 ,/&()'\-]{2,60}):")
_IN_A_ROW = re.compile(r"[ *#_]*(?P<name>(?=(?:[^A-Za-z\t]*[A-Za-z]){2})[A-Za-z][\w ,/&()'.\-]{1,60}?)[ *_:]*\t\s*")
"""The label of a row of a table, or of a line that a tab parts."""
_SIDE = re.compile(r"\b(?:left|right|bilateral|lt|rt)\b")


class _Heading(Struct, frozen=True):
    kind: SectionKind
    printed: str
    rest: str
    has_colon: bool = False


def read_sections(text: str, *, names_specimens: bool = False) -> tuple[Section, ...]:
    """Return the sections of a document in their order; without text only where an addendum or the original begins.

    `names_specimens` is for pathology: its labels in capitals ("SIGMOID COLON, BIOPSY:") are lines of a section.
    """
    sections: list[Section] = []
    kind, heading, lines = SectionKind.OPENING, "", list[str]()

    def close() -> None:
        body = "\n".join(lines).strip()
        if body or kind in _MARKS_WITHOUT_TEXT:
            sections.append(Section(kind, heading, body))

    is_amended = _names_an_addendum(text)
    for line in _lines(text, is_amended=is_amended):
        if _is_prose(line, is_amended=is_amended):  # the usual case
            lines.append(line)
            continue
        found = _of_row(line) or _heading(line)
        if found is None or (names_specimens and _is_of_specimen(found)):
            lines.append(line)
            continue
        close()
        kind, heading, lines = found.kind, found.printed, [found.rest]
    close()
    whole = tuple(sections)
    return _dictated(text) or whole if all(section.kind is SectionKind.OPENING for section in whole) else whole


def _is_of_specimen(heading: _Heading) -> bool:
    """Return whether what looks like a heading of a pathology report is the label of a specimen."""
    return heading.kind in _NO_HEADINGS_OF_LABELS and is_label(heading.printed)


def _dictated(text: str) -> tuple[Section, ...]:
    """Return the sections of a text without a mark behind its headings: "... findings there is ... impression ...".

    Only where it has what was found and what is concluded, once each and in this order; () otherwise.
    """
    marks = list(_SPOKEN.finditer(text))
    kinds = [_kinds()[match.group().lower()] for match in marks]
    if kinds.count(SectionKind.IMPRESSION) != 1 or kinds.count(SectionKind.FINDINGS) != 1:
        return ()
    if kinds[-1] is not SectionKind.IMPRESSION:
        return ()
    ends = [*(match.start() for match in marks[1:]), len(text)]
    opening = Section(SectionKind.OPENING, "", text[: marks[0].start()].strip())
    parts = [
        Section(kind, match.group(), text[match.end() : end].strip())
        for kind, match, end in zip(kinds, marks, ends, strict=True)
    ]
    return tuple(section for section in (opening, *parts) if section.text)


def _names_an_addendum(text: str) -> bool:
    return "ddend" in text or "DDEND" in text


def _lines(text: str, *, is_amended: bool) -> Iterator[str]:
    """Yield the lines of a text, parted also before a heading in the run of a line."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    if is_amended:
        plain = _ADDENDUM_WITHIN.sub("\n", plain)
    for line in plain.split("\n"):
        if ":" in line:
            yield from _parted(line)
        else:
            yield line


def _parted(line: str) -> Iterator[str]:
    start = 0
    for match in _WITHIN.finditer(line):
        if not _IS_MARK.fullmatch(line[start : match.start()]) and _heading(line[match.end() :]) is not None:
            yield line[start : match.start()]
            start = match.end()
    yield line[start:]


def _is_prose(line: str, *, is_amended: bool) -> bool:
    """Return whether a line is too long for a heading alone, without a mark behind one: a quick look."""
    if len(line) <= _LONGEST_HEADING or _has_mark(line) or "\t" in line:
        return False
    return not (is_amended and _names_an_addendum(line))


def _has_mark(line: str) -> bool:
    """Return whether the beginning of a line has a mark that may follow a heading."""
    start = line[:_LONGEST_HEADING]
    if ":" in start or "\u2013" in start or "\u2014" in start:
        return True
    return "-" in start and _HYPHEN.search(start) is not None


def _heading(line: str) -> _Heading | None:
    """Return the heading that a line begins with."""
    if len(line) > _LONGEST_HEADING and not _has_mark(line):  # the usual case, prose
        return _addendum(line)
    known = _known(line) or _addendum(line)
    if known is not None:
        inner = _known(known.rest) if known.kind is SectionKind.IMPRESSION else None
        return inner if inner is not None and inner.has_colon else known  # "IMPRESSION: FINAL DIAGNOSIS: ..."
    return _unknown(line) if ":" in line else None


def _of_row(line: str) -> _Heading | None:
    """Return the heading that the label of a row is; one that the table does not have ends the section before it.

    A label that names a place is that of a finding there, which goes with it: "Left leg: no open areas".
    """
    match = _IN_A_ROW.match(line) if "\t" in line else None
    if match is None:
        return None
    kind = _kind_of(" ".join(match["name"].lower().split()))
    if kind is None and _names_a_place(match["name"]):
        return _Heading(SectionKind.FINDINGS, match["name"], line.strip())
    return _Heading(kind or SectionKind.OTHER, match["name"], line[match.end() :], has_colon=True)


def _unknown(line: str) -> _Heading | None:
    """Return a heading in capitals that the table does not have, unless it names a place."""
    unknown = _UNKNOWN.match(line)
    if unknown is None or _names_a_place(unknown["name"]):
        return None
    return _Heading(SectionKind.OTHER, unknown["name"], line[unknown.end() :])


def _known(line: str) -> _Heading | None:
    """Return the heading of the table that a line begins with."""
    plain, colon, rest = line.partition(":")
    if colon and (kind := _plain_kinds().get(plain.lower())) is not None:  # the usual form
        return _Heading(kind, plain, rest.lstrip("*_"), has_colon=True)
    match = _CANDIDATE.match(line) if _may_begin_a_heading(line) else None
    kind = None if match is None else _kind_of(" ".join(match["name"].lower().split()))
    if match is None or kind is None:
        return None
    return _Heading(kind, match["name"], line[match.end() :], has_colon=match["mark"].startswith(":"))


def _addendum(line: str) -> _Heading | None:
    """Return the heading of an addendum that a line begins with in any form: "Addendum by Dr. Lee on 6/16"."""
    match = _ADDENDUM.match(line) if _names_an_addendum(line) else None
    return None if match is None else _Heading(SectionKind.ADDENDUM, match["name"], line[match.end() :])


def _kind_of(name: str) -> SectionKind | None:
    """Return the kind of a heading, or of one of several ("OPINION/IMPRESSION"): what is concluded comes first."""
    known = _kinds()
    if name in known:
        return known[name]
    kinds = [known.get(part.strip()) for part in _JOINED.split(name)]
    if len(kinds) < _SEVERAL or None in kinds:
        return None
    first = next((kind for kind in _CONCLUDING if kind in kinds), None)
    return first if first is not None else kinds[0] if len(set(kinds)) == 1 else None


def _may_begin_a_heading(line: str) -> bool:
    """Return whether the first words of a line are those of headings, a quick look before the whole of it is read."""
    match = _FIRST_WORDS.match(line)
    if match is None or match["word"].lower() not in _first_words():
        return False
    return match["next"] is None or match["next"].lower() in _heading_words()


def _names_a_place(heading: str) -> bool:
    lower = heading.lower()
    return _SIDE.search(lower) is not None or bool(load_anatomy().find(lower))


@cache
def _first_words() -> frozenset[str]:
    words = (_FIRST_WORDS.match(heading) for heading in _kinds())
    return frozenset(word["word"] for word in words if word is not None)


@cache
def _heading_words() -> frozenset[str]:
    return frozenset(word for heading in _kinds() for word in _LETTERS.findall(heading)) | {"and"}


@cache
def _plain_kinds() -> Mapping[str, SectionKind]:
    """Return the kinds of the headings that are plain words, which no other form of a heading begins as."""
    return {heading: kind for heading, kind in _kinds().items() if _PLAIN.fullmatch(heading)}


@cache
def _kinds() -> Mapping[str, SectionKind]:
    """Return the kind of each heading."""
    data = tomllib.loads(files("icd10cm").joinpath("data/document_headings.toml").read_text(encoding="utf-8"))
    return {heading: SectionKind(kind) for kind, headings in data.items() if kind != "source" for heading in headings}
