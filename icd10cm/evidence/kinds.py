"""Which disease of a category the texts state, place aside: the wording that says most of what they say.

A wording counts when the texts state each word that the code does not say itself, and when it keeps what the code
says. Of two wordings that each say something of their own, neither counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from icd10cm.evidence.stated_words import StatedWords, initials, stated_words
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import ACUTE, CHRONIC, KINDS, Claims, claims_of, stem, stems_of
from icd10cm.titles.words import EMPTY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.wordings import Wording

_ACUTE_ON_CHRONIC = "acute on chronic"
_FEWEST_WORDS = 2
_GENERIC = KINDS | frozenset(
    stem(word)
    for word in (
        *EMPTY,
        *(
            "mild",
            "moderate",
            "severe",
            "recurrent",
            "stage",
            "severity",
            "type",
            "degree",
            "primary",
            "secondary",
            "encounter",
        ),
        *("right", "left", "bilateral", "side", "with", "without", "whether", "on", "at", "as", "from", "status"),
    )
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A disease that the texts state: the first leaf of its family, and the words that say so.

    `node` is the leaf or header that an inclusion term stands for; -1 where any leaf of the family may be meant.
    """

    family: int
    node: int
    news: frozenset[str]
    claims: Claims


@dataclass(frozen=True, slots=True)
class CodeWords:
    """What a code says: its claims, all words of its lineage, and those of its inclusion terms."""

    claims: Claims
    implied: frozenset[str]
    lineage: frozenset[str]
    terms: frozenset[str]
    own: frozenset[str]


@kept_with_release
def code_words(index: int, release: Release) -> CodeWords:
    """Return what a code or header says of its disease."""
    node = release.tabular.nodes[index]
    lineage = tuple(release.lineage(node.index))
    claims = [claims_of(each.title) for each in lineage]
    place = release.kin.place(node.index)
    said = frozenset[str]().union(*(each.said for each in claims))
    template = frozenset(place.template)
    below = lineage[:-1] or lineage
    terms = [claims_of(term).said for each in below for term in each.inclusion_terms]
    includes = [
        claims_of(line).said
        for each in lineage
        for block in each.notes
        if block.element == "includes"
        for line in block.lines
    ]
    short = (initials(_name(each.title)) for each in lineage)
    return CodeWords(
        claims=claims_of(node.title, template) if place.slots else claims[0],
        implied=(claims[0].said - {each for word in template for each in stems_of(word)}).union(
            *(group for each in claims for group in each.needed)
        ),
        lineage=said,
        terms=frozenset[str]().union(*terms),
        own=said.union(*includes) - _GENERIC | frozenset[str]().union(*short),
    )


def _name(title: str) -> list[str]:
    words = title.lower().replace("-", " ").replace(",", " ").split()
    return [word for word in words if word != "unspecified" and word[0].isalpha()]


def words_stated(diagnosis: DiagnosisFacts, release: Release) -> StatedWords | None:
    """Return the words that the texts of a diagnosis state; None where it has no text."""
    if diagnosis.node is None or not diagnosis.texts:
        return None
    code = code_words(diagnosis.node.index, release)
    return stated_words((text.facts.affirmed for text in diagnosis.texts), code.own, code.lineage)


def kinds_stated(
    diagnosis: DiagnosisFacts, stated: StatedWords | None, release: Release, scope: Node | None = None
) -> tuple[Kind, ...] | None:
    """Return the kinds of disease that the texts state and the code does not; () for none, None for a tie.

    `scope` is the category in which they are looked for, if it is not that of the code. Two kinds are the acute and
    the chronic one, in this order (guideline I.B.8).
    """
    node = diagnosis.node
    if node is None or stated is None:
        return ()
    code = code_words(node.index, release)
    fitting = list(_fitting(node, scope or node, code, stated, release))
    if any(_ACUTE_ON_CHRONIC in text.facts.chronicity for text in diagnosis.texts):
        return _acute_on_chronic(node, code, fitting, release)
    if not fitting or not (node.children or code.claims.is_open):
        return ()
    one = _best(fitting, node, release)
    return None if one is None else (one,)


