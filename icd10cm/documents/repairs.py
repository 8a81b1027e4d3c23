"""Whether a sentence of an imaging report names a disease as what was treated before the exam.

"Status post partial medial meniscectomy, right knee, for medial meniscus tear": the words are data
(`data/document_cues.toml`). Behind "for" and "repair of" the disease is what was treated; elsewhere a word such
as "new" or "with" makes it one of now.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.documents.cues import any_phrase, load_cues, whole_words

if TYPE_CHECKING:
    from collections.abc import Iterable

_FOR = re.compile(r"\bfor\b")


class _Patterns(NamedTuple):
    past: re.Pattern[str]
    treatment: re.Pattern[str]
    current: re.Pattern[str]


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
    return is_past and (_FOR.search(between) is not None or patterns.current.search(between) is None)


@cache
def _patterns() -> _Patterns:
    data = load_cues()["repairs"]
    endings = rf"[a-z]+(?:{'|'.join(data['endings'])})"
    return _Patterns(
        past=any_phrase(data["past"]),
        treatment=whole_words((*map(re.escape, data["treatments"]), endings)),
        current=any_phrase(data["current"]),
    )
