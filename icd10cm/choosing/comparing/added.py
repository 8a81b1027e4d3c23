"""Whether codes only add to the coded one: they keep what it says of the disease, its place and its side.

A document may say more of a diagnosis that a provider has made, and never another one (guideline III.B): an
ulcer "with hemorrhage" says other than one "without hemorrhage", and stage 4 other than stage 3.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.code_words import code_words
from icd10cm.choosing.comparing.claimed import LEFT_OVER, of_code
from icd10cm.choosing.comparing.comparison import compare
from icd10cm.choosing.comparing.stated_facts import stated_facts
from icd10cm.evidence.from_documents.open_kind import least_terms, leaves_kind_open
from icd10cm.evidence.stated.stems import stems_in
from icd10cm.titles.claims import LEFT_OUT, claims_of, stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.choosing.comparing.claimed import Claimed, Stems
    from icd10cm.choosing.comparing.stated_facts import StatedFacts
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release

_RESIDUAL = frozenset(map(stem, ("other", "unspecified", "sites")))


def only_adds(codes: Sequence[str], diagnosis: DiagnosisFacts, release: Release) -> bool:
    """Return whether codes keep what the code of a diagnosis says, and what it denies."""
    if diagnosis.node is None:
        return False
    index, coded = diagnosis.node.index, of_code(diagnosis.node.code, release)
    facts = stated_facts(diagnosis, diagnosis.node, release)
    return all(
        _keeps_denials(code, coded, release)
        and release.side_of(diagnosis.code) in (None, release.side_of(code))
        and _keeps_place(code, index, release)
        and _keeps_kind(code, index, coded, facts, release)
        for code in codes
    )


def _keeps_denials(code: str, coded: Claimed, release: Release) -> bool:
    """Return whether the titles of a code deny what the coded one denies: no complication is added to one without."""
    index = release.position(code)
    if not coded.denied or index is None:
        return not coded.denied
    denied = {phrase for each in release.lineage(index) for phrase in claims_of(each.title).denied}
    return denied.issuperset(coded.denied)


def _keeps_kind(code: str, index: int, coded: Claimed, facts: StatedFacts, release: Release) -> bool:
    """Return whether a code says what the coded one claims, or that leaves its kind open."""
    if leaves_kind_open(index, release):
        return True
    offered = of_code(code, release)
    lost = (*compare(offered, coded, facts).lost, *((LEFT_OVER,) if _is_of_others(index, code, release) else ()))
    return not any(_is_claimed(group, least_terms(index, release)) for group in lost)


def _is_of_others(index: int, code: str, release: Release) -> bool:
    """Return whether a code is for other kinds than those that have their own codes, and another code is not."""
    own, offered = (stems_in((title,)) for title in (release.tabular.nodes[index].title, release.title(code)))
    return own >= LEFT_OVER and LEFT_OVER.isdisjoint(offered)


def _is_claimed(lost: Stems, least: Iterable[str]) -> bool:
    """Return whether words are claimed even for who says the least: "fracture of hip NOS" is of no neck."""
    return all(not lost.isdisjoint(stems_in((term,))) for term in least)


def _keeps_place(code: str, index: int, release: Release) -> bool:
    """Return whether a code is at the place of the coded one, as the anatomy knows it, or in the same words."""
    own, offered = release.sites_of(release.tabular.nodes[index].code), release.sites_of(code)
    if own and offered:
        related = load_anatomy().related
        return all(any(related(site, one) for one in own) for site in offered)
    return _says_place(code, index, release)


def _says_place(code: str, index: int, release: Release) -> bool:
    """Return whether the titles of a code have the words by which the coded one names its place.

    That of the category counts where the coded one says no less: "bone and articular cartilage, unspecified".
    """
    words, at, category = code_words(index, release), release.position(code), release.category(index)
    *below, last = release.lineage(index if at is None else at)
    counts = stems_in((category.title,)) - _RESIDUAL <= words.whole.said | LEFT_OUT
    said = stems_in(node.title for node in ((*below, last) if counts else below or (last,)))
    return not any(said.isdisjoint(group) for group in set(words.whole.needed).difference(words.claims.needed))
