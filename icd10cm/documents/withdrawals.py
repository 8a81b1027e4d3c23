"""Whether a document is taken back as a whole, without a word on any disease: "dictated on the wrong patient".

The phrases are data (`data/document_cues.toml`); they count anywhere in a document, and in its title.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.documents.cues import load_cues

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOKEN = re.compile(r"[a-z]+|[.;:!?]")
_PART = r"(?:side|laterality|left|right)(?: [a-z]+){0,3} "
"""What an addendum may correct in a report that stands: "the side was dictated in error"."""


class _Patterns(NamedTuple):
    whole: re.Pattern[str]
    in_error: re.Pattern[str]
    of_part: re.Pattern[str]
    line: re.Pattern[str]


def is_withdrawn(text: str) -> bool:
    """Return whether a document says that all of it is void, of another patient, or was entered in error."""
    lower = text.lower()
    patterns = _patterns()
    said = " ".join(_TOKEN.findall(lower))
    if patterns.whole.search(said) is not None:
        return True
    if patterns.in_error.search(patterns.of_part.sub("", said)) is not None:
        return True
    return any(patterns.line.fullmatch(" ".join(_TOKEN.findall(line))) for line in lower.split("\n"))


@cache
def _patterns() -> _Patterns:
    data = load_cues()["withdrawn"]
    document, void, error = (_any_of(data[key]) for key in ("document", "void", "in_error"))
    between = f"(?:{_any_of(data['between'])} )*"
    backward = rf"{_any_of(data['order'])} {between}{document}"
    forward = rf"{document} {between}(?:{void}|{error})"
    return _Patterns(
        whole=re.compile(rf"\b(?:{_any_of(data['whole'])}|{backward}|{void} {between}{document}|{forward})\b"),
        in_error=re.compile(rf"\b{error}\b"),
        of_part=re.compile(rf"\b{_PART}{error}\b"),
        line=re.compile(rf"(?:[a-z]+ : )?(?:{void}|{error})(?: [.!:])?"),
    )


def _any_of(phrases: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, phrases))})"
