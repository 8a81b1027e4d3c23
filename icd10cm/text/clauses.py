"""Which clauses of a text speak of the coded disease, where others beside it have places of their own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from icd10cm.text.assertion import load_cues

if TYPE_CHECKING:
    from icd10cm.anatomy.body import Mention
    from icd10cm.text.assertion import Token

_AFTER = frozenset(("after", "following"))
_BETWEEN = _AFTER.union((",", "with", "and", "&", "+"))
_OPERATIONS = frozenset(("amputation", "arthroplasty"))
_Told = list[tuple[Sequence["Token"], set[str]]]
"""The clauses of a stretch, each with the diseases that it names."""


def own_segments(
    segments: Sequence[Sequence[Token]], mentions: Sequence[Mention], own: frozenset[str]
) -> Sequence[Sequence[Token]]:
    """Return the stretches less the clauses of other diseases, and less what an operation followed.

    `own` are the words of the coded disease. Where the text tells no place of it, an infection beside it may be where
    it is, a fracture may not ("osteomyelitis, fracture of left tibia"). A clause that names no disease goes with the
    one before it.
    """
    diseases = load_cues().diseases
    own_diseases = {diseases[word] for word in own if word in diseases}
    told: list[_Told] = [
        [(clause, {diseases[token.text] for token in clause if token.text in diseases}) for clause in _clauses(tokens)]
        for tokens in segments
    ]
    named = [clause for each in told for clause, names in each if not own_diseases.isdisjoint(names)]
    sited = any(clause[0].start <= one.start < clause[-1].end for clause in named for one in mentions)

    def is_of_another(number: int, clauses: _Told) -> bool:
        clause, names = clauses[number]
        if not own_diseases.isdisjoint(names):
            return False
        if sited or (clause[0].text in _AFTER and not _OPERATIONS.isdisjoint(names)):
            return True
        borders = [clause[0].text for clause, _ in clauses[max(1, number) : number + 2]]
        return bool(named) and set(borders) <= {","} and names <= load_cues().elsewhere

    kept: list[Sequence[Token]] = []
    for each in told:
        stretch: list[Token] = []
        left_out = False
        for number, (clause, names) in enumerate(each):
            left_out = is_of_another(number, each) if names else left_out
            if not left_out:
                stretch.extend(clause)
            elif stretch:
                kept.append(tuple(stretch))
                stretch = []
        if stretch:
            kept.append(tuple(stretch))
    return kept


def _clauses(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Part a stretch before each comma, "with", "and" and "after"."""
    starts = [0, *(place for place, token in enumerate(tokens) if place and token.text in _BETWEEN), len(tokens)]
    return [tokens[first:end] for first, end in pairwise(starts)]
