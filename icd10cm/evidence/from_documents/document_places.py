"""The places that reports and notes give a diagnosis, within what its code and the chart's own words allow.

The chart's own words come first: documents fill only what those leave open. A document never moves a code to another
site, and questions its side only where nothing else in the chart supports it.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from icd10cm.anatomy.phrases import stem
from icd10cm.anatomy.side import Side
from icd10cm.documents.sides import sides_in
from icd10cm.encounter import DocumentKind
from icd10cm.evidence.excludes2_sites import carve_outs
from icd10cm.policy import load_policy
from icd10cm.releases.overlapping import may_overlap
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.places_of_disease import Place
from icd10cm.text.remembered import recall_text
from icd10cm.text.status import Status
from icd10cm.text.text_facts import read_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from icd10cm.documents.statements import Statement
    from icd10cm.encounter import CodedEncounter, Diagnosis, SiteFact
    from icd10cm.evidence.from_documents.scope import Scope
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_SUMS_UP = "multiple sites"


def fitting(statement: Statement, scope: Scope, *, is_general: bool = False) -> Statement | None:
    """Return a statement with the places that a code can have; None for one about other places alone.

    A statement that has all words by which the title of the code is specific ("bimalleolar") gives its side wherever it
    puts the disease. One of a disease that `is_general` has to be about a place within those of the code.
    """
    if is_general and scope.sites and not any(_is_within(place.site, scope.sites) for place in statement.places):
        return None
    if statement.guessed_by is not None and not _is_borne_out(statement, scope):
        return replace(statement, places=(), by_title=False)
    return _at(statement, scope) if statement.places else statement


def _at(statement: Statement, scope: Scope) -> Statement | None:
    """Return a statement at the places that a code can have; a side alone is that of a place beside it."""
    kept = tuple(place for place in statement.places if scope.holds(place.site))
    if any(place.site for place in kept) or not any(place.site for place in statement.places):
        return replace(statement, places=kept)
    if _is_named(scope, statement):
        return _side_alone(statement, statement.places)
    return _side_alone(statement, [place for place in statement.places if scope.names_loosely(place.site)])


def _is_borne_out(statement: Statement, scope: Scope) -> bool:
    """Return whether the place of an exam or procedure is that of a code.

    Of an exam the sentence has to name more of the code than its disease: "bimalleolar fracture" beside an ankle.
    """
    if statement.guessed_by is not DocumentKind.OPERATIVE:
        return _is_named(scope, statement)
    return bool(scope.sites) and any(scope.holds(place.site) for place in statement.places)


def _is_near(places: Sequence[Place], sites: Sequence[str]) -> bool:
    disjoint = load_lexicon().anatomy.disjoint
    return any(not disjoint(place.site, site) for place in places if place.site for site in sites)


def _is_named(scope: Scope, statement: Statement) -> bool:
    """Return whether a statement near the places of a code has all words by which it, or a term of it, is specific."""
    said = {stem(word) for word in statement.facts.words}
    return any(words <= said for words in scope.specific) and _is_near(statement.places, scope.sites)


def _side_alone(statement: Statement, places: Sequence[Place]) -> Statement | None:
    sides = {place.side for place in places}
    if not sides or None in sides:
        return None
    return replace(statement, places=tuple(Place(None, side) for side in sides))


def is_of_same_part(statements: Sequence[Statement], words: str) -> bool:
    """Return whether the words of a report may be about the places and sides of statements."""
    stated = [place for statement in statements for place in statement.places]
    return _may_be_on_side(stated, words) and _may_be_about(stated, words)


def _may_be_on_side(stated: Sequence[Place], words: str) -> bool:
    sides = sides_in(words)
    return not sides or not stated or any(place.side is None or place.side in sides for place in stated)


def _may_be_about(stated: Sequence[Place], words: str) -> bool:
    disjoint = load_lexicon().anatomy.disjoint
    named = read_text(words, load_lexicon(), current=frozenset(Status)).places
    pairs = [(one.site, other.site) for one in stated for other in named if one.site and other.site]
    return not pairs or any(not disjoint(one, other) for one, other in pairs)


def allowed(
    sites: Sequence[SiteFact], node: Node, diagnosis: Diagnosis, encounter: CodedEncounter, release: Release
) -> tuple[SiteFact, ...]:
    """Return the sites that documents give a code, beside the own texts and places of its diagnosis.

    None where the chart supports the side of the code against them, or where they may be parts of one tumor.
    """
    if not sites or _SUMS_UP in node.title.lower() or (_are_apart(sites) and may_overlap(node.index, release)):
        return ()
    if _is_contradicted(sites, release.side_of(node.code), diagnosis, encounter):
        return ()
    return _not_moved(sites, node, release) if node.code.startswith(load_policy().injuries) else tuple(sites)


def _not_moved(sites: Sequence[SiteFact], node: Node, release: Release) -> tuple[SiteFact, ...]:
    """Return the sites of an injury, of those that a note sends to another category the side alone."""
    moved = {id(carved.fact) for carved in carve_outs(node, sites, release)}
    return tuple(replace(fact, site=None) if id(fact) in moved and fact.side else fact for fact in sites)


def _are_apart(sites: Sequence[SiteFact]) -> bool:
    disjoint = load_lexicon().anatomy.disjoint
    named = list(dict.fromkeys(fact.site for fact in sites if fact.site))
    if len(named) > 1 and {fact.side for fact in sites} >= {Side.RIGHT, Side.LEFT}:
        return True
    return any(disjoint(one, other) for at, one in enumerate(named) for other in named[:at])


def _is_within(site: str | None, own: Sequence[str]) -> bool:
    anatomy = load_lexicon().anatomy
    return site is not None and any(site == one or anatomy.is_part_of(site, one) for one in anatomy.narrowest(own))


def _is_contradicted(
    sites: Sequence[SiteFact], coded: Side | None, diagnosis: Diagnosis, encounter: CodedEncounter
) -> bool:
    """Return whether documents speak against a coded side that a word of the provider or a procedure supports.

    Of a code without a side the one that the provider's words have counts: all that documents say is of the other one.
    """
    if coded is None:
        return _is_of_the_other_side({fact.side for fact in sites}, _own_sides(diagnosis))
    if all(fact.side in (None, coded) for fact in sites):
        return False
    if coded in _own_sides(diagnosis) or any(coded in sides_in(each.text) for each in diagnosis.statements):
        return True
    return any(fact.side is coded for procedure in encounter.procedures for fact in procedure.sites)


def _is_of_the_other_side(documented: Collection[Side | None], own: frozenset[Side]) -> bool:
    """Return whether all that documents say is of the other side than the one that the provider's words have."""
    return len(own) == 1 and None not in documented and own.union((Side.BILATERAL,)).isdisjoint(documented)


