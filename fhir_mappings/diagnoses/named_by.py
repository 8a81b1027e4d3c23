"""The diagnosis that a reason names without a reference: by its code, or by the words that its resource has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from icd10cm.encounter import Diagnosis


def named_by(diagnoses: Sequence[Diagnosis]) -> Mapping[str, str]:
    """Return the diagnosis, by reference, of each code and of all words (`folded`) that one diagnosis alone has."""
    by_code = {one.code: one.reference for one in reversed(diagnoses)}
    said = {(folded(words), one.reference) for one in diagnoses for words in _words_of(one)}
    times = Counter(words for words, _ in said)
    return {words: reference for words, reference in said if words and times[words] == 1} | by_code


def _words_of(diagnosis: Diagnosis) -> tuple[str, ...]:
    return (diagnosis.title, *(statement.text for statement in diagnosis.statements))


def folded(words: str) -> str:
    """Return words in lower case, with single spaces and no full stop at the end."""
    return " ".join(words.lower().split()).rstrip(".")
