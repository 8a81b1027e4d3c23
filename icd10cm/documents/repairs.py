"""Whether a sentence of an imaging report names a disease as what was treated before the exam.

"Status post partial medial meniscectomy, right knee, for medial meniscus tear": the words are data
(`data/document_cues.toml`). Behind "for" and "repair of" the disease is what was treated; elsewhere a word such
as "new" or "with" makes it one of now.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOR = re.compile(r"\bfor\b")


class _Patterns(NamedTuple):
    past: re.Pattern[str]
    treatment: re.Pattern[str]
    anew: re.Pattern[str]


def is_repaired(lower: str, names: Iterable[str]) -> bool:
    """Return whether a lower-case sentence names a disease behind its past treatment; `names` name it."""
    patterns = _patterns()
    treatment = patterns.treatment.search(lower)
    if treatment is None:
        return False
    named = min((at for name in names if (at := lower.find(name, treatment.end())) >= 0), default=-1)
    if named < 0:
        return False
    between = lower[treatment.end() : named]
    if between.startswith(" of "):
        return True
    is_past = patterns.past.search(lower[: treatment.start()]) is not None
    return is_past and (_FOR.search(between) is not None or patterns.anew.search(between) is None)


@cache
def _patterns() -> _Patterns:
    data = tomllib.loads(files("icd10cm").joinpath("data/document_cues.toml").read_text(encoding="utf-8"))["repairs"]
    endings = rf"[a-z]+(?:{'|'.join(data['endings'])})"
    return _Patterns(
        past=_whole(map(re.escape, data["past"])),
        treatment=_whole((*map(re.escape, data["treatments"]), endings)),
        anew=_whole(map(re.escape, data["anew"])),
    )


def _whole(forms: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")
