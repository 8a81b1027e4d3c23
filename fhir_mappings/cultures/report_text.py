"""The culture result in the text of a microbiology report: what stands under "CULTURE RESULT:", not the Gram stain.

Specimen, stain, comments, susceptibilities and earlier results are not a culture result.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEADING = re.compile(r"[ \t*#-]*(?P<name>[A-Za-z][A-Za-z /()-]{1,40}?)[ \t]*(?:\([^)\n]{0,30}\))?[ \t]*:")
_STAIN = re.compile(
    r"\b(?:gram(?:'s)?[ -](?:stain|positive|negative)|smear|wbcs?|pmns?|epithelial cells)\b", re.IGNORECASE
)


def culture_result(text: str) -> str:
    """Return the lines of a report that state what grew; of a text without such headings those before any heading."""
    lines = _under_headings(text)
    wanted = _headings("results") if any(heading in _headings("results") for heading, _ in lines) else {""}
    return "\n".join(line for under, line in lines if under in wanted and line and _STAIN.search(line) is None)


def specimen_line(text: str) -> str:
    """Return what a report says of its specimen: "left knee fluid" of "SOURCE: left knee fluid".

    A text of one line may hold all headings: "Source: left knee. Gram stain: no organisms. Culture: no growth".
    """
    named = (line for under, line in _under_headings(text) if under in _headings("specimen") and line)
    within = _within_a_line().search(text)
    return _up_to_next_heading(next(named, "" if within is None else within["named"]))


def _up_to_next_heading(line: str) -> str:
    return _next_heading().split(line, maxsplit=1)[0].strip()


def _under_headings(text: str) -> list[tuple[str, str]]:
    """Return the lines of a text, each with its heading, which may stand alone on a line without a colon."""
    heading, lines = "", list[tuple[str, str]]()
    for line in text.splitlines():
        match, alone = _HEADING.match(line), " ".join(line.lower().split())
        if match is not None:
            heading = " ".join(match["name"].lower().split())
            lines.append((heading, line[match.end() :].strip()))
        elif alone in _headings("results") or alone in _headings("specimen"):
            heading = alone
            lines.append((heading, ""))
        else:
            lines.append((heading, line.strip()))
    return lines


@cache
def _within_a_line() -> re.Pattern[str]:
    """Return what a specimen is named by in the run of a line: one of its headings, with a colon."""
    return re.compile(rf"\b(?:{_any_of(_headings('specimen'))})[ \t]*:(?P<named>[^\n]*)", re.IGNORECASE)


@cache
def _next_heading() -> re.Pattern[str]:
    return re.compile(rf"[.;](?=\s|$)|\b(?:gram stain|{_any_of(_headings('results'))})[ \t]*:", re.IGNORECASE)


def _any_of(headings: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(headings, key=len, reverse=True)))


@cache
def _headings(kind: str) -> frozenset[str]:
    data = tomllib.loads(files("fhir_mappings").joinpath("data/documents.toml").read_text(encoding="utf-8"))
    return frozenset(data["microbiology"][kind])
