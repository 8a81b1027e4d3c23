"""The culture result in the text of a microbiology report: what stands under "CULTURE RESULT:", not the Gram stain.

Specimen, stain, comments, susceptibilities and earlier results are not a culture result.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_HEADING = re.compile(r"[ \t*#-]*(?P<name>[A-Za-z][A-Za-z /()-]{1,40}?)[ \t]*(?:\([^)\n]{0,30}\))?[ \t]*:")
_STAIN = re.compile(
    r"\b(?:gram(?:'s)?[ -](?:stain|positive|negative)|smear|wbcs?|pmns?|epithelial cells)\b", re.IGNORECASE
)


def culture_result(text: str) -> str:
    """Return the lines of a report that state what grew; of a text without headings those that speak of no stain."""
    headings: set[str] = set()
    heading, lines = "", list[tuple[str, str]]()
    for line in text.splitlines():
        match = _HEADING.match(line)
        if match is not None:
            heading = " ".join(match["name"].lower().split())
            headings.add(heading)
        lines.append((heading, (line if match is None else line[match.end() :]).strip()))
    wanted = _results() if headings else {""}
    return "\n".join(line for under, line in lines if under in wanted and line and _STAIN.search(line) is None)


@cache
def _results() -> frozenset[str]:
    data = tomllib.loads(files("fhir_mappings").joinpath("data/documents.toml").read_text(encoding="utf-8"))
    return frozenset(data["microbiology"]["results"])
