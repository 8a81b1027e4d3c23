"""Which wordings fit: the texts state each word that the code does not say, and they keep what the code says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.choosing.code_words import claims_beside_place, code_words
from icd10cm.choosing.disease.kind import CARRIERS, OF_SIDES, AskedKind, Kind, is_left_over, site_words
from icd10cm.choosing.disease.kind_candidates import DISPLACED, Candidate, lineage_stems
from icd10cm.evidence.stated.stems import load_word_lists, place_words, plain_words
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import ACUTE, CHRONIC, KINDS, Claims, claims_of, is_another_number, said_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from icd10cm.evidence.stated.clauses import StatedClause
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import SiteFamily
    from icd10cm.titles.wordings import Wording

_OPEN = "unspecifi"
_DISPLACEMENT = frozenset(("displac", "nondisplac"))
"""They say no kind of fracture: every kind may be displaced or not."""
_NOT = "not "
_LEFT_OPEN = frozenset(("unspecified", "other", "without", "not"))
_FEWEST_WORDS = 2
_ROOT = 5


def fitting_kinds(asked: AskedKind, among: Iterable[Candidate], *, beyond: bool = False) -> Iterator[Kind]:
    """Yield the kinds that fit; those `beyond` the category of the code may say no more than it does."""
    known, terms = _known(asked), _own_terms(asked)
    for candidate in among:
        wording, claims = candidate.wording, candidate.wording.claims
        if _is_out(candidate.wording, terms[claims.is_open], asked):
            continue
        news = _news(candidate, asked)
        if news is None or not (beyond or (_is_new(news, candidate, known) and _says_kind(candidate, news, asked))):
            continue
        if _keeps(candidate, news, asked):
            place = _of_place(news - wording.kind) if wording.kind else frozenset[str]()
            further = news - _place_words(asked.node.index, asked.release) - DISPLACED
            yield Kind(wording.family, wording.node, further or news, claims, place)


def _is_new(news: frozenset[str], candidate: Candidate, known: frozenset[str]) -> bool:
    """Return whether news add something to a code: beside words that add nothing, a side is for its twins to say."""
    return not (news - OF_SIDES if candidate.missing and news - OF_SIDES else news) <= known


def _of_place(words: Iterable[str]) -> frozenset[str]:
    """Return those of the news that name a place: what is denied names none."""
    return frozenset(word for word in words if not word.startswith(_NOT))


def _is_out(wording: Wording, terms: frozenset[str], asked: AskedKind) -> bool:
    """Return whether texts say nothing of a wording or what it denies, or whether it lacks what the code says.

    That are the code's own `terms`, unless the terms of its code have them too ("type 1" of an infarction), and what it
    denies itself without a text that does.
    """
    claims, stated = wording.claims, asked.stated.words
    lacks = terms - claims.said
    if claims.said.isdisjoint(stated) or (lacks and lacks - code_words(wording.family, asked.release).terms):
        return True
    if not claims.unsaid.isdisjoint(stated) or any(each <= stated for each in claims.denied):
        return True
    return _takes_back(claims, asked)


def _known(asked: AskedKind) -> frozenset[str]:
    """Return the words that add nothing to a code."""
    own = asked.release.side_of(asked.node.code)
    sides = frozenset((own.value,)) if own else frozenset[str]()
    terms = asked.code.terms - asked.code.denied
    return _DISPLACEMENT | terms | asked.seventh | sides | _place_words(asked.node.index, asked.release)


def _own_terms(asked: AskedKind) -> Mapping[bool, frozenset[str]]:
    """Return the words of the code's inclusion terms that the texts state, by whether a wording leaves something open.

    Where the title of the code leaves only its place open, each wording keeps them: "right tennis elbow, left golfer's
    elbow" has both diseases, the one that is coded stays. Elsewhere one does that leaves something open itself, as
    "fracture of hip NOS" for "subcapital".
    """
    place = asked.release.families.place(asked.node.index)
    stated = _named_by_terms(asked) & asked.stated.words
    return {True: stated, False: stated if place.slots and _LEFT_OPEN.isdisjoint(place.template) else frozenset()}


def _named_by_terms(asked: AskedKind) -> frozenset[str]:
    """Return the words that only the code's inclusion terms have; a place does not name one ("fracture of hip NOS")."""
    return asked.code.terms - asked.code.lineage - place_words()


@kept_with_release
def _place_words(index: int, release: Release) -> frozenset[str]:
    """Return the stems of all names of the places that a title names: "leg" says what "lower extremity" does."""
    named = (site for site, _ in release.places_of(release.tabular.nodes[index].code) if site)
    return frozenset[str]().union(*map(site_words, named))


