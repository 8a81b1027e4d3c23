"""Which wordings fit: the texts state each word that the code does not say, and they keep what the code says."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from icd10cm.choosing.code_words import code_words
from icd10cm.choosing.comparing.claimed import DISPLACED, of_wording
from icd10cm.choosing.comparing.comparison import NOT, compare
from icd10cm.choosing.disease.kind import CARRIERS, OF_SIDES, AskedKind, Kind, is_left_over, site_words
from icd10cm.choosing.disease.kind_candidates import sided_twins
from icd10cm.choosing.places.named_sites import named_sites
from icd10cm.evidence.stated.clauses import ORDINALS
from icd10cm.evidence.stated.stems import place_words
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.lexicon import load_lexicon
from icd10cm.titles.claims import ACUTE, CHRONIC, DEFAULTS, KINDS, Claims, stem, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from icd10cm.choosing.comparing.comparison import Comparison
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import SiteFamily
    from icd10cm.titles.wordings import Wording

_OPEN = "unspecifi"
_DISPLACEMENT = frozenset(("displac", "nondisplac"))
"""They say no kind of fracture: every kind may be displaced or not."""
_LEFT_OPEN = frozenset(("unspecified", "other", "without", "not"))
_UNSPECIFIED, _OTHER, _NOS = "unspecified", "Other", "NOS"
_SPECIFIED = stem("specified")
_FEWEST_WORDS = 2
_ROOT = 5


def fitting_kinds(asked: AskedKind, among: Iterable[Wording], *, beyond: bool = False) -> Iterator[Kind]:
    """Yield the kinds that fit; those `beyond` the category of the code may say no more than it does."""
    near = [wording for wording in among if _may_say_more(wording, asked)]
    return _fitting(asked, near, beyond=beyond) if near else iter(())  # the usual case: nothing is said beyond the code


def _may_say_more(wording: Wording, asked: AskedKind) -> bool:
    """Return whether a wording claims or denies anything that the code does not say, or says the stated side."""
    claims, implied = wording.claims, asked.code.implied
    return (
        any(map(implied.isdisjoint, claims.needed))
        or bool(claims.denied and asked.stated.denied)
        or (wording.side is not None and wording.side in asked.stated.sides)
        or not (wording.is_term or DEFAULTS.isdisjoint(claims.said))
    )


def _fitting(asked: AskedKind, near: Iterable[Wording], *, beyond: bool) -> Iterator[Kind]:
    known, terms = _known(asked), _own_terms(asked)
    above = _known_above(asked.node.index, asked.release) if asked.is_closed else None
    coded, facts = asked.coded, asked.facts
    for wording in near:
        if _is_out(wording, terms, asked, beyond=beyond):
            continue
        compared = compare(of_wording(wording, asked.release), coded, facts)
        news = _news(wording, compared, asked)
        if not news or not (beyond or (_is_new(news, known, above) and _says_kind(wording, news, asked))):
            continue
        if not compared.contradicted and _keeps(wording, compared, news, asked):
            yield _kind(wording, news, asked)


def _kind(wording: Wording, news: frozenset[str], asked: AskedKind) -> Kind:
    place = _of_place(news - wording.kind) if wording.kind else frozenset[str]()
    further = news - _place_words(asked.node.index, asked.release) - DISPLACED
    return Kind(wording.family, wording.node, further or news, wording.claims, place)


def _is_out(wording: Wording, terms: Mapping[bool, frozenset[str]], asked: AskedKind, *, beyond: bool) -> bool:
    """Return whether the texts say nothing of a wording, or it lacks the code's own `terms`.

    Not those that the terms of its code have too ("type 1" of an infarction). An unspecified kind says less than a code
    that leaves nothing open, and a term with NOS less than any that neither calls itself unspecified nor is denied.
    """
    claims, release = wording.claims, asked.release
    lacks = terms[claims.is_open] - claims.said
    if claims.said.isdisjoint(asked.stated.words) or (lacks and lacks - code_words(wording.family, release).terms):
        return True
    if not asked.node.children and (_is_of_some_kind(claims) or (wording.is_least and _says_enough(asked))):
        return True
    return asked.is_closed and not beyond and _UNSPECIFIED in release.families.place(wording.family).template


def _says_enough(asked: AskedKind) -> bool:
    """Return whether a code does not call itself unspecified, and denies nothing that the texts say.

    An "other" one that has a term with NOS does: "pulmonary embolism NOS".
    """
    if asked.node.title.startswith(_OTHER) and any(term.endswith(_NOS) for term in asked.node.inclusion_terms):
        return False
    return _OPEN not in asked.code.whole.said and asked.code.denied.isdisjoint(asked.stated.words)


def _is_of_some_kind(claims: Claims) -> bool:
    """Return whether a wording asks for a kind without saying which: "with specified pneumonia"."""
    return _SPECIFIED in claims.said and _LEFT_OPEN.isdisjoint(claims.said)


def _is_new(news: frozenset[str], known: frozenset[str], above: frozenset[str] | None) -> bool:
    """Return whether news add something to a code: beside words that add nothing, a side is for its twins to say.

    To a code that leaves nothing open what the titles `above` it say adds nothing, nor does a place: that is for the
    places to tell.
    """
    said = news - OF_SIDES or news
    return not (said <= known or (above is not None and said - _places() <= above))


@cache
def _places() -> frozenset[str]:
    return place_words() - ORDINALS


def _of_place(words: Iterable[str]) -> frozenset[str]:
    """Return those of the news that name a place: what is denied names none."""
    return frozenset(word for word in words if not word.startswith(NOT))


def _known(asked: AskedKind) -> frozenset[str]:
    """Return the words that add nothing to a code."""
    own = asked.release.side_of(asked.node.code)
    sides = frozenset((own.value,)) if own else frozenset[str]()
    terms = asked.code.terms - asked.code.denied
    return _DISPLACEMENT | terms | asked.seventh | sides | _place_words(asked.node.index, asked.release)


@kept_with_release
def _known_above(index: int, release: Release) -> frozenset[str]:
    """Return what the titles of a code and those above it say, in whatever words: "cancer" of a neoplasm."""
    own, by_word = code_words(index, release).lineage, _names_by_word()
    names = (name for word in own for title, name in by_word.get(word, ()) if title <= own)
    return own.union(*names)


@cache
def _names_by_word() -> Mapping[str, Sequence[tuple[frozenset[str], frozenset[str]]]]:
    """Return what titles call a disease and an everyday name of it, as stems, under one stem of the former."""
    by_word: defaultdict[str, list[tuple[frozenset[str], frozenset[str]]]] = defaultdict(list)
    for name, titles in load_lexicon().diseases.items():
        for title in (frozenset(stems_of(each)) for each in titles):
            by_word[min(title)].append((title, frozenset(stems_of(name))))
    return by_word


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
    return frozenset[str]().union(*map(site_words, named_sites(release.tabular.nodes[index].code, release)))


def _news(wording: Wording, compared: Comparison, asked: AskedKind) -> frozenset[str]:
    """Return the words by which a wording says more than the code; none if the texts do not state all of them."""
    news, side = compared.supported, wording.side
    if compared.not_stated or side is None:
        return frozenset() if compared.not_stated else news
    if asked.stated.sides != {side} or not (news or not sided_twins(asked.node, asked.release)):
        return frozenset()
    return frozenset((*news, side.value, *(CARRIERS & asked.stated.words)))  # "both eyes" has said the eye too


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
    above = code_words(parent, release).claims
    return above.said if all(not group.isdisjoint(claims.said) for group in above.needed) else frozenset()


def _says_kind(wording: Wording, news: frozenset[str], asked: AskedKind) -> bool:
    """Return whether the news are of the disease; a place alone counts for a code with no sites beside it."""
    denied = asked.code.denied
    if _is_of_place_alone(wording, news, asked):
        return False
    if is_left_over(wording.claims) and news - OF_SIDES <= (asked.code.lineage - denied) | _others(wording, asked):
        return False  # no other one
    return _adds_to_the_title(news, asked)


def _others(wording: Wording, asked: AskedKind) -> frozenset[str]:
    """Return what a leaf calls the other ones of: "opioids" may be any opioids; "other acute" ones are acute."""
    leaf = asked.release.tabular.nodes[wording.family]
    pairs = chain.from_iterable(pairwise(stems_of(each)) for each in (leaf.title, *leaf.inclusion_terms))
    return frozenset(word for one, word in pairs if one == "other") - KINDS


def _adds_to_the_title(news: frozenset[str], asked: AskedKind) -> bool:
    """Return whether news say more than a title that calls itself other: "reactive arthritis" does not."""
    if _OPEN in asked.code.whole.said or asked.node.children or not is_left_over(asked.code.whole):
        return True
    said = asked.code.whole.said - asked.code.denied
    return any(all(word[:_ROOT] != own[:_ROOT] for own in said) for word in news)


def _is_of_place_alone(wording: Wording, news: frozenset[str], asked: AskedKind) -> bool:
    """Return whether the news are a place that does not tell which disease it is."""
    if news <= place_words() and not set(wording.claims.denied) <= set(asked.coded.denied):
        return True  # "RA, right hand" does not say "without rheumatoid factor"
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


def _keeps(wording: Wording, compared: Comparison, news: frozenset[str], asked: AskedKind) -> bool:
    """Return whether a wording keeps what the code says; what the texts say otherwise need not be kept."""
    if wording.side is not None and len(news) == 1 and _leaves_its_place(compared, asked):
        return False
    if wording.is_least and news - OF_SIDES <= place_words() and not _says_all_of(wording, asked):
        return False  # "hip fracture" is a term for what is not said closer: none against a trochanteric one
    full, stays = _overrides(wording, asked) or _is_of_another_range(news), _stays(wording, asked)
    return all(_may_be_lost(group, news, asked, full=full, stays=stays) for group in compared.lost)


def _is_of_another_range(news: frozenset[str]) -> bool:
    """Return whether a wording says the same but for the range in which the measured value lies: "BMI 47.2"."""
    return bool(news) and all(map(str.isdigit, news))


def _may_be_lost(group: frozenset[str], news: frozenset[str], asked: AskedKind, *, full: bool, stays: bool) -> bool:
    """Return whether a wording need not say some words of the code: the texts say otherwise, or they stay with it."""
    unsaid = group.isdisjoint(asked.stated.words)
    return (full if unsaid else stays) or (group <= KINDS and _is_said_otherwise(group, news, asked))


def _says_all_of(wording: Wording, asked: AskedKind) -> bool:
    return not any(map(wording.claims.said.isdisjoint, asked.code.claims.needed))


def _leaves_its_place(compared: Comparison, asked: AskedKind) -> bool:
    """Return whether an offer leaves out what the whole title of the code says."""
    said = compared.offered.said | compared.offered.headers
    return any(group.isdisjoint(said) for group in asked.code.whole.needed)


def _stays(wording: Wording, asked: AskedKind) -> bool:
    """Return whether the code is one form of an acute on chronic disease, and keeps its words beside the other one."""
    own, its = (each.said & {ACUTE, CHRONIC} for each in (asked.code.claims, wording.claims))
    return asked.stated.acute_on_chronic and len(own) == len(its) == 1 and own != its


def _is_said_otherwise(group: frozenset[str], news: frozenset[str], asked: AskedKind) -> bool:
    """Return whether the text says acute where the code says chronic, or both."""
    return asked.stated.acute_on_chronic or (group.isdisjoint(asked.stated.words) and not KINDS.isdisjoint(news))


def _overrides(wording: Wording, asked: AskedKind) -> bool:
    """Return whether the texts have a wording in full, and no other inclusion term of the code ("subcapital")."""
    return _named_by_terms(asked) & asked.stated.words <= wording.claims.said and _is_in_full(wording.claims, asked)
