"""Whether one sentence has all that a wording claims, and names neither a choice nor a cause that it does not say."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.evidence.stated.clauses import ORDINALS
from icd10cm.evidence.stated.stems import place_words, plain_words
from icd10cm.titles.claims import stem
from icd10cm.titles.packed.word_lists import load_word_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.choosing.disease.kind import AskedKind
    from icd10cm.evidence.stated.clauses import StatedClause
    from icd10cm.titles.claims import Claims

_CAUSES = frozenset(map(stem, ("due", "secondary", "from", "caused", "after", "post")))
_VERSUS = frozenset(("vs", "versus"))
_EITHER = _VERSUS | {"or"}


def is_in_one_sentence(claims: Claims, asked: AskedKind, doubted: frozenset[str]) -> bool:
    """Return whether a sentence has all that is claimed; the name of the coded disease need not be said, nor `doubted`.

    "Chronic HCV" at viral hepatitis says no hepatitis, and "possible dementia, severe" doubts what the code names.
    """
    if not _VERSUS.isdisjoint(doubted):
        return False
    unsaid = asked.code.implied - asked.stated.words - doubted
    groups = [group for group in claims.needed if group.isdisjoint(unsaid)]
    sentences: dict[int, list[StatedClause]] = {}
    for clause in asked.stated.clauses:
        sentences.setdefault(clause.sentence, []).append(clause)
    return any(_has(sentence, groups, claims) for sentence in sentences.values())


def _has(sentence: Sequence[StatedClause], groups: Sequence[frozenset[str]], claims: Claims) -> bool:
    """Return whether a sentence has all claims.

    One clause has them, but for a degree, a place and what is linked to it: in "depression, anxiety" they are two.
    """
    stems = list(chain.from_iterable(clause.stems for clause in sentence))
    words = frozenset[str]().union(*(clause.words for clause in sentence))
    if any(map(words.isdisjoint, groups)) or _is_a_choice(stems, claims):
        return False
    cause = next((at for at, word in enumerate(stems) if word in _CAUSES), len(stems))
    if claims.linked.isdisjoint(stems) and not plain_words() | claims.said >= set(stems[cause + 1 :]):
        return False
    return any(_is_headed(clause, sentence, groups) for clause in sentence)


def _is_a_choice(stems: Sequence[str], claims: Claims) -> bool:
    """Return whether a sentence chooses among more than the wording says: "umbilical or ventral"."""
    return not (_EITHER.isdisjoint(stems) or claims.said | plain_words() >= set(stems))


def _is_headed(head: StatedClause, sentence: Sequence[StatedClause], groups: Sequence[frozenset[str]]) -> bool:
    """Return whether a clause has all claims but those that another one may add to it."""
    linked = frozenset[str]().union(*(clause.words for clause in sentence if clause.is_linked))
    adds = head.words | linked | load_word_lists().modifiers | place_words() | ORDINALS
    return all(not group.isdisjoint(adds) or any(":" in word for word in group) for group in groups)
