"""The chooser: the codes that the facts of one diagnosis lead to, for every axis of the code at once.

Which disease the texts state comes first (`kinds`), then its place (`family_place`), side, dominance and 7th character.
An offer keeps every fact: it never contradicts one, and where two facts lead apart there is no offer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.attaching.procedure_sites import procedure_sites
from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.dominance import of_told_dominance, of_usual_dominance
from icd10cm.choosing.family_place import below, leaves_with_words, place_in_family
from icd10cm.choosing.kinds import kinds_beyond, kinds_stated
from icd10cm.choosing.open_axes import open_sides
from icd10cm.choosing.seventh import with_stated_seventh
from icd10cm.choosing.stated_among import stated_among
from icd10cm.evidence.documented_side import documented_side
from icd10cm.evidence.encounter_facts import read_as
from icd10cm.evidence.stated_places import places_for
from icd10cm.issue import AddCode, ReplaceCode, Strength
from icd10cm.titles.site_family import Placing

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from icd10cm.choosing.kinds import Kind
    from icd10cm.encounter import Evidence, SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.evidence.stated_words import StatedWords
    from icd10cm.issue import Correction
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node


class Question(StrEnum):
    """What a choice answers: the first thing that the code leaves open and the chart does not."""

    SITE = "site"
    SIDE = "side"
    RESIDUAL = "residual"
    KIND = "kind"
    SEVENTH = "seventh"
    PLACE = "place"


class Silence(StrEnum):
    """Why there is no choice."""

    NOTHING_NEW = "nothing better is known"
    TIE = "the facts lead to more than one code"
    CONTRADICTION = "the facts contradict each other or the code"
    RESIDUAL = "text does not choose a residual code"
    CODED = "coded already"


@dataclass(frozen=True, slots=True)
class Choice:
    """The codes that the facts of a diagnosis lead to.

    `together` tells that all of them apply, otherwise they are alternatives; `adds` that the code itself stays.
    `sided` tells that a side was among the facts, `by_rule` that the dominant side is that of the guideline.
    Without codes, `silence` is the reason.
    """

    codes: tuple[str, ...] = ()
    question: Question | None = None
    strength: Strength = Strength.DOCUMENTED
    evidence: tuple[Evidence, ...] = ()
    together: bool = False
    adds: bool = False
    sided: bool = False
    by_rule: bool = False
    silence: Silence | None = None

    def options(self, reference: str, release: Release) -> tuple[Correction, ...]:
        """Return the corrections of the diagnosis `reference` that can be carried out."""
        valid = [code for code in self.codes if release.is_valid(code)]
        return tuple(
            AddCode(code, reference) if self.adds or (self.together and number) else ReplaceCode(reference, code)
            for number, code in enumerate(valid)
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A coded leaf, with the words that its texts state."""

    diagnosis: DiagnosisFacts
    node: Node
    stated: StatedWords | None
    facts: EncounterFacts


@dataclass(frozen=True, slots=True)
class _Sites:
    """Documented places of one strength: `telling` are those that the code does not name itself."""

    all: Sequence[SiteFact]
    telling: Sequence[SiteFact]
    strength: Strength


@dataclass(frozen=True, slots=True)
class _Located:
    """The codes of one kind of disease at the documented place and side."""

    codes: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    together: bool
    by_rule: bool
    sided: bool
    sited: bool


_ROUNDS = 2
_NOTHING = Choice(silence=Silence.NOTHING_NEW)


