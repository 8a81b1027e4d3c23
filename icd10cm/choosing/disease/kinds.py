"""Which disease the texts state, place aside: the wording of the tabular list that says most of what they say.

A wording counts when the texts state each word that the code does not say itself, and when it keeps what the code
says. Of two wordings that each say something that the other does not, neither counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.code_words import CodeWords, code_words
from icd10cm.choosing.disease.kind_candidates import DISPLACED, Candidate, candidates, candidates_beyond, lineage_stems
from icd10cm.evidence.stated.stems import place_words
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.releases.overlapping import may_overlap
from icd10cm.titles.claims import ACUTE, CHRONIC, DEFAULTS, KINDS, LEFT_OUT, Claims, said_in, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import SiteFamily
    from icd10cm.titles.wordings import Wording

_OPEN = "nspecified "
_DISPLACEMENT = frozenset(("displac", "nondisplac"))
"""They say no kind of fracture: every kind may be displaced or not."""
_NOT = "not "
_LEFT_OPEN = frozenset(("unspecified", "other", "without", "not"))
_FEWEST_WORDS = 2
_CARRIERS = frozenset(("eye", "ear"))
"""Parts that a title for both sides leaves out, where its siblings carry their side with them: "right eye"."""
_OF_SIDES = _CARRIERS | {side.value for side in Side}
_OPEN = "unspecifi"
_ROOT = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """A disease that the texts state: the first leaf of its family, and the words that say so.

    `node` is the leaf or category that an inclusion term represents; -1 where any leaf of the family may be meant.
    `place` are the words of a place among `news`: the leaf has to have them. `site` is the one of several documented
    places that it is at; "" for a kind that is at all of them.
    """

    family: int
    node: int
    news: frozenset[str]
    claims: Claims
    place: frozenset[str] = frozenset()
    site: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A code, what it says, and what the texts state.

    `seventh` are the stems of its 7th character: "initial encounter for open fracture" names no fracture as news.
    """

    node: Node
    code: CodeWords
    seventh: frozenset[str]
    stated: StatedWords
    release: Release


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
    sites = frozenset([fact.site for fact in diagnosis.documented if fact.site])
    key = (kinds_stated, diagnosis.code, scope and scope.index, sites)
    return stated.once(key, lambda: _kinds(diagnosis.code, node, stated, scope or node, release, sites=sites))


def _kinds(
    code: str, node: Node, stated: StatedWords, scope: Node, release: Release, *, sites: frozenset[str]
) -> tuple[Kind, ...] | None:
    asked = _asked(code, node, stated, release)
    if not (asked.stated.acute_on_chronic or node.children or asked.code.whole.is_open):
        return ()  # nothing is open: no candidate need be looked at
    fitting = list(_fitting(asked, candidates(node, scope, stated.words, release)))
    if asked.stated.acute_on_chronic:
        return _acute_on_chronic(asked, fitting)
    if not fitting:
        return ()
    one = _best(fitting, asked)
    return _of_several_places(fitting, asked, sites) if one is None else (one,)


def _of_several_places(fitting: Sequence[Kind], asked: _Asked, sites: frozenset[str]) -> tuple[Kind, ...] | None:
    """Return the kinds that differ in documented places alone, one for each: thrombosis of two veins is two codes."""
    if may_overlap(asked.node.index, asked.release):
        return None
    most = _saying_most(fitting)
    found: dict[str, Kind] = {}
    by_news: dict[frozenset[str], list[Kind]] = {}
    for kind in most:
        by_news.setdefault(kind.news, []).append(kind)
    for news, kinds in by_news.items():
        named = [site for site in sites if news <= _site_words(site)]
        best = _nearest(kinds, asked)
        if len(named) != 1 or best is None or named[0] in found:
            return None
        found[named[0]] = replace(best, site=named[0])
    return tuple(sorted(found.values(), key=_in_print)) if len(found) == len(sites) else None


def _in_print(kind: Kind) -> int:
    return kind.family


@cache
def _site_words(site: str) -> frozenset[str]:
    """Return the stems of the names of a site."""
    return frozenset(each for words in load_anatomy().sites[site].words for each in stems_of(words))


def kinds_beyond(diagnosis: DiagnosisFacts, stated: StatedWords | None, release: Release) -> tuple[Kind, ...]:
    """Return the kinds that say most in the other categories of a section of one disease; place decides among them."""
    node = diagnosis.node
    if node is None or stated is None:
        return ()
    asked = _asked(diagnosis.code, node, stated, release)
    return tuple(_saying_most(list(_fitting(asked, candidates_beyond(node, stated.words, release), beyond=True))))