def _acute_on_chronic(
    node: Node, code: CodeWords, fitting: Sequence[Kind], release: Release
) -> tuple[Kind, ...] | None:
    """Return the one kind that is both, else the acute and the chronic one; the code itself may be either."""
    both = [kind for kind in fitting if {ACUTE, CHRONIC} <= kind.claims.said]
    if both:
        best = _best(both, node, release)
        return None if best is None else (best,)
    found: list[Kind] = []
    for each in (ACUTE, CHRONIC):
        if frozenset((each,)) in code.claims.needed:
            found.append(Kind(node.index, -1, frozenset(), code.claims))
            continue
        best = _best([kind for kind in fitting if each in kind.claims.said], node, release)
        if best is None:
            return None
        found.append(best)
    return tuple(found)


def _fitting(node: Node, scope: Node, code: CodeWords, stated: StatedWords, release: Release) -> Iterator[Kind]:
    nodes = release.tabular.nodes
    category = release.category(node.index)
    peers = release.kin.peers(node.index)
    by_place = not node.children and (peers is None or len(peers.leaves) == 1)
    for wording in release.kin.wordings(category.index):
        if node.children and not _lies_below(scope, wording, release):
            continue
        if wording.family == node.index or wording.claims.said.isdisjoint(stated.words):
            continue
        news = _news(wording, code, stated)
        if not news or news <= code.terms or (wording.kind and news.isdisjoint(wording.kind) and not by_place):
            continue
        if wording.is_open and news.isdisjoint(wording.kind):
            continue
        if _keeps(nodes[wording.family], wording, code, stated, release) and _admits(wording.claims, stated):
            yield Kind(wording.family, wording.node, news, wording.claims)


def _lies_below(scope: Node, wording: Wording, release: Release) -> bool:
    """Return whether a leaf that a wording names lies below a category."""
    peers = release.kin.peers(wording.family) if wording.node < 0 else None
    leaves = (wording.family,) if peers is None or wording.node >= 0 else peers.leaves
    return any(scope.index < leaf < scope.end for leaf in leaves)


def _news(wording: Wording, code: CodeWords, stated: StatedWords) -> frozenset[str]:
    """Return the words by which a wording says more than the code, if the texts state all of them."""
    claims = wording.claims
    full = len(claims.needed) >= _FEWEST_WORDS and all(not group.isdisjoint(stated.words) for group in claims.needed)
    news: set[str] = set()
    for group in claims.needed:
        if not group.isdisjoint(code.implied):
            continue
        hits = stated.states(group, claims.said, whole=full, linked=not group.isdisjoint(claims.linked))
        if not hits:
            return frozenset()
        news |= hits
    return frozenset(news)


def _keeps(leaf: Node, wording: Wording, code: CodeWords, stated: StatedWords, release: Release) -> bool:
    """Return whether a wording keeps what the code says; what the texts say otherwise need not be kept."""
    said = wording.claims.said.union(*(claims_of(each.title).said for each in release.lineage(leaf.index)))
    full = all(not group.isdisjoint(stated.words) for group in wording.claims.needed)
    for group in code.claims.needed:
        if not group.isdisjoint(said) or any(_is_finer(word, said) for word in group):
            continue
        if full and group.isdisjoint(stated.words):
            continue
        if not (group <= KINDS and group.isdisjoint(stated.words) and not KINDS.isdisjoint(stated.words)):
            return False
    return True


def _is_finer(word: str, said: Iterable[str]) -> bool:
    return ":" in word and any(other.startswith(word) for other in said)


def _admits(claims: Claims, stated: StatedWords) -> bool:
    """Return whether the texts state nothing that a wording denies."""
    return not any(phrase <= stated.words for phrase in claims.denied)


def _best(kinds: Sequence[Kind], node: Node, release: Release) -> Kind | None:
    """Return the kind that says all that the others say; None where two say something of their own."""
    best = [kind for kind in kinds if not any(kind.news < other.news for other in kinds)]
    if len({kind.news for kind in best}) != 1:
        return None
    parents = [each.index for each in release.lineage(node.index)]

    def rank(kind: Kind) -> tuple[int, int, int]:
        """Order kinds of the same news: those nearest to the code, that leave nothing over, that deny least."""
        above = (each.index for each in release.lineage(kind.family))
        apart = next(parents.index(index) for index in above if index in parents)
        return apart, "other" in kind.claims.said, len(kind.claims.denied)

    first = min(map(rank, best))
    best = [kind for kind in best if rank(kind) == first]
    if len({kind.family for kind in best}) > 1:
        return None
    nodes = {kind.node for kind in best}
    return best[0] if len(nodes) == 1 else replace(best[0], node=-1)