def _news(candidate: Candidate, asked: AskedKind) -> frozenset[str] | None:
    """Return the words by which a wording says more than the code; None if the texts do not state all of them."""
    stated = asked.stated
    if any(map(stated.words.isdisjoint, candidate.missing)):  # the usual case
        return None
    said = [_said_of(group, candidate.wording.claims, asked) for group in candidate.missing]
    if not all(said):
        return None
    news = _denied_too(candidate, stated).union(*said)
    side = candidate.wording.side
    if side is not None:  # "both eyes" has said the eye too
        return frozenset((*news, side.value, *(CARRIERS & stated.words))) if stated.sides == {side} else None
    return news or None


def _said_of(group: frozenset[str], claims: Claims, asked: AskedKind) -> frozenset[str]:
    """Return the words of a group that the texts state; another disease has to be linked to the coded one.

    Not the one that the title of the code denies, and no text: that they go together is presumed (guideline I.A.15).
    """
    stated, categories = asked.stated, _category_words(0, asked.release)
    presumed = not stated.denied and not claims.linked.isdisjoint(asked.code.denied)
    needs_link = not presumed and not group.isdisjoint(claims.linked & categories)
    if needs_link and _is_told_apart(claims.linked.difference(*claims.denied), asked):
        needs_link = False
    hits = stated.states(group, claims.said, linked=needs_link, title=claims.needed)
    return frozenset() if any(_is_one_of_several(hit, asked) for hit in hits if ":" in hit) else hits


def _is_told_apart(linked: frozenset[str], asked: AskedKind) -> bool:
    """Return whether a clause has all that a title has behind its "with", and that names no other disease.

    "Necrosis of bone" does not; "chronic kidney disease" does, and so may one word of the title of a category.
    """
    if linked <= _category_words(0, asked.release) and len(linked) < _FEWEST_WORDS:
        return False
    clauses = asked.stated.clauses
    return not _names_a_category(linked, asked.release) and any(
        linked <= one.words and "or" not in one.words and not any(_lists_more(each, one) for each in clauses)
        for one in clauses
    )


def _lists_more(other: StatedClause, clause: StatedClause) -> bool:
    """Return whether another clause of the same sentence goes on with a place: "necrosis of muscle | and bone"."""
    return other is not clause and other.sentence == clause.sentence and other.words <= place_words()


@kept_with_release
def _names_a_category(words: frozenset[str], release: Release) -> bool:
    """Return whether words have all that the title of a category of diseases claims."""
    titles = (claims_of(node.title).needed for node in release.tabular.nodes if node.parent < 0)
    return any(len(each) >= _FEWEST_WORDS and not any(map(words.isdisjoint, each)) for each in titles)


def _is_one_of_several(hit: str, asked: AskedKind) -> bool:
    """Return whether texts have another number of one property of the disease: "stage 2, another stage 3".

    One of a clause that has a word of another disease is that one's: "stage 2 ulcer, CKD stage 3".
    """
    stated = asked.stated
    others = _category_words(0, asked.release) - stated.own - stated.said - plain_words()
    return any(
        is_another_number(hit, word)
        for clause in stated.clauses
        if clause.names_disease or others.isdisjoint(word for word in clause.words if ":" not in word)
        for word in clause.words
    )


def _denied_too(candidate: Candidate, stated: StatedWords) -> frozenset[str]:
    """Return what a title and the texts deny and the code does not: "migraine without aura"; nothing for "other"."""
    if is_left_over(candidate.wording.claims):
        return frozenset()
    return frozenset(_NOT + word for phrase in candidate.denied if phrase <= stated.denied for word in phrase)


@kept_with_release
def _category_words(_: int, release: Release) -> frozenset[str]:
    """Return the stems of all titles of categories of diseases, less those that name none ("first", "trimester")."""
    categories = (node for node in release.tabular.nodes if node.parent < 0)
    apart = load_policy().circumstances
    said = frozenset[str]().union(*(said_in(node.title) for node in categories if not node.code.startswith(apart)))
    return said - load_word_lists().neutral - load_word_lists().presumed


def _is_in_full(claims: Claims, asked: AskedKind) -> bool:
    """Return whether the texts have all words of a wording; what the title above the code says need not be repeated."""
    needed = [group for group in claims.needed if group != DISPLACED]
    said = asked.stated.words | _said_above(asked.node.index, claims, asked.release)
    return len(needed) >= _FEWEST_WORDS and all(not group.isdisjoint(said) for group in needed)


