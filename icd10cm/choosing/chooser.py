"""The chooser: the codes that the facts of one diagnosis lead to, for every axis of the code at once.

Which disease the texts state comes first (`disease`), then its place (`places`), side, dominance and 7th character.
An offer keeps every fact: it never contradicts one, and where two facts lead apart there is no offer.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.attaching.procedure_sites import places_added
from icd10cm.choosing.choice import Choice, Question, Silence
from icd10cm.choosing.code_words import words_stated
from icd10cm.choosing.comparing.added import only_adds
from icd10cm.choosing.comparing.fitting import fitting
from icd10cm.choosing.comparing.places import places_fit
from icd10cm.choosing.disease.best_kind import saying_most
from icd10cm.choosing.disease.kinds import kinds_stated
from icd10cm.choosing.disease.kinds_elsewhere import kinds_elsewhere
from icd10cm.choosing.each_side import are_told_apart
from icd10cm.choosing.open_axes import open_sides
from icd10cm.choosing.places.asked import Asked, Sites
from icd10cm.choosing.places.conflict import names_both_sides_apart
from icd10cm.choosing.places.located import Located, located
from icd10cm.choosing.places.named_sites import named_sites
from icd10cm.evidence.encounter_facts import described, read_as
from icd10cm.evidence.from_documents.disease_names import disease_at
from icd10cm.evidence.from_documents.other_kinds import kinds_of
from icd10cm.evidence.stated.stems import place_words, stems_in
from icd10cm.issue import Strength
from icd10cm.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from icd10cm.choosing.disease.kind import Kind
    from icd10cm.encounter import Evidence, SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.evidence.stated_places import ReadStatement

__all__ = ["Choice", "Question", "Silence", "choose", "settled"]

_ROUNDS = 2
_NOTHING = Choice(silence=Silence.NOTHING_NEW)
_FURTHER = "useAdditionalCode"
_SHARED_LEVELS = frozenset(("chapter", "section", "category"))
"""Where a note stands that all codes of a disease share."""
_MAY_BE_ELSEWHERE = frozenset((Silence.NOTHING_NEW, Silence.CONTRADICTION, Silence.RESIDUAL, Silence.LOST))
"""Why a category has no better code of a disease, where another one may have it."""


def choose(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Choice:
    """Return the codes that the chart leads to for a coded leaf; without codes, why there are none."""
    if not (diagnosis.texts or diagnosis.sites or facts.sited_procedures or facts.encounter.documents):
        return _NOTHING  # the usual case
    key = (diagnosis.diagnosis.reference, diagnosis.code)
    known: dict[tuple[str, str], Choice] = facts.derived.setdefault(choose, {})
    found = known.get(key)
    if found is None:
        documented = _documented(diagnosis, facts) if facts.encounter.documents else None
        found = known[key] = documented or _chosen(diagnosis, facts)
    return found


def _documented(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Choice | None:
    """Return the choice by what documents state of a diagnosis, where they only add to what is coded."""
    read = described(diagnosis, facts)
    if read is None:
        return None
    choice = _chosen(read, facts)
    return choice if choice.codes and only_adds(choice.codes, read, facts.release) else None


def _chosen(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Choice:
    found = settled(_better(diagnosis, facts), diagnosis, facts)
    if found.silence in _MAY_BE_ELSEWHERE and (diagnosis.texts or diagnosis.diagnosis.statements):
        found = _elsewhere(diagnosis, facts) or found
    return _without_conflict(found, diagnosis, facts)


def _elsewhere(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Choice | None:
    """Return the choice of the one code of another category to which the kinds of the disease there lead."""
    found = {choice.codes[0]: choice for choice in _of_other_categories(diagnosis, facts)}
    if len(found) != 1:
        return None
    ((code, choice),) = found.items()
    evidence = choice.evidence or tuple(text.evidence for text in diagnosis.texts)
    question = Question.SITE if choice.question is Question.SITE else Question.KIND
    choice = settled(replace(choice, question=question, evidence=evidence), read_as(diagnosis, code, facts), facts)
    return choice if len(choice.codes) == 1 and choice.codes[0] not in facts.codes else None


def _of_other_categories(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Iterator[Choice]:
    """Yield the choices of the kinds in other categories that say most, where each leads to one code."""
    stated = [] if diagnosis.node is None else list(kinds_elsewhere(diagnosis, diagnosis.node, facts))
    most = saying_most([kind for _, kind in stated])
    for asked, kind in stated:
        if kind in most:
            read = asked.diagnosis
            choice = _choose(asked, (kind,), Sites(read.documented, read.telling, Strength.DOCUMENTED))
            if len(choice.codes) == 1 and not choice.adds and _keeps_the_place(choice.codes[0], read, facts):
                yield choice


def _keeps_the_place(code: str, read: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a valid code names a place, if texts name one: not so "seropositive RA, right hand"."""
    index = facts.release.position(code)
    if index is None or not facts.release.is_valid(code):
        return False
    has_places = facts.release.families.sites(facts.release.category(index).index)
    return not (has_places and any(fact.site for fact in read.telling)) or bool(named_sites(code, facts.release))