def _saying_most(kinds: Sequence[Kind]) -> list[Kind]:
    """Return the kinds that no other one says more than; a side counts for nothing against words of the disease."""
    return [kind for kind in kinds if not any(_says_less(kind.news, other.news) for other in kinds)]


def _says_less(news: frozenset[str], others: frozenset[str]) -> bool:
    return news < others or news - _OF_SIDES < others - _OF_SIDES


def _asked(code: str, node: Node, stated: StatedWords, release: Release) -> _Asked:
    return _Asked(node, code_words(node.index, release), _seventh(code, node, release), stated, release)


def _seventh(code: str, node: Node, release: Release) -> frozenset[str]:
    """Return the stems that the 7th character adds to the title of a code."""
    return frozenset(stems_of(release.title(code)[len(node.title) :])) if code != node.code else frozenset()


def _acute_on_chronic(asked: _Asked, fitting: Sequence[Kind]) -> tuple[Kind, ...] | None:
    """Return the one kind that is both, else the acute and the chronic one; the code itself may be either."""
    both = [kind for kind in fitting if {ACUTE, CHRONIC} <= kind.claims.said]
    if both:
        best = _best(_as_definite(both, asked), asked)
        return None if best is None else (best,)
    found: list[Kind] = []
    for each in (ACUTE, CHRONIC):
        if frozenset((each,)) in asked.code.claims.needed:
            found.append(Kind(asked.node.index, -1, frozenset(), asked.code.claims))
            continue
        best = _best([kind for kind in fitting if each in kind.claims.said], asked)
        if best is None:
            return () if not found else None
        found.append(best)
    return tuple(found)


def _as_definite(kinds: Sequence[Kind], asked: _Asked) -> Sequence[Kind]:
    """Return the kinds that leave nothing open, for a code that leaves nothing open: hypoxia stays said."""
    if _OPEN in asked.code.whole.said:
        return kinds
    return [kind for kind in kinds if _OPEN not in kind.claims.said] or kinds


def _fitting(asked: _Asked, among: Iterable[Candidate], *, beyond: bool = False) -> Iterator[Kind]:
    known, terms, stated = _known(asked), _own_terms(asked), asked.stated.words
    for candidate in among:
        wording, claims = candidate.wording, candidate.wording.claims
        if _is_out(claims, terms, stated):
            continue
        news = _news(candidate, asked.stated, asked.release)
        if news is None or not (beyond or (not news <= known and _says_kind(candidate, news, asked))):
            continue
        if _keeps(candidate, news, asked):
            place = _of_place(news - wording.kind) if wording.kind else frozenset[str]()
            yield Kind(wording.family, wording.node, news - DISPLACED or news, claims, place)


def _of_place(words: Iterable[str]) -> frozenset[str]:
    """Return those of the news that name a place: what is denied names none."""
    return frozenset(word for word in words if not word.startswith(_NOT))


def _is_out(claims: Claims, terms: frozenset[str], stated: frozenset[str]) -> bool:
    """Return whether texts say nothing of a wording or what it denies, or whether it lacks the code's own `terms`."""
    return bool(claims.said.isdisjoint(stated) or terms - claims.said) or any(each <= stated for each in claims.denied)


def _known(asked: _Asked) -> frozenset[str]:
    """Return the words that add nothing to a code."""
    own = asked.release.side_of(asked.node.code)
    sides = frozenset((own.value,)) if own else frozenset[str]()
    terms = asked.code.terms - asked.code.denied
    return _DISPLACEMENT | terms | asked.seventh | sides | _place_words(asked.node.index, asked.release)


def _own_terms(asked: _Asked) -> frozenset[str]:
    """Return the words of the code's inclusion terms that the texts state, where its title leaves only the place open.

    "Right tennis elbow, left golfer's elbow" has both diseases: the one that is coded stays.
    """
    place = asked.release.families.place(asked.node.index)
    if not place.slots or not _LEFT_OPEN.isdisjoint(place.template):
        return frozenset()
    return (asked.code.terms - asked.code.lineage) & asked.stated.words


@kept_with_release
def _place_words(index: int, release: Release) -> frozenset[str]:
    """Return the stems of all names of the places that a title names: "leg" says what "lower extremity" does."""
    named = (site for site, _ in release.places_of(release.tabular.nodes[index].code) if site)
    return frozenset[str]().union(*map(_site_words, named))


def _news(candidate: Candidate, stated: StatedWords, release: Release) -> frozenset[str] | None:
    """Return the words by which a wording says more than the code; None if the texts do not state all of them."""
    if any(map(stated.words.isdisjoint, candidate.missing)):  # the usual case
        return None
    said = [_said_of(group, candidate.wording.claims, stated, release) for group in candidate.missing]
    if not all(said):
        return None
    news = _denied_too(candidate, stated).union(*said)
    side = candidate.wording.side
    if side is not None:  # "both eyes" has said the eye too
        return frozenset((*news, side.value, *(_CARRIERS & stated.words))) if stated.sides == {side} else None
    return news or None


