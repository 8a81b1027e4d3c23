"""Which clauses of a text speak of the coded disease, where others beside it have places of their own."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from icd10cm.text_scope import load_cues

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.anatomy import Mention
    from icd10cm.text_scope import Token

_BETWEEN = frozenset((",", "with", "and", "&", "+"))


def own_segments(
    segments: Sequence[Sequence[Token]], mentions: Sequence[Mention], own: frozenset[str]
) -> Sequence[Sequence[Token]]:
    """Return the stretches less the clauses of other diseases; all of them where the own one has no place of its own.

    `own` are the words of the coded disease. A clause that names no disease goes with the one before it.
    """
    diseases = load_cues().diseases
    own_diseases = own.intersection(diseases.values())
    if not own_diseases:
        return segments
    clauses = [_clauses(tokens) for tokens in segments]
    told = [
        [{diseases[token.text] for token in clause if token.text in diseases} for clause in each] for each in clauses
    ]
    sited = any(
        not own_diseases.isdisjoint(names) and any(clause[0].start <= one.start < clause[-1].end for one in mentions)
        for each, names_of in zip(clauses, told, strict=True)
        for clause, names in zip(each, names_of, strict=True)
    )
    if not sited:
        return segments
    kept: list[Sequence[Token]] = []
    for each, names_of in zip(clauses, told, strict=True):
        stretch: list[Token] = []
        own_clause = True
        for clause, names in zip(each, names_of, strict=True):
            own_clause = not own_diseases.isdisjoint(names) if names else own_clause
            if own_clause:
                stretch.extend(clause)
            elif stretch:
                kept.append(tuple(stretch))
                stretch = []
        if stretch:
            kept.append(tuple(stretch))
    return kept


def _clauses(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Part a stretch before each comma, "with" and "and"."""
    starts = [0, *(place for place, token in enumerate(tokens) if place and token.text in _BETWEEN), len(tokens)]
    return [tokens[first:end] for first, end in pairwise(starts)]