def _own_sides(diagnosis: Diagnosis) -> frozenset[Side]:
    """Return the sides of a diagnosis' own places, and those that its texts give one: "RD OD" is of the right eye."""
    texts = [each.text for each in diagnosis.statements]
    read = (place.side for text in texts for place in recall_text(text, load_lexicon()).places)
    return frozenset(filter(None, chain(read, (fact.side for fact in diagnosis.sites))))


class Named(NamedTuple):
    """The places that the title of a code names, and whether other codes name its site more exactly."""

    sites: tuple[str, ...] = ()
    is_open: bool = False


def named_places(node: Node, release: Release) -> Named:
    """Return the places that the title of a node names."""
    peers = release.families.site_family(node.index)
    sites = release.sites_of(node.code)
    return Named(sites, peers is not None and peers.leaves_open(node.index))


def with_documents(own: tuple[SiteFact, ...], documented: tuple[SiteFact, ...], named: Named) -> tuple[SiteFact, ...]:
    """Return the places of a diagnosis, what its own leave open filled from documents.

    A place is narrowed to its parts that documents name, and takes their side where it has none; a side without a place
    takes the places that documents name on that side. A neighbor of what the code names ("hip" at the femur) says less
    than a place in a document.
    """
    if not own or not documented:
        return own or documented
    if any(fact.site for fact in own):
        return tuple(dict.fromkeys(each for fact in own for each in _narrowed(fact, documented, named)))
    return _placed(own, documented) if len({fact.side for fact in own}) == 1 else own


def _placed(own: tuple[SiteFact, ...], documented: Sequence[SiteFact]) -> tuple[SiteFact, ...]:
    """Return the one side of a diagnosis with the places that documents name on it."""
    side = own[0].side
    sited = (fact for fact in documented if fact.site and fact.side in (None, side))
    return (*(replace(fact, side=side) for fact in sited), *own)


def _narrowed(fact: SiteFact, documented: Sequence[SiteFact], named: Named) -> tuple[SiteFact, ...]:
    """Return the parts of a place that documents name, on its side; the place itself where they name none."""
    says_less = _says_less(fact, named)
    parts = [one for one in documented if one.site and (says_less or _is_part(one.site, fact.site))]
    if not parts or _is_elsewhere(parts, fact.side):
        return (fact if fact.side else _sided(fact, documented),)
    return tuple(one if one.side else replace(one, side=fact.side) for one in parts)


def _says_less(fact: SiteFact, named: Named) -> bool:
    """Return whether a place is what a code for an unspecified site names itself, or a neighbor of it."""
    if named.is_open and fact.site in named.sites:
        return True
    anatomy = load_lexicon().anatomy
    if fact.site is None or fact.side is not None or not named.sites:
        return False
    return not any(anatomy.related(fact.site, site) or anatomy.disjoint(fact.site, site) for site in named.sites)


def _is_elsewhere(parts: Sequence[SiteFact], side: Side | None) -> bool:
    return side is not None and any(one.side not in (None, side) for one in parts)


def _is_part(site: str | None, whole: str | None) -> bool:
    if site is None or whole is None or site == whole:
        return False
    return load_lexicon().anatomy.is_part_of(site, whole)


def _sided(fact: SiteFact, documented: Sequence[SiteFact]) -> SiteFact:
    anatomy = load_lexicon().anatomy
    near = [
        one
        for one in documented
        if one.side and fact.site and (one.site is None or anatomy.related(one.site, fact.site))
    ]
    if len({one.side for one in near}) != 1:
        return fact
    return replace(fact, side=near[0].side, evidence=near[0].evidence)
