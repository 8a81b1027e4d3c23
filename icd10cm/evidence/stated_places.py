"""The places of one diagnosis: those that its resource codes, and what its texts state beyond them.

Coded places come before text, and text only fills what codes leave open. Where the chart contradicts itself on a side,
the side counts as unknown: silence is better than a guess.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.encounter import SiteFact
from icd10cm.evidence.another_disease import coded_category
from icd10cm.evidence.disease_words import fields_of, heads_of, is_of_device, naming_words, ranges_of
from icd10cm.evidence.stated.spelling import well_spelled
from icd10cm.policy import load_policy
from icd10cm.text.clauses import LESSER
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.places_of_disease import SIGN, Place, adds, narrowed
from icd10cm.text.remembered import recall_text
from icd10cm.text.status import Status
from icd10cm.text.text_facts import CURRENT, Bearing, CodedPlace, Mention, TextFacts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.encounter import Diagnosis, Evidence
    from icd10cm.releases.release import KnownCode, Release
    from icd10cm.tabular.model import Node

SiteFacts = tuple[SiteFact, ...]

_OF_A_STATE = CURRENT | {Status.HISTORICAL}
_LESSER = LESSER | {Bearing.WHOLE}
_OPPOSITE = {Side.RIGHT: Side.LEFT, Side.LEFT: Side.RIGHT}


class ReadStatement(Struct, frozen=True):
    """A statement of the chart and what it asserts."""

    facts: TextFacts
    evidence: Evidence


def read_statements(diagnosis: Diagnosis, known: KnownCode | None, release: Release) -> tuple[ReadStatement, ...]:
    """Read the texts of a diagnosis, less those that only repeat its title: EHRs send that most of the time."""
    said = [each for each in diagnosis.statements if not _only_repeats(each.text, diagnosis, known)]
    if not said:  # the usual case
        return ()
    read = reader_for(diagnosis.code, known, release)
    return tuple([ReadStatement(read(well_spelled(each.text, release)), each.evidence) for each in said])


def reader_for(code: str, known: KnownCode | None, release: Release) -> Callable[[str], TextFacts]:
    """Return what reads a text about a diagnosis: what it asserts of that, and nothing that it says of another one."""
    own = None if known is None else naming_words(known.node, release)
    # What is past is what these codes are for (guideline I.C.21.c.3 and 4): "s/p left BKA" at Z89.
    current = _OF_A_STATE if code.startswith(load_policy().status) else CURRENT
    lexicon, coded = load_lexicon(), _coded_place(code, known, release)
    among = None if known is None or coded.device else coded_category(known.node, release)
    return partial(recall_text, lexicon=lexicon, own=own, current=current, coded=coded, among=among)


def _coded_place(code: str, known: KnownCode | None, release: Release) -> CodedPlace:
    named = release.sites_of(code)
    if known is None:
        return CodedPlace(named, release.side_of(code))
    index = known.node.index
    device, fields = is_of_device(index, release), fields_of(index, release)
    heads, ranges = heads_of(index, release), ranges_of(index, release)
    return CodedPlace(named, release.side_of(code), device, fields, heads, ranges)


def _only_repeats(text: str, diagnosis: Diagnosis, known: KnownCode | None) -> bool:
    text = text.strip().casefold()
    return not text or (known is not None and text in known.texts) or text == diagnosis.title.casefold()


def stated_places(
    diagnosis: Diagnosis, known: KnownCode | None, texts: Sequence[ReadStatement], release: Release, anatomy: Anatomy
) -> SiteFacts:
    """Return the places of a diagnosis: a side stated alone belongs to every place without one."""
    from_text = _of_texts(diagnosis, known, texts, release, anatomy) if texts else ()
    if diagnosis.sites:
        coded = _not_taken_back(diagnosis.sites, from_text, known.side if known else None, anatomy)
        return _completed(_with_lone_sides(coded), from_text, anatomy)
    lone = tuple([fact for fact in from_text if fact.site is None])
    if lone and known is not None and _differs_in_side_alone(known, release):
        return lone  # "Sciatica, right side, numb left foot": the foot is where it is felt
    return _with_lone_sides(from_text)


def _not_taken_back(coded: SiteFacts, from_text: SiteFacts, side: Side | None, anatomy: Anatomy) -> SiteFacts:
    """Return coded places without the side opposite to the code's, where a text says the code's of the same part.

    The chart then names both sides, and contradicts no code.
    """
    if side not in _OPPOSITE:
        return coded
    said = [fact.site for fact in from_text if fact.side is side]
    return tuple([_without_side(fact, _OPPOSITE[side], said, anatomy) for fact in coded])


def _without_side(fact: SiteFact, side: Side, said: Sequence[str | None], anatomy: Anatomy) -> SiteFact:
    """Return a coded place without a side if one of the places that are said may be the same part; a bare side may."""
    same = any(site is None or fact.site is None or anatomy.related(site, fact.site) for site in said)
    return replace(fact, side=None) if same and fact.side is side else fact


def _completed(coded: SiteFacts, from_text: SiteFacts, anatomy: Anatomy) -> SiteFacts:
    """Return coded places with what the texts add to them."""
    if any(fact.site for fact in coded):
        return tuple(fact if fact.side else _with_side_of_text(fact, from_text, anatomy) for fact in coded)
    # Only a side is coded; the text may name the site, on that side or on none.
    side = _one_side(coded)
    sited = tuple([replace(fact, side=side) for fact in from_text if fact.site and fact.side in (None, side)])
    agree = len(sited) == sum(fact.site is not None for fact in from_text)
    return sited + coded if agree else coded


def places_for(diagnosis: Diagnosis, node: Node, release: Release) -> SiteFacts:
    """Return the best-founded places that the texts would state if the diagnosis were coded as `node`."""
    own, lexicon = naming_words(node, release), load_lexicon()
    coded = CodedPlace(fields=fields_of(node.index, release))
    texts = ((well_spelled(each.text, release), each.evidence) for each in diagnosis.statements)
    read = [(recall_text(text, lexicon, own, coded=coded), evidence) for text, evidence in texts]
    places = [(place, evidence) for text, evidence in read for place in text.places]
    best = min((place.rank for place, _ in places), default=0)
    facts = [
        SiteFact(place.site, place.side, replace(evidence, from_text=True))
        for place, evidence in places
        if place.rank == best
    ]
    return _with_lone_sides(tuple(facts))


def _of_texts(
    diagnosis: Diagnosis, known: KnownCode | None, texts: Sequence[ReadStatement], release: Release, anatomy: Anatomy
) -> SiteFacts:
    """Return the places that the texts state, the best-founded first; weaker ones only for what those leave open."""
    denied = _side_that_the_title_denies(diagnosis, known, texts)
    ranked = _narrowest(texts, diagnosis, anatomy)
    ranked.sort(key=lambda each: each[0].rank)
    kept: list[Place] = []
    facts: list[SiteFact] = []
    for place, evidence in ranked:
        better = [each for each in kept if each.rank < place.rank]
        if adds(place, better, anatomy) and _concerns(place, diagnosis, release, anatomy):
            kept.append(place)
            if place.side is None or place.side is not denied:
                facts.append(SiteFact(place.site, place.side, replace(evidence, from_text=True)))
    return tuple(facts)


def _narrowest(texts: Sequence[ReadStatement], diagnosis: Diagnosis, anatomy: Anatomy) -> list[tuple[Place, Evidence]]:
    """Return the places of all texts, each as narrow as any of them names it."""
    told = [(place, text.evidence) for text in texts for place in text.facts.places]
    told += _lesser_places(texts, told, diagnosis, anatomy)
    injury = diagnosis.code.startswith(load_policy().bodily_injuries)
    narrow = narrowed([place for place, _ in told], anatomy, touching=injury)
    return [(place, evidence) for place, (_, evidence) in zip(narrow, told, strict=True) if place is not None]


def _lesser_places(
    texts: Sequence[ReadStatement], told: Sequence[tuple[Place, Evidence]], diagnosis: Diagnosis, anatomy: Anatomy
) -> list[tuple[Place, Evidence]]:
    """Return the one place of sentences that name nothing else: where an injury was, or a part of the disease's place.

    "Truck door on left hand" is a sign of an injury there; "lower outer quadrant" behind "right breast lump" its part.
    """
    found = [(each, text.evidence) for text in texts for each in text.facts.mentions if _is_lesser(each)]
    if len(found) != 1:  # the usual case
        return []
    mention, evidence = found[0]
    if mention.bearing is not Bearing.WHOLE and diagnosis.code.startswith(load_policy().injuries):
        return [(_place_of(mention, SIGN), evidence)] if _is_told_first(mention) else []
    place = _place_of(mention)
    is_part = mention.bearing is not Bearing.EVENT and _is_part_of_all(place, told, anatomy)
    return [(place, evidence)] if is_part else []


def _is_lesser(mention: Mention) -> bool:
    return mention.bearing in _LESSER and mention.site is not None and mention.status is Status.AFFIRMED


def _place_of(mention: Mention, rank: int = 0) -> Place:
    return Place(mention.site, mention.sides[0] if len(mention.sides) == 1 else None, rank)


def _is_told_first(mention: Mention) -> bool:
    """Return whether a place stands where a note tells how an injury came about: before it, or first of all."""
    return mention.bearing is Bearing.EVENT or mention.sentence == 0


def _is_part_of_all(part: Place, told: Sequence[tuple[Place, Evidence]], anatomy: Anatomy) -> bool:
    """Return whether a place is a part of each place that is sure, on none of their other sides."""
    whole = [place for place, _ in told if place.site and place.rank == 0]
    return bool(whole) and all(
        part.side in (None, each.side) and anatomy.is_part_of(str(part.site), str(each.site)) for each in whole
    )


def _side_that_the_title_denies(
    diagnosis: Diagnosis, known: KnownCode | None, texts: Sequence[ReadStatement]
) -> Side | None:
    """Return the side opposite to the title's, where a text repeats the title: then its side is stated too.

    Not where another text says that the title's side is well: it knows of the title, and means the other side.
    """
    side = known and known.side
    if any(mention.is_well for text in texts for mention in text.facts.mentions if side in mention.sides):
        return None
    repeats = any(each.text.strip() and _only_repeats(each.text, diagnosis, known) for each in diagnosis.statements)
    return _OPPOSITE.get(side) if side and repeats else None


def _concerns(place: Place, diagnosis: Diagnosis, release: Release, anatomy: Anatomy) -> bool:
    """Return whether a place of a text can say something of the code.

    A sign may say the side that a code leaves open, and contradicts none. "Right-sided weakness" is of a stroke on the
    left.
    """
    if place.site is None:
        return place.rank != SIGN and not diagnosis.code.startswith(load_policy().brain)
    if place.rank != SIGN:
        return True
    named = release.sites_of(diagnosis.code)
    open_side = release.side_of(diagnosis.code) is None
    return open_side and any(anatomy.related(place.site, site) for site in named)


def _differs_in_side_alone(known: KnownCode, release: Release) -> bool:
    """Return whether codes differ from this one in side, and its title names no place: hemiplegia, sciatica."""
    named = bool(release.sites_of(known.node.code))
    return not named and release.families.side_group(known.node.index) is not None


def _one_side(facts: Iterable[SiteFact]) -> Side | None:
    sides = {fact.side for fact in facts if fact.side}
    return sides.pop() if len(sides) == 1 else None


def _with_lone_sides(facts: Iterable[SiteFact]) -> SiteFacts:
    facts = tuple(facts)
    sited = tuple([fact for fact in facts if fact.site])
    if not sited:
        return tuple([fact for fact in facts if fact.side])
    side = _one_side(fact for fact in facts if fact.site is None)
    return sited if side is None else _on_side(sited, side)


def _on_side(facts: SiteFacts, side: Side) -> SiteFacts:
    return tuple([fact if fact.side else replace(fact, side=side) for fact in facts])


def _with_side_of_text(fact: SiteFact, texts: SiteFacts, anatomy: Anatomy) -> SiteFact:
    sides = {
        text.side
        for text in texts
        if text.side and (text.site is None or fact.site is None or anatomy.related(text.site, fact.site))
    }
    if len(sides) != 1:
        return fact
    evidence = next(text.evidence for text in texts if text.side in sides)
    return replace(fact, side=sides.pop(), evidence=replace(fact.evidence, statement=_joined(fact.evidence, evidence)))


def _joined(one: Evidence, other: Evidence) -> str:
    return one.statement if other.statement in one.statement else f"{one.statement}; {other.statement}"
