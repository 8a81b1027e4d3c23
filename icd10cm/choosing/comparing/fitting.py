"""Which of the codes that were found fit the facts: none contradicts them, and no other code fits better.

Others are the coded one, the codes beside an offered one, and those of its leaf that differ in the 7th character.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.code_words import code_words
from icd10cm.choosing.comparing.comparison import Claimed, Sibling, compare, is_better, is_of_another_type, only_loses
from icd10cm.choosing.comparing.stated_facts import stated_facts
from icd10cm.evidence.stated.stems import stems_in
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import DEFAULTS, stem
from icd10cm.titles.title_stems import TitleStems, stems_of_title
from icd10cm.titles.words import SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.choosing.comparing.comparison import Comparison
    from icd10cm.choosing.comparing.stated_facts import StatedFacts
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_MULTIPLE = stem("multiple")
_BOTH = frozenset((Side.RIGHT.value, Side.LEFT.value))
_BILATERAL = frozenset((Side.BILATERAL.value,))
_OF_THE_SEVENTH = frozenset(stem(word) for word in ("encounter", "initial", "subsequent", "open", "closed"))
_LEFT_OVER = frozenset(("other",))
_SIDES = frozenset(SIDE_WORDS)
_NO_SYMPTOM = DEFAULTS - {stem("unilateral")}


def fitting(codes: tuple[str, ...], diagnosis: DiagnosisFacts, release: Release, *, together: bool) -> tuple[str, ...]:
    """Return those of the codes that fit the facts of a diagnosis; of codes that all apply, all or none."""
    if diagnosis.node is None or not codes:
        return codes
    facts = stated_facts(diagnosis, diagnosis.node, release)
    coded = compare(_claimed(diagnosis.node.code, release), facts)
    if together:
        return codes if _fit(codes, facts, coded, release) else ()
    return tuple(code for code in codes if _fit((code,), facts, coded, release))


def _fit(codes: Sequence[str], facts: StatedFacts, coded: Comparison, release: Release) -> bool:
    offered = compare(_together([_claimed(code, release) for code in codes]), facts)
    if offered.contradicted or only_loses(offered, coded):
        return False
    if _MULTIPLE in offered.claimed.said:  # each of the places may have a code
        return True
    # Nothing says more than codes that lose no fact: the usual case.
    return not (offered.lost and any(_gives_way(code, offered, coded, release) for code in codes))


def _gives_way(code: str, offered: Comparison, coded: Comparison, release: Release) -> bool:
    """Return whether a title beside one of the codes fits better, or names the type that is affirmed."""
    return any(is_better(each, offered) for each in _siblings(code, offered, release)) or any(
        is_of_another_type(each, offered) for each in _rivals(code, offered, coded, release)
    )


def _together(claimed: Sequence[Claimed]) -> Claimed:
    """Return what codes that all apply claim; right and left are both sides."""
    one = reduce(Claimed.beside, claimed)
    if len(claimed) == 1 or not one.said >= _BOTH:
        return one
    return replace(one, said=one.said | _BILATERAL, wordings=(*one.wordings, _BILATERAL))


@kept_with_release
def _claimed(code: str, release: Release) -> Claimed:
    """Return what a code claims; that its category is called other does not count."""
    index = release.position(code)
    if index is None:
        return Claimed(frozenset(), (), frozenset(), (), (), is_open=False)
    node, words = release.tabular.nodes[index], code_words(index, release)
    header = () if node.parent < 0 else (release.tabular.nodes[node.parent].title,)
    return Claimed(
        said=(words.lineage | words.terms) - _LEFT_OVER | words.whole.said,
        wordings=(_of_title(code, node, release), *(stems_in((term,)) for term in node.inclusion_terms)),
        headers=stems_in(header),
        needed=words.claims.needed,
        denied=words.whole.denied,
        is_open=words.whole.is_open,
        unsaid=words.whole.unsaid,
    )


def _of_title(code: str, node: Node, release: Release) -> frozenset[str]:
    """Return the stems of the title of a code or header."""
    return stems_in((node.title,)) if node.children else _sibling(code, node.index, release).all


def _siblings(code: str, offered: Comparison, release: Release) -> Iterator[Sibling]:
    """Yield the titles that a code has to fit better than, of those that say some of what it loses.

    What the 7th character adds to them it has added to the code, so that their own words tell.
    """
    index = release.position(code)
    if index is None or release.tabular.nodes[index].parent < 0:
        return
    for own in release.codes_at(index):
        if own != code:
            yield _sibling(own, index, release)
    header, titles = _header(index, release), release.families.stems(release.notes.categories[index])
    for leaf in titles.saying(offered.lost):
        if header.index < leaf < header.end and (other := carry(code, leaf, release)) != code:
            yield _sibling(other, leaf, release)


def _header(index: int, release: Release) -> Node:
    """Return the header of the titles beside that of a code."""
    nodes = release.tabular.nodes
    if not _NO_SYMPTOM.isdisjoint(stems_in((nodes[index].title,))):  # any code of the category may contradict it
        return release.category(index)
    return nodes[nodes[index].parent]


def _rivals(code: str, offered: Comparison, coded: Comparison, release: Release) -> Iterator[Sibling]:
    """Yield the types of disease in the category of a code that may say what it loses, but for the coded one.

    They are the titles less what they deny, and less their sides.
    """
    index = release.position(code)
    if index is None:
        return
    own = frozenset[str]().union(*coded.claimed.wordings[:1]) - _SIDES
    titles = release.families.stems(release.notes.categories[index])
    for leaf in titles.saying(offered.lost - _SIDES):
        claimed, every, denied = titles.of(leaf)
        if every - _SIDES != own:
            yield Sibling(claimed - _SIDES - denied, every - _SIDES)


def _sibling(code: str, leaf: int, release: Release) -> Sibling:
    """Return what the title of a code says; of its 7th character what is not weighed by itself (`seventh`)."""
    own = release.families.stems(release.notes.categories[leaf]).of(leaf)
    meaning = release.meaning_of_seventh(code, release.tabular.nodes[leaf])
    if not meaning:
        return Sibling(own.claimed, own.all)
    weighed, added = _OF_THE_SEVENTH - own.all, _of_seventh(meaning)
    return Sibling((own.claimed | added.claimed) - weighed, (own.all | added.all) - weighed)


@lru_cache(maxsize=1 << 10)
def _of_seventh(meaning: str) -> TitleStems:
    return stems_of_title(meaning)
