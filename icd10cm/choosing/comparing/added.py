"""Whether codes only add to the coded one: they keep what it says of the disease, its place and its side.

A document may say more of a diagnosis that a provider has made, and never another one (guideline III.B): an
ulcer "with hemorrhage" says other than one "without hemorrhage", and stage 4 other than stage 3.
"""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.code_words import code_words
from icd10cm.choosing.comparing.claimed import LEFT_OVER, of_code
from icd10cm.choosing.comparing.comparison import compare
from icd10cm.choosing.comparing.stated_facts import stated_facts
from icd10cm.evidence.from_documents.disease_names import unsaid_stems
from icd10cm.evidence.from_documents.open_kind import least_terms, leaves_kind_open
from icd10cm.evidence.stated.clauses import ORDINALS
from icd10cm.evidence.stated.stems import nouns_of_adjectives, place_words, stems_in
from icd10cm.titles.claims import KINDS, LEFT_OUT, claims_of, stem
from icd10cm.titles.packed.word_lists import load_word_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.choosing.comparing.claimed import Claimed, Stems
    from icd10cm.choosing.comparing.stated_facts import StatedFacts
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.claims import Claims

_OF_TIME = KINDS | ORDINALS
"""How long a disease has lasted, and the trimester of a pregnancy."""
_AND, _OTHERS = " and ", "Other "
_RESIDUAL = frozenset(map(stem, ("other", "unspecified", "sites")))


def only_adds(codes: Sequence[str], diagnosis: DiagnosisFacts, release: Release) -> bool:
    """Return whether codes keep what the code of a diagnosis says, and what it denies.

    Where it leaves the kind open, any kind of it does; where a document does not name it, the kind has to say it.
    """
    if diagnosis.node is None:
        return False
    index, coded = diagnosis.node.index, of_code(diagnosis.node.code, release)
    facts = stated_facts(diagnosis if diagnosis.is_named else _of_documents(diagnosis), diagnosis.node, release)
    keeps_kind = _keeps_kind if diagnosis.is_named else _is_stated
    return all(
        _keeps_denials(code, coded, release)
        and release.side_of(diagnosis.code) in (None, release.side_of(code))
        and _keeps_place(code, index, release)
        and keeps_kind(code, index, coded, facts, release)
        for code in codes
    )


def _of_documents(diagnosis: DiagnosisFacts) -> DiagnosisFacts:
    """Return a diagnosis with the texts of documents alone: none borrows the name of the disease from its own texts."""
    return replace(diagnosis, texts=tuple(text for text in diagnosis.texts if text.evidence.source))


def _keeps_denials(code: str, coded: Claimed, release: Release) -> bool:
    """Return whether the titles of a code deny what the coded one denies: no complication is added to one without."""
    index = release.position(code)
    if not coded.denied or index is None:
        return not coded.denied
    denied = {phrase for each in release.lineage(index) for phrase in claims_of(each.title).denied}
    return denied.issuperset(coded.denied)


def _keeps_kind(code: str, index: int, coded: Claimed, facts: StatedFacts, release: Release) -> bool:
    """Return whether a code says what the coded one claims; where that leaves its kind open, how old the disease is."""
    lost = compare(of_code(code, release), coded, facts).lost
    if leaves_kind_open(index, release):
        return not any(group <= _OF_TIME for group in lost)
    lost += (LEFT_OVER,) if _is_of_others(index, code, release) else ()
    return not any(_is_claimed(group, least_terms(index, release)) for group in lost)


def _is_stated(code: str, index: int, coded: Claimed, facts: StatedFacts, release: Release) -> bool:
    """Return whether texts state the title of a code or a term in full, and its titles say what the coded one does."""
    at = release.position(code)
    if at is None or _is_of_others(index, code, release):
        return False
    *below, category = release.lineage(at)
    stated = [claims for node in below[:2] for claims in _wordings(node) if _is_in_full(claims, facts)]
    if not stated:
        return False
    said = _said_by((*stated, *(claims_of(node.title) for node in _naming(below, category))))
    return not any(said.isdisjoint(_with_nouns(group)) for group in coded.needed)


def _naming(below: Sequence[Node], category: Node) -> Iterator[Node]:
    """Return the nodes whose titles name the disease of a code: not a category that is a list, or of other ones."""
    is_list = _AND in category.title or category.title.startswith(_OTHERS)
    return chain(below, () if is_list else (category,))


def _said_by(wordings: Iterable[Claims]) -> Stems:
    return frozenset(chain.from_iterable(claims.said.difference(*claims.denied) for claims in wordings))


def _with_nouns(words: Stems) -> Stems:
    """Return words with the nouns of those that are adjectives of a place: "ovarian"."""
    nouns = nouns_of_adjectives()
    return words.union(*(nouns[word] for word in words if word in nouns))


def _wordings(node: Node) -> Iterator[Claims]:
    return chain((claims_of(node.title),), (claims_of(term, is_term=True) for term in node.inclusion_terms))


def _is_in_full(claims: Claims, facts: StatedFacts) -> bool:
    """Return whether texts state all that a wording claims, less its place and side."""
    return not any(group.isdisjoint(facts.affirmed) for group in claims.needed if group.isdisjoint(_unsaid()))


@cache
def _unsaid() -> Stems:
    """Return what texts need not say of a title."""
    return LEFT_OUT | place_words() | load_word_lists().neutral | unsaid_stems()


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