def choose(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Choice:
    """Return the codes that the chart leads to for a coded leaf; without codes, why there are none."""
    if not (diagnosis.texts or diagnosis.sites or facts.sited_procedures):  # the usual case
        return _NOTHING
    key = (diagnosis.diagnosis.reference, diagnosis.code)
    kept: dict[tuple[str, str], Choice] = facts.derived.setdefault(choose, {})
    found = kept.get(key)
    if found is None:
        found = kept[key] = settled(_better(diagnosis, facts), diagnosis, facts)
    return found


def settled(choice: Choice, diagnosis: DiagnosisFacts, facts: EncounterFacts, rounds: int = _ROUNDS) -> Choice:
    """Return a choice after which nothing better is known; none where accepting it would bring another question.

    The diagnosis is read again as coded with the one code that is offered: the next review does the same.
    """
    if len(choice.codes) != 1 or choice.adds or not facts.release.is_valid(choice.codes[0]):
        return choice
    further = _better(read_as(diagnosis, choice.codes[0], facts), facts)
    if further.silence is Silence.NOTHING_NEW:
        return choice
    if len(further.codes) == 1 and rounds:
        evidence = tuple(dict.fromkeys((*choice.evidence, *further.evidence)))
        return settled(replace(choice, codes=further.codes, evidence=evidence), diagnosis, facts, rounds - 1)
    return Choice(silence=Silence.TIE)


def _better(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Choice:
    node = diagnosis.node
    if node is None or node.children:
        return _NOTHING
    stated = words_stated(diagnosis, facts.release)
    kinds = kinds_stated(diagnosis, stated, facts.release)
    if kinds is None:
        return Choice(silence=Silence.TIE)
    asked = _Asked(diagnosis, node, stated, facts)
    documented = _Sites(diagnosis.documented, diagnosis.telling, Strength.DOCUMENTED)
    choice = _choose(asked, kinds, documented)
    if choice.silence is Silence.RESIDUAL:
        choice = _beyond(asked, documented) or choice
    if choice.silence is Silence.NOTHING_NEW and not any(fact.site for fact in diagnosis.telling):
        treated = procedure_sites(diagnosis, facts)
        if treated:
            choice = _choose(asked, kinds, _Sites(treated, treated, Strength.PROCEDURE))
    return choice


def _choose(asked: _Asked, kinds: Sequence[Kind], sites: _Sites) -> Choice:
    diagnosis, facts = asked.diagnosis, asked.facts
    found: list[_Located] = []
    for kind in kinds or (None,):
        located = _located(asked, kind, sites)
        if isinstance(located, Silence):
            return Choice(silence=located)
        found.append(located)
    offered = dict.fromkeys(code for each in found for code in each.codes)
    codes = tuple(code for code in offered if code != diagnosis.code)
    if len(found) > 1 and len(offered) > len(found):
        return Choice(silence=Silence.TIE)
    if not codes:
        return _NOTHING
    if facts.codes.intersection(codes):
        return Choice(silence=Silence.CODED)
    question = _question(asked, found[0], kinds, codes)
    texts = tuple(text.evidence for text in diagnosis.texts)
    return Choice(
        codes=codes,
        question=question,
        strength=sites.strength,
        evidence=tuple(
            dict.fromkeys(
                (
                    *(one for each in found for one in each.evidence),
                    *(texts if kinds or question is Question.SEVENTH else ()),
                )
            )
        ),
        together=len(codes) > 1 and (len(found) > 1 or found[0].together),
        adds=len(offered) > len(codes),
        sided=any(each.sided for each in found),
        by_rule=any(each.by_rule for each in found),
    )


def _beyond(asked: _Asked, sites: _Sites) -> Choice | None:
    """Return the choice in another category of the same disease that names the documented place; None for several."""
    found: dict[tuple[str, ...], Choice] = {}
    for kind in kinds_beyond(asked.diagnosis, asked.stated, asked.facts.release):
        choice = _choose(asked, (kind,), sites)
        if choice.codes and _names_a_site(choice.codes, sites, asked.facts):
            found[choice.codes] = choice
    return next(iter(found.values())) if len(found) == 1 else None


def _names_a_site(codes: Sequence[str], sites: _Sites, facts: EncounterFacts) -> bool:
    """Return whether each code names one of the documented sites, or what holds it."""
    documented = [fact.site for fact in sites.telling if fact.site]
    return all(
        any(site and facts.anatomy.is_part_of(one, site) for one in documented)
        for code in codes
        for site, _ in facts.release.places_of(code) or ((None, None),)
    )


def _question(asked: _Asked, located: _Located, kinds: Sequence[Kind], codes: Sequence[str]) -> Question:
    release, code = asked.facts.release, asked.diagnosis.code
    peers = release.kin.peers(asked.node.index)
    if located.sited and peers is not None and peers.leaves_open(asked.node.index):
        return Question.SITE
    sides = open_sides(code, release)
    if located.sided and sides:
        return Question.SIDE
    by_seventh = release.tabular.find(code) is None and all(each[:-1] == code[:-1] for each in codes)
    if not kinds and by_seventh:
        return Question.SEVENTH
    return Question.KIND if kinds else Question.RESIDUAL


def _located(asked: _Asked, kind: Kind | None, sites: _Sites) -> _Located | Silence:
    diagnosis, node, release = asked.diagnosis, asked.node, asked.facts.release
    if kind is not None and not diagnosis.sites:
        # The text may be of another disease than the code: its places are those that it gives to that one.
        places = places_for(diagnosis.diagnosis, release.tabular.nodes[kind.family], release)
        sites = _Sites(places, places, sites.strength)
    side, evidence = documented_side(diagnosis, sites.all, release)
    own = release.side_of(diagnosis.code)
    if kind is not None and own in (Side.RIGHT, Side.LEFT) and side not in (None, own):
        return Silence.CONTRADICTION
    placing = _of_open_place(asked, sites) if kind is None else _of_kind(asked, kind, sites, side)
    if isinstance(placing, Silence):
        return placing
    if placing is None:
        placing = Placing((node.index,), ())
    leaves = [leaf for index in placing.leaves for leaf in below(index, placing, own, release)]
    codes = tuple(dict.fromkeys(carry(diagnosis.code, leaf, release) for leaf in leaves))
    if codes == (node.code,):
        codes = (diagnosis.code,)
    sided = _on_side(codes, side, diagnosis, release)
    codes = stated_among(sided.codes, asked.stated, release)
    if placing.facts:
        evidence = tuple(fact.evidence for fact in placing.facts)
    return replace(
        sided,
        codes=tuple(with_stated_seventh(code, diagnosis, asked.stated, release) for code in codes),
        evidence=evidence if sided.codes != (diagnosis.code,) else (),
        together=sided.together or placing.together,
        sided=side is not None or any(fact.side for fact in placing.facts),
        sited=bool(placing.facts) or _names_more(sided.codes, diagnosis.code, release),
    )


def _names_more(codes: Sequence[str], code: str, release: Release) -> bool:
    """Return whether codes name a site that a code does not."""
    own = {site for site, _ in release.places_of(code)}
    return any(site not in own for each in codes for site, _ in release.places_of(each) if site)


def _of_kind(asked: _Asked, kind: Kind, sites: _Sites, side: Side | None) -> Placing | Silence:
    """Return where the stated kind of disease is; it must be known."""
    release = asked.facts.release
    nodes = release.tabular.nodes
    if kind.node >= 0 and not nodes[kind.node].children:
        return Placing((kind.node,), ())
    placing = place_in_family(kind.family, asked.node, sites.telling, side, release)
    if placing is not None and kind.node >= 0:
        placing = _within(placing, range(kind.node, nodes[kind.node].end))
    if kind.place:
        named = leaves_with_words(kind.family, kind.place, release)
        placing = None if placing is None else _within(placing, named)
        if placing is None and not _tells_sides(asked.diagnosis):
            placing = _within(Placing(tuple(leaf for leaf in named if not _has_side(leaf, release)), ()), named)
    if placing is None:
        return Silence.CONTRADICTION
    return Silence.RESIDUAL if _only_left_over(kind.family, placing, release) else placing


def _within(placing: Placing, leaves: Container[int]) -> Placing | None:
    """Return a placing in certain leaves; None where it has none there."""
    left = tuple(leaf for leaf in placing.leaves if leaf in leaves)
    return replace(placing, leaves=left) if left else None


def _tells_sides(diagnosis: DiagnosisFacts) -> bool:
    return any(mention.sides for text in diagnosis.texts for mention in text.facts.mentions)


def _has_side(leaf: int, release: Release) -> bool:
    return release.side_of(release.tabular.nodes[leaf].code) is not None


def _of_open_place(asked: _Asked, sites: _Sites) -> Placing | Silence | None:
    """Return where the documented places lead from a code that leaves its place open or over; None for nowhere."""
    diagnosis, node, facts = asked.diagnosis, asked.node, asked.facts
    peers = facts.release.kin.peers(node.index)
    slot = peers.slots.get(node.index) if peers is not None else None
    told = {fact.site for fact in sites.telling if fact.site}
    if peers is None or slot is None or not told or (slot.residual and told <= set(slot.sites)):
        return None  # "other carpometacarpal joint" is not the thumb's
    if not peers.leaves_open(node.index):
        if not slot.residual or not all(facts.names_any(carve.line) for carve in diagnosis.carved):
            return None
        if sites.strength is Strength.PROCEDURE and (diagnosis.sites or node.index not in peers.residual("other")):
            return None
    placing = peers.place_of(node.index, sites.telling)
    if placing is None or peers.same_place(node.index, placing.leaves):
        return None
    if slot.residual and all(
        peers.leaves_open(leaf) for leaf in placing.leaves
    ):  # "scapula" at "other part of scapula"
        return None
    return Silence.RESIDUAL if _only_left_over(node.index, placing, facts.release) else placing


def _only_left_over(family: int, placing: Placing, release: Release) -> bool:
    """Return whether text alone leads to a code for other sites: it does not choose one."""
    peers = release.kin.peers(family)
    if peers is None or not placing.facts or not all(fact.evidence.from_text for fact in placing.facts):
        return False
    return all(leaf in peers.residual("other") for leaf in placing.leaves)


def _on_side(codes: tuple[str, ...], side: Side | None, diagnosis: DiagnosisFacts, release: Release) -> _Located:
    """Return the codes of the documented side, for those that leave their side open."""
    together = False
    sided: list[str] = []
    for code in codes:
        sides = open_sides(code, release) if side is not None else {}
        if side is not None and side in sides:
            sided.extend(sides[side])
        elif side is Side.BILATERAL and Side.RIGHT in sides and Side.LEFT in sides and len(codes) == 1:
            sided.extend((*sides[Side.RIGHT], *sides[Side.LEFT]))
            together = len(sided) == 2
        else:
            sided.append(code)
    told = of_told_dominance(tuple(sided), diagnosis, release)
    usual = of_usual_dominance(told, side, release)
    return _Located(usual, (), together=together, by_rule=usual != told, sided=False, sited=False)
