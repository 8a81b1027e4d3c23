"""What was found in the tissue of a mass goes on with its sentence: "RUL mass. Biopsy adenocarcinoma" is one.

The tissue is that of the one place where the sentence before found something to take it from, so that the disease that
it shows is there. The two are read as though a comma parted them, and each word keeps its status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.text.lexicon import Item, Kind
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.text.lexicon import Lexicon

_COMMA = Item(Kind.COMMA, None, (",",), ",", capital=False, spaced=False)
_MOST_BEFORE = 2
"""How many words may say which tissue it is: "core bx", "final surgical path"."""
_SAYING = frozenset((":", "with", "w/", "shows", "showed", "showing", "is", "was", "reveals", "revealed"))


def with_tissue(sentences: Sequence[list[Item]], lexicon: Lexicon) -> Sequence[list[Item]]:
    """Return the sentences, each that begins with a tissue joined to the one that has found something before it."""
    if len(sentences) == 1 or all(each.isdisjoint(lexicon.tissues) for each in map(_texts, sentences)):
        return sentences  # the usual case
    found: list[list[Item]] = []
    for sentence in sentences:
        at = _tissue(sentence, lexicon)
        if at is not None and found and _has_found(found[-1], lexicon):
            found[-1] = [*found[-1], _COMMA, sentence[at], *_said(sentence[at + 1 :])]
        else:
            found.append(sentence)
    return found


def _texts(sentence: Sequence[Item]) -> frozenset[str]:
    return frozenset(item.text for item in sentence)


def _tissue(sentence: Sequence[Item], lexicon: Lexicon) -> int | None:
    """Return the position of the tissue that a sentence begins with."""
    at = next((at for at, item in enumerate(sentence[: _MOST_BEFORE + 1]) if item.text in lexicon.tissues), None)
    is_now = at is not None and all(item.status is Status.AFFIRMED for item in sentence[: at + 1])
    return at if is_now else None


def _has_found(sentence: Sequence[Item], lexicon: Lexicon) -> bool:
    """Return whether a sentence has found one thing from which tissue may be taken."""
    masses = [item for item in sentence if item.text in lexicon.masses]
    return len(masses) == 1 and masses[0].status is Status.AFFIRMED


def _said(items: Sequence[Item]) -> Sequence[Item]:
    """Return what a tissue shows."""
    return items[1:] if items and items[0].text in _SAYING else items
