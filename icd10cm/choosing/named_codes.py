"""The one code of a note whose whole title the texts have: "acute systolic heart failure", "CKD stage 3b"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.choosing.code_words import code_words, words_stated
from icd10cm.titles.claims import claims_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.claims import Claims


def named_in_full(spans: Iterable[tuple[int, int]], diagnosis: DiagnosisFacts, release: Release) -> Node | None:
    """Return the leaf within the spans whose title the texts have word for word; None for none and for several.

    Titles that leave something over or open are passed over, and so is what the code's own titles say already.
    """
    stated = words_stated(diagnosis, release)
    if stated is None or diagnosis.node is None:
        return None
    nodes = release.tabular.nodes
    said = code_words(diagnosis.node.index, release).lineage
    news = stated.words - said
    named = {index: claims_of(nodes[index].title) for index in _saying(news, spans, release)}
    named = {index: claims for index, claims in named.items() if _is_named(claims, said, stated)}
    most = [index for index, own in named.items() if not any(_is_less(own, other) for other in named.values())]
    return nodes[most[0]] if len(most) == 1 else None


def _saying(words: frozenset[str], spans: Iterable[tuple[int, int]], release: Release) -> Iterator[int]:
    """Yield the leaves within the spans that say one of some words: few of the hundreds that a note leads to."""
    asked = words | {word.partition(":")[0] for word in words}  # "grade/stage III" says the stage alone as one word
    for first, end in spans:
        category = release.notes.categories[first]
        while category < end:
            yield from (leaf for leaf in release.families.stems(category).saying(asked) if first <= leaf < end)
            category = release.tabular.nodes[category].end


def _is_named(claims: Claims, said: frozenset[str], stated: StatedWords) -> bool:
    if claims.is_open or not claims.needed or all(not group.isdisjoint(said) for group in claims.needed):
        return False
    if any(group.isdisjoint(stated.words) for group in claims.needed):  # the usual case
        return False
    return all(stated.states(group, claims.said, linked=False, title=claims.needed) for group in claims.needed)


def _is_less(own: Claims, other: Claims) -> bool:
    return set(own.needed) < set(other.needed)