def _said_of(group: frozenset[str], claims: Claims, stated: StatedWords, release: Release) -> frozenset[str]:
    """Return the words of a group that the texts state; another disease has to be linked to the coded one."""
    categories = _category_words(0, release)
    needs_link = not group.isdisjoint(claims.linked & categories)
    if needs_link and not claims.linked <= categories and any(claims.linked <= each.words for each in stated.clauses):
        needs_link = False  # a clause has all that the title has behind its "with", and it names no disease
    return stated.states(group, claims.said, linked=needs_link, title=claims.needed)


def _denied_too(candidate: Candidate, stated: StatedWords) -> frozenset[str]:
    """Return what a title and the texts deny and the code does not: "migraine without aura"; nothing for "other"."""
    if _is_left_over(candidate.wording.claims):
        return frozenset()
    return frozenset(_NOT + word for phrase in candidate.denied if phrase <= stated.denied for word in phrase)


@kept_with_release
def _category_words(_: int, release: Release) -> frozenset[str]:
    """Return the stems of all titles of categories of diseases; an exacerbation is in none of them."""
    categories = (node for node in release.tabular.nodes if node.parent < 0)
    apart = load_policy().circumstances
    return frozenset[str]().union(*(said_in(node.title) for node in categories if not node.code.startswith(apart)))


def _is_in_full(claims: Claims, stated: StatedWords) -> bool:
    """Return whether the texts have all words of a wording, itself and not the code's alone."""
    needed = [group for group in claims.needed if group != DISPLACED]
    return len(needed) >= _FEWEST_WORDS and all(not group.isdisjoint(stated.words) for group in needed)


def _says_kind(candidate: Candidate, news: frozenset[str], asked: _Asked) -> bool:
    """Return whether the news are of the disease; a place alone counts for a code with no sites beside it."""
    denied = asked.code.denied
    if _is_of_place_alone(candidate, news, asked):
        return False
    if _is_left_over(candidate.wording.claims) and news <= asked.code.lineage - denied:  # not another osteonecrosis
        return False
    return _adds_to_the_title(news, asked)


def _adds_to_the_title(news: frozenset[str], asked: _Asked) -> bool:
    """Return whether news say more than a title that calls itself other: "reactive arthritis" does not."""
    if "unspecifi" in asked.code.whole.said or asked.node.children or not _is_left_over(asked.code.whole):
        return True
    said = asked.code.whole.said - asked.code.denied
    return any(all(word[:_ROOT] != own[:_ROOT] for own in said) for word in news)


def _is_of_place_alone(candidate: Candidate, news: frozenset[str], asked: _Asked) -> bool:
    """Return whether the news are a place that does not tell which disease it is."""
    wording = candidate.wording
    if candidate.denied and news <= place_words():  # "RA, right hand" does not say "without rheumatoid factor"
        return True
    return bool(wording.kind) and news.isdisjoint(wording.kind) and not _counts_by_place(wording, asked)


def _counts_by_place(wording: Wording, asked: _Asked) -> bool:
    """Return whether a place alone says which disease: a term's, or where the code has no sites beside it."""
    if wording.is_open or wording.is_term:
        return not wording.is_open
    peers = asked.release.families.site_family(asked.node.index)
    return not asked.node.children and (peers is None or _sided_alone(asked.node, peers))


def _sided_alone(node: Node, peers: SiteFamily) -> bool:
    """Return whether the peers of an open code differ in side alone: "unspecified deep veins of lower extremity"."""
    own = peers.slots.get(node.index)
    if len(peers.leaves) == 1:
        return True
    return own is not None and _OPEN in node.title and all(slot.sites == own.sites for slot in peers.slots.values())


def _is_left_over(claims: Claims) -> bool:
    return "other" in claims.said


def _keeps(candidate: Candidate, news: frozenset[str], asked: _Asked) -> bool:
    """Return whether a wording keeps what the code says; what the texts say otherwise need not be kept."""
    stated = asked.stated.words
    full = _overrides(candidate, asked)
    said = candidate.wording.claims.said | lineage_stems(candidate.wording.family, asked.release)
    by_side = candidate.wording.side is not None and len(news) == 1
    stays = _stays(candidate, asked)
    return all(
        _is_said(group, said)
        or (full and group.isdisjoint(stated))
        or (group <= KINDS and _is_said_otherwise(group, news, asked))
        or (stays and not group.isdisjoint(stated))
        for group in (asked.code.whole if by_side else asked.code.claims).needed
    )