def _said_above(index: int, claims: Claims, release: Release) -> frozenset[str]:
    """Return the stems of the title above a code, for a definite wording that says all that this title claims."""
    parent = release.tabular.nodes[index].parent
    if parent < 0 or is_left_over(claims) or _OPEN in claims.said:
        return frozenset()
    above = claims_beside_place(parent, release)
    return above.said if all(not group.isdisjoint(claims.said) for group in above.needed) else frozenset()


def _says_kind(candidate: Candidate, news: frozenset[str], asked: AskedKind) -> bool:
    """Return whether the news are of the disease; a place alone counts for a code with no sites beside it."""
    denied = asked.code.denied
    if _is_of_place_alone(candidate, news, asked):
        return False
    if is_left_over(candidate.wording.claims) and news - OF_SIDES <= asked.code.lineage - denied:  # no other one
        return False
    return _adds_to_the_title(news, asked)


def _adds_to_the_title(news: frozenset[str], asked: AskedKind) -> bool:
    """Return whether news say more than a title that calls itself other: "reactive arthritis" does not."""
    if _OPEN in asked.code.whole.said or asked.node.children or not is_left_over(asked.code.whole):
        return True
    said = asked.code.whole.said - asked.code.denied
    return any(all(word[:_ROOT] != own[:_ROOT] for own in said) for word in news)


def _is_of_place_alone(candidate: Candidate, news: frozenset[str], asked: AskedKind) -> bool:
    """Return whether the news are a place that does not tell which disease it is."""
    wording = candidate.wording
    if candidate.denied and news <= place_words():  # "RA, right hand" does not say "without rheumatoid factor"
        return True
    return bool(wording.kind) and news.isdisjoint(wording.kind) and not _counts_by_place(wording, asked)


def _counts_by_place(wording: Wording, asked: AskedKind) -> bool:
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


def _keeps(candidate: Candidate, news: frozenset[str], asked: AskedKind) -> bool:
    """Return whether a wording keeps what the code says; what the texts say otherwise need not be kept."""
    stated = asked.stated.words
    full = _overrides(candidate, asked)
    said = candidate.wording.claims.said | lineage_stems(candidate.wording.family, asked.release)
    said -= _one_of_a_list(candidate, asked)
    by_side = candidate.wording.side is not None and len(news) == 1
    stays = _stays(candidate, asked)
    return all(
        _is_said(group, said)
        or (full and group.isdisjoint(stated))
        or (group <= KINDS and _is_said_otherwise(group, news, asked))
        or (stays and not group.isdisjoint(stated))
        for group in (asked.code.whole if by_side else asked.code.claims).needed
    )


def _one_of_a_list(candidate: Candidate, asked: AskedKind) -> frozenset[str]:
    """Return what the code and the texts say, and a wording only by the list of its category: "abscess, furuncle"."""
    category = asked.release.category(asked.node.index)
    if "," not in category.title.partition(" of ")[0]:
        return frozenset()
    own = said_in(asked.release.tabular.nodes[candidate.wording.family].title) | candidate.wording.claims.said
    return (said_in(category.title) & asked.stated.words) - own


def _takes_back(claims: Claims, asked: AskedKind) -> bool:
    """Return whether a wording denies what the code says and no text denies: a bleeding that none speaks of."""
    denied = frozenset[str]().union(*claims.denied) - frozenset[str]().union(*claims.needed)
    return any(group <= denied and group.isdisjoint(asked.stated.denied) for group in asked.code.claims.needed)


def _is_said(group: frozenset[str], said: frozenset[str]) -> bool:
    """Return whether one of the words is said, or more precisely so: "stage 3" by "stage 3a"."""
    return not group.isdisjoint(said) or any(_is_finer(word, said) for word in group)


def _stays(candidate: Candidate, asked: AskedKind) -> bool:
    """Return whether the code is one form of an acute on chronic disease, and keeps its words beside the other one."""
    own, its = (each.said & {ACUTE, CHRONIC} for each in (asked.code.claims, candidate.wording.claims))
    return asked.stated.acute_on_chronic and len(own) == len(its) == 1 and own != its


def _is_said_otherwise(group: frozenset[str], news: frozenset[str], asked: AskedKind) -> bool:
    """Return whether the text says acute where the code says chronic, or both."""
    return asked.stated.acute_on_chronic or (group.isdisjoint(asked.stated.words) and not KINDS.isdisjoint(news))


def _overrides(candidate: Candidate, asked: AskedKind) -> bool:
    """Return whether the texts have a wording in full, and no other inclusion term of the code ("subcapital")."""
    claims = candidate.wording.claims
    return _named_by_terms(asked) & asked.stated.words <= claims.said and _is_in_full(claims, asked)


def _is_finer(word: str, said: Iterable[str]) -> bool:
    return ":" in word and any(other.startswith(word) for other in said)