def _without_conflict(choice: Choice, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Choice:
    """Return a choice that names no side where the statements of the chart differ on it; else why there is none."""
    sided = any(facts.release.side_of(code) for code in choice.codes) and facts.release.side_of(diagnosis.code) is None
    if sided and names_both_sides_apart(diagnosis, facts.anatomy):
        return Choice(silence=Silence.CONTRADICTION)
    return choice


def settled(choice: Choice, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Choice:
    """Return a choice after which nothing better is known, and that keeps every fact; else why there is none."""
    if not choice.codes:
        return choice
    choice = _at_rest(choice, diagnosis, facts, _ROUNDS)
    if not places_fit(choice, diagnosis, facts) or _loses_a_kind(choice, diagnosis, facts):
        return Choice(silence=Silence.LOST)
    if are_told_apart(diagnosis, choice.codes, facts.release) or _loses_a_companion(choice, diagnosis, facts):
        return Choice(silence=Silence.LOST)
    codes = fitting(choice.codes, diagnosis, facts.release, together=choice.together or choice.adds)
    if codes == choice.codes:
        return choice
    return replace(choice, codes=codes) if codes else Choice(silence=Silence.LOST)


def _loses_a_kind(choice: Choice, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a document names the disease, a kind or a part of it in words that only other codes say."""
    said = [text.facts.affirmed for text in diagnosis.texts if text.evidence.source]
    if not (said and choice.codes and diagnosis.node is not None):  # the usual case
        return False
    disease, _ = disease_at(diagnosis.node.index, facts.release)
    is_injury = diagnosis.code.startswith(load_policy().injuries)  # of the structure that its code names
    kinds = kinds_of((choice.codes, disease, frozenset() if is_injury else place_words()), facts.release)
    return any(kinds.leave_out((text,)) or kinds.lack_a_name((text,)) for text in said)


def _loses_a_companion(choice: Choice, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the code's own note asks for a code that is coded, and no offered one has such a note.

    E11.22 with N18.30 stays a diabetic chronic kidney disease where the text says nephropathy alone.
    """
    if diagnosis.node is None or choice.adds:
        return False
    own = [
        companion.code
        for line, companion in facts.named_from(diagnosis.node, _FURTHER)
        if line.level not in _SHARED_LEVELS
    ]
    offered = [node for code in choice.codes if own and (node := facts.release.node(code)) is not None]
    kept = {companion.code for node in offered for _, companion in facts.named_from(node, _FURTHER)}
    return not kept.issuperset(own)


def _at_rest(choice: Choice, diagnosis: DiagnosisFacts, facts: EncounterFacts, rounds: int) -> Choice:
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
        return _at_rest(replace(choice, codes=further.codes, evidence=evidence), diagnosis, facts, rounds - 1)
    return Choice(silence=Silence.TIE)


def _better(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Choice:
    node = diagnosis.node
    if node is None or node.children:
        return _NOTHING
    stated = words_stated(diagnosis, facts.release)
    kinds = kinds_stated(diagnosis, stated, facts.release)
    if kinds is None:
        return Choice(silence=Silence.TIE)
    asked = Asked(diagnosis, node, stated, facts)
    documented = Sites(diagnosis.documented, diagnosis.telling, Strength.DOCUMENTED)
    choice = _choose(asked, kinds, documented)
    if choice.silence is Silence.NOTHING_NEW:
        treated = places_added(diagnosis.telling, diagnosis, facts)
        if treated:
            choice = _choose(asked, kinds, Sites(treated, treated, Strength.PROCEDURE))
    return choice


def _choose(asked: Asked, kinds: Sequence[Kind], sites: Sites) -> Choice:
    found = _found(asked, kinds, sites)
    if isinstance(found, Silence):
        return Choice(silence=found)
    offered = dict.fromkeys(chain.from_iterable(each.codes for each in found))
    codes = tuple(code for code in offered if code != asked.diagnosis.code)
    reason = _no_offer(found, offered, codes, asked) or _leaves_out_a_side(codes, found, asked, sites)
    if reason is not None:
        return Choice(silence=reason)
    question = _question(asked, found[0], kinds, codes)
    by_text = kinds or question is Question.SEVENTH or _turns_seventh(codes, asked)
    evidence = _evidence(found, _telling_texts(asked, kinds) if by_text else ())
    together = len(codes) > 1 and _go_together(found)
    return Choice(
        codes=codes,
        question=question,
        strength=_strength(asked, sites, codes, evidence),
        evidence=evidence,
        together=together,
        adds=len(offered) > len(codes),
        sided=any(each.sided for each in found),
        by_rule=any(each.by_rule for each in found),
    )


def _turns_seventh(codes: Sequence[str], asked: Asked) -> bool:
    """Return whether codes have another 7th character than the code: only a text says that a fracture is open."""
    code, find = asked.diagnosis.code, asked.release.tabular.find
    return find(code) is None and any(each[-1] != code[-1] for each in codes if find(each) is None)


def _strength(asked: Asked, sites: Sites, codes: Sequence[str], evidence: Sequence[Evidence]) -> Strength:
    """Return the strength of an offer: a text that leaves open which side it is documents none of them."""
    sides = {asked.release.side_of(code) for code in codes}
    open_side = sides == {Side.RIGHT, Side.LEFT} and not any(fact.side for fact in sites.all)
    return Strength.PROMPT if open_side and all(each.from_text for each in evidence) else sites.strength


def _found(asked: Asked, kinds: Sequence[Kind], sites: Sites) -> list[Located] | Silence:
    """Return the codes of each kind of disease, of the code's own where the texts state none."""
    found: list[Located] = []
    for kind in kinds or (None,):
        each = located(asked, kind, sites)
        if isinstance(each, Silence):
            return each
        found.append(each)
    return found


def _go_together(found: Sequence[Located]) -> bool:
    return len(found) > 1 or found[0].together


def _no_offer(found: Sequence[Located], offered: Collection[str], codes: Sequence[str], asked: Asked) -> Silence | None:
    """Return why the codes that were found are not offered; None where they are."""
    if len(found) > 1 and len(offered) > len(found):
        return Silence.TIE
    if not codes or _parts_both_sides(codes, asked):
        return Silence.NOTHING_NEW
    return Silence.CODED if asked.facts.codes.intersection(codes) else None


def _leaves_out_a_side(codes: Sequence[str], found: Sequence[Located], asked: Asked, sites: Sites) -> Silence | None:
    """Return `LOST` where codes pass over a side: the one that is stated, or the other one of the code's very place."""
    if asked.own_side is not None:
        return None
    named = {asked.release.side_of(code) for code in codes}
    if named == {None}:
        lost = any(each.sided for each in found) and open_sides(asked.diagnosis.code, asked.release)
        return Silence.LOST if lost else None
    return _says_the_other_side(named, asked, sites)


def _says_the_other_side(named: Collection[Side | None], asked: Asked, sites: Sites) -> Silence | None:
    """Return `LOST` where codes name one side, and the chart says the other one of the code's place.

    Of a code that leaves its place open that is any part of it: "burns of the left thigh and the right calf".
    """
    if named not in ({Side.RIGHT}, {Side.LEFT}):
        return None
    stated = {fact.side for fact in _at_its_place(asked, sites)}
    return Silence.LOST if stated - named - {None, Side.BILATERAL} else None


def _at_its_place(asked: Asked, sites: Sites) -> list[SiteFact]:
    """Return the documented places that are the code's own, or parts of it where the code leaves open which."""
    own = named_sites(asked.diagnosis.code, asked.release)
    anatomy = asked.facts.anatomy
    wider = anatomy.narrowest(own) if _leaves_place_open(asked) else ()
    return [
        fact
        for fact in sites.all
        if fact.site in own or any(fact.site and anatomy.is_part_of(fact.site, site) for site in wider)
    ]


def _parts_both_sides(codes: Sequence[str], asked: Asked) -> bool:
    """Return whether codes say right and left where the code says both: "hearing loss of both ears, right worse"."""
    sides = {asked.release.side_of(code) for code in codes}
    return asked.own_side is Side.BILATERAL and sides == {Side.RIGHT, Side.LEFT}


def _evidence(found: Sequence[Located], texts: Sequence[ReadStatement]) -> tuple[Evidence, ...]:
    """Return the evidence of the places, then the texts that state the disease or the 7th character."""
    return tuple(dict.fromkeys((*(one for each in found for one in each.evidence), *(text.evidence for text in texts))))


def _telling_texts(asked: Asked, kinds: Sequence[Kind]) -> Sequence[ReadStatement]:
    """Return the texts of a diagnosis; beside documents only those that state some of what is news."""
    texts = asked.diagnosis.texts
    news = frozenset[str]().union(*(kind.news for kind in kinds))
    if not news or not any(text.evidence.source for text in texts):
        return texts
    return [text for text in texts if not news.isdisjoint(stems_in((text.facts.affirmed,)))] or texts


def _question(asked: Asked, found: Located, kinds: Sequence[Kind], codes: Sequence[str]) -> Question:
    code = asked.diagnosis.code
    if found.sited and _leaves_place_open(asked):
        return Question.SITE
    if found.sided and open_sides(code, asked.release):
        return Question.SIDE
    if kinds:
        return Question.KIND
    by_seventh = asked.release.tabular.find(code) is None and all(each[:-1] == code[:-1] for each in codes)
    return Question.SEVENTH if by_seventh else Question.RESIDUAL


def _leaves_place_open(asked: Asked) -> bool:
    peers = asked.release.families.site_family(asked.node.index)
    return peers is not None and peers.leaves_open(asked.node.index)
