"""Code lists that accompany a tabular list, in the three forms in which they are published.

- *order file* (`icd10cm-order-2025.txt`, CMS "ICD-10-CM/PCS Order File"): fixed width, one code or header a line: its
  number (columns 1-5), code without its dot (7-13), 0 for a header or 1 for a valid code (15), short title (17-76),
  long title (from 78).
- *codes file* (`icd10cm-codes-2025.txt`): valid codes only, the code (columns 1-7) and its title.
- *plain list*: one code or header a line and nothing else; sections ("M60-M79") and chapter numbers may be in it,
  and a section of one category ("B10") stands twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from icd10cm.errors import BrokenReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

Form = Literal["order file", "codes file", "plain list"]

_CODE = r"[A-Z][0-9A-Z]{2}\.?[0-9A-Z]{0,4}"
# The list of 2027 has 98,403 lines: from the hundred thousandth on all columns move by one.
_ORDER = re.compile(rf"(\d{{5,6}}) ({_CODE}) *(?:(?<=^\d{{5}} .{{7}})|(?<=^\d{{6}} .{{7}})) ([01]) \S", re.ASCII)
_CODES = re.compile(rf"({_CODE}) *(?<=^.{{7}}) ?\S", re.ASCII)
_PLAIN = re.compile(_CODE, re.ASCII)
_SECTION_OR_CHAPTER = re.compile(r"\d{1,2}|[A-Z][0-9A-Z]{2}-[A-Z][0-9A-Z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list as read, every code with its dot.

    `held` is all that is in it. `valid` are the valid codes among them, None where the form does not tell
    them from headers (a plain list).
    """

    form: Form
    held: frozenset[str]
    valid: frozenset[str] | None


def read_code_list(text: str) -> CodeList:
    """Return the code list in `text`; the first line tells which form it has.

    :raises BrokenReleaseError: a line is not of the form of the first one, or a valid code stands twice.
    """
    lines = [line.rstrip() for line in text.removeprefix("\ufeff").splitlines()]
    first = next((line for line in lines if line), "")
    if _ORDER.match(first):
        return _order_file(lines)
    if _PLAIN.fullmatch(first) or _SECTION_OR_CHAPTER.fullmatch(first):
        return CodeList("plain list", frozenset(_plain_list(lines)), None)
    if _CODES.match(first):
        valid = _once(_codes_file(lines))
        return CodeList("codes file", valid, valid)
    raise BrokenReleaseError("the code list is neither an order file, nor a codes file, nor a plain list of codes")


def _order_file(lines: list[str]) -> CodeList:
    held: list[str] = []
    valid: set[str] = set()
    before = -1
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        match = _ORDER.match(line)
        if match is None:
            raise BrokenReleaseError(f"line {number} of the order file is not of its form: {line[:40]!r}")
        order, code = int(match[1]), _dotted(match[2])
        if order <= before:
            raise BrokenReleaseError(f"line {number} of the order file goes back in its numbers, from {before}")
        before = order
        held.append(code)
        if match[3] == "1":
            valid.add(code)
    return CodeList("order file", _once(held), frozenset(valid))


def _codes_file(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        match = _CODES.match(line)
        if match is not None:
            yield _dotted(match[1])
        elif line:
            raise BrokenReleaseError(f"line {number} of the codes file is not of its form: {line[:40]!r}")


def _plain_list(lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if _PLAIN.fullmatch(line):
            yield _dotted(line)
        elif line and not _SECTION_OR_CHAPTER.fullmatch(line):
            raise BrokenReleaseError(f"line {number} of the code list is not a code: {line[:40]!r}")


def _once(codes: Iterator[str] | list[str]) -> frozenset[str]:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise BrokenReleaseError(f"{code} stands twice in the code list")
        seen.add(code)
    return frozenset(seen)


def _dotted(code: str) -> str:
    return f"{code[:3]}.{code[3:]}" if len(code) > 3 and "." not in code else code