def _is_said(group: frozenset[str], said: frozenset[str]) -> bool:
    """Return whether one of the words is said, or more precisely so: "stage 3" by "stage 3a"."""
    return not group.isdisjoint(said) or any(_is_finer(word, said) for word in group)


def _stays(candidate: Candidate, asked: _Asked) -> bool:
    """Return whether the code is one form of an acute on chronic disease, and keeps its words beside the other one."""
    own, its = (each.said & {ACUTE, CHRONIC} for each in (asked.code.claims, candidate.wording.claims))
    return asked.stated.acute_on_chronic and len(own) == len(its) == 1 and own != its


def _is_said_otherwise(group: frozenset[str], news: frozenset[str], asked: _Asked) -> bool:
    """Return whether the text says acute where the code says chronic, or both."""
    return asked.stated.acute_on_chronic or (group.isdisjoint(asked.stated.words) and not KINDS.isdisjoint(news))


def _overrides(candidate: Candidate, asked: _Asked) -> bool:
    """Return whether the texts have a wording in full, and no inclusion term of the code ("subcapital")."""
    terms = asked.code.terms - asked.code.lineage
    return terms.isdisjoint(asked.stated.words) and _is_in_full(candidate.wording.claims, asked.stated)


def _is_finer(word: str, said: Iterable[str]) -> bool:
    return ":" in word and any(other.startswith(word) for other in said)


def _best(kinds: Sequence[Kind], asked: _Asked) -> Kind | None:
    """Return the kind that says all that the others say; None where two each say something more, and are not one."""
    best = _saying_most(kinds)
    names_one = len({(kind.family, kind.node, kind.place) for kind in best}) == 1  # its title and an inclusion term
    if len({kind.news for kind in best}) != 1 and not names_one:
        return None
    return _nearest(best, asked)


def _nearest(kinds: Sequence[Kind], asked: _Asked) -> Kind | None:
    """Return the kind of the first rank; None where several families have it."""
    best = _of_first_rank(kinds, asked)
    if len({kind.family for kind in best}) > 1:
        return None
    nodes = {kind.node for kind in best}
    return best[0] if len(nodes) == 1 else replace(best[0], node=-1)


def _of_first_rank(kinds: Sequence[Kind], asked: _Asked) -> list[Kind]:
    ranks = [_rank(kind, asked) for kind in kinds]
    best = [kind for kind, rank in zip(kinds, ranks, strict=True) if rank == min(ranks)]
    twins = _open_twins({kind.family for kind in best}, asked.release)
    return [kind for kind in best if kind.family not in twins]


def _open_twins(families: set[int], release: Release) -> set[int]:
    """Return the families that leave open the side which another of them names: "of ribs, unspecified side"."""
    groups = {family: release.families.side_group(family) for family in families}
    open_ones = {family for family, group in groups.items() if group is not None and family in group.unspecified}
    sided = {leaf for group in groups.values() if group is not None for own in group.sided.values() for leaf in own}
    return open_ones if sided & families else set()


def _rank(kind: Kind, asked: _Asked) -> tuple[int, ...]:
    """Order kinds of the same news.

    First come those nearest to the code, at its place, that leave nothing over, that say a default which the texts say
    ("uncomplicated"), that deny least and that say least beyond the texts and the code; then those that the texts say
    in full, the longest first.
    """
    parents = [each.index for each in asked.release.lineage(asked.node.index)]
    above = [each.index for each in asked.release.lineage(kind.family)]
    apart = next((parents.index(index) for index in above if index in parents), len(parents))
    said = kind.claims.said
    stated = asked.stated.words
    defaults = len((said & DEFAULTS) - stated) - len(said & DEFAULTS & stated)
    beyond = said - asked.code.lineage - stated - LEFT_OUT
    left_over = int(_is_left_over(kind.claims))
    in_full = all(not group.isdisjoint(stated) for group in kind.claims.needed) * len(kind.claims.needed)
    return apart, _apart_in_place(kind, asked), left_over, defaults, len(kind.claims.denied), len(beyond), -in_full


def _apart_in_place(kind: Kind, asked: _Asked) -> int:
    """Return how far the places of a kind are from the code's: the very ones, within them, or elsewhere."""
    own = _sites_of(asked.node.index, asked.release)
    sites = _sites_of(kind.family, asked.release)
    if own == sites:
        return 0
    within = load_anatomy().is_part_of
    return 1 if not own or any(within(site, one) for site in sites for one in own) else 2


def _sites_of(leaf: int, release: Release) -> frozenset[str]:
    peers = release.families.site_family(leaf)
    if peers is not None and peers.slots and not peers.leaves_open(leaf):
        return peers.sites
    return frozenset(site for site, _ in release.places_of(release.tabular.nodes[leaf].code) if site)
