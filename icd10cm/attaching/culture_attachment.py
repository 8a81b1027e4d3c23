"""Attaches each culture to the infection that it is about (guideline III.B: it raises a question, it is never a code).

Ranked by: a diagnosis whose text names the organism; a link in the chart (Observation.focus, the reason of the order or
of the procedure that took the specimen); the same site and side; a kind of infection that the specimen fits; a code
that names the organism; the infection without an organism code. A tie at the top attaches it to none, and so does an
infection whose organism is coded where neither link, place nor kind of specimen speaks for it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from icd10cm.attaching.attachment import LINKED, OWN, Attachment, Rank, Reason, attach, furthest
from icd10cm.attaching.coded_organisms import owners_of_organisms
from icd10cm.attaching.culture_match import reach_of
from icd10cm.attaching.infections import (
    admitting_note,
    infection,
    infections,
    is_carried,
    is_dismissed,
    may_be_about,
    names_organism,
    organism_codes,
    organism_in_text,
)
from icd10cm.attaching.nearness import elsewhere, nearness, opposite, places_of
from icd10cm.evidence.kept import kept_with_encounter
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side
    from icd10cm.attaching.infections import Infection
    from icd10cm.encounter import Culture, SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release

    Places = tuple[tuple[str | None, Side | None], ...]
    _Known = tuple[DiagnosisFacts, Infection]
    _Ranked = list[tuple[Rank, DiagnosisFacts]]
    _Identified = tuple[frozenset[str], frozenset[str]]

_COMMENSAL_KINDS = frozenset({"blood", "heart and vessels"})
"""Kinds of infections.toml that a commensal of the skin may cause from the blood."""
_OPEN = "unspecified"
_TIED = frozenset({Reason.OWN_RESOURCE, Reason.LINKED, Reason.SAME_PLACE})
"""Reasons that tie a culture to an infection whatever its specimen."""


@kept_with_encounter
def attach_cultures(facts: EncounterFacts) -> tuple[tuple[Culture, Attachment], ...]:
    """Return each culture with the diagnosis that it is about, in the order of the chart."""
    if not facts.encounter.cultures:  # the usual case
        return ()
    owners = organism_owners(facts).values()
    sure = frozenset(next(iter(codes)) for codes in owners if len(codes) == 1)
    has_organism = {one.code: one.code in sure or known.is_due_to_one for one, known in infections(facts)}
    identified = sure, frozenset().union(*owners)
    return tuple(
        (
            culture,
            _unless_stray(
                attach((rank._replace(lacks=int(has_organism[one.code])), one) for rank, one in candidates),
                culture,
                identified,
                facts,
            )
            if candidates
            else Attachment(None, why),
        )
        for culture, candidates, why in _ranked(facts)
    )


def _unless_stray(
    attachment: Attachment, culture: Culture, identified: _Identified, facts: EncounterFacts
) -> Attachment:
    """Attach a culture of blood to none where nothing ties it to an infection of another kind, whose organism is coded.

    A coagulase-negative staphylococcus in the blood is not the organism of an E. coli infection of the bladder. Without
    an infection of the blood, the heart or a device a commensal of the skin is not even that of a bladder infection
    whose organism nobody coded. `identified` holds the infections whose organism is surely coded, and may be.
    """
    to = attachment.to
    known = None if to is None else infection(to.code, facts.release)
    if to is None or known is None or attachment.why in _TIED:
        return attachment
    is_stray = _is_of_another(culture, to, known, identified) or _is_from_skin(culture, to, known, identified)
    return Attachment(None, Reason.OTHER_INFECTION) if is_stray else attachment


def _is_of_another(culture: Culture, to: DiagnosisFacts, known: Infection, identified: _Identified) -> bool:
    """Return whether blood, which any infection may seed, suits another kind, and the organism may be coded."""
    reach = reach_of(culture)
    return bool(reach.commensals) and not reach.suits(known.kinds) and to.code in identified[1]


def _is_from_skin(culture: Culture, to: DiagnosisFacts, known: Infection, identified: _Identified) -> bool:
    """Return whether a commensal of the skin grew in blood, and the infection has its organism or admits none."""
    is_commensal = culture.organism.id in reach_of(culture).commensals
    return is_commensal and (to.code in identified[0] or not _admits(known))


def _admits(known: Infection) -> bool:
    """Return whether a commensal in the blood may be more than a contaminant there: at a device, valve or in sepsis."""
    return known.is_complication or not known.kinds.isdisjoint(_COMMENSAL_KINDS)


@kept_with_encounter
def organism_owners(facts: EncounterFacts) -> Mapping[str, frozenset[str]]:
    """Return, by organism code, the codes of the infections that it may identify; a single one is sure."""
    return owners_of_organisms(facts, _grown(_ranked(facts))) if organism_codes(facts) else {}


@kept_with_encounter
def _ranked(facts: EncounterFacts) -> list[tuple[Culture, _Ranked, Reason]]:
    return [(culture, *_rank(culture, facts)) for culture in in_time(facts.encounter.cultures, facts.check_time)]


def _grown(ranked: Iterable[tuple[Culture, _Ranked, Reason]]) -> Mapping[str, frozenset[str]]:
    """Return the infections that cultures belong to whatever organisms are coded, by the code of the organism."""
    grown: dict[str, frozenset[str]] = {}
    for culture, candidates, _ in ranked:
        to, code = attach(candidates).to, culture.organism.code
        if to is not None and code is not None:
            grown[code] = grown.get(code, frozenset()) | {to.code}
    return grown


def _rank(culture: Culture, facts: EncounterFacts) -> tuple[_Ranked, Reason]:
    """Return the infections that a culture may be about with their ranks; the reason where there are none."""
    candidates, why = _candidates(culture, facts)
    reach = reach_of(culture)
    return [
        (
            Rank(
                linked=_linked(culture, one),
                place=nearness(culture.sites, places_of(one, facts), facts.anatomy),
                kind=int(not reach.suits(known.kinds)),
                names=int(not names_organism(known, culture.organism)),
            ),
            one,
        )
        for one, known in _without_doubles(_without_open(candidates, culture, facts), culture, facts)
    ], why


def _candidates(culture: Culture, facts: EncounterFacts) -> tuple[list[_Known], Reason]:
    """Return the infections that a culture may be about; the reason where there are none."""
    if culture.about and not any(map(partial(_is_linked, culture), facts.diagnoses)):
        return [], Reason.LINKED_ELSEWHERE
    reach = reach_of(culture)
    if is_dismissed(culture.organism, facts) or _may_be_screen(culture, facts):
        return [], Reason.DISMISSED
    possible = [each for each in infections(facts) if may_be_about(each[1], culture.organism, facts.release)]
    of_kind = [each for each in possible if reach.admits(each[0].code)]
    here = [each for each in of_kind if not elsewhere(culture.sites, places_of(each[0], facts), facts.anatomy)]
    return here, furthest((possible, Reason.OTHER_KIND), (of_kind, Reason.OTHER_PLACE))


def _may_be_screen(culture: Culture, facts: EncounterFacts) -> bool:
    """Return whether nothing says what a culture is of, and the chart has a code for carrying its organism."""
    return not (culture.about or culture.sites or culture.specimen) and is_carried(culture.organism, facts)


def _is_linked(culture: Culture, diagnosis: DiagnosisFacts) -> bool:
    return diagnosis.diagnosis.reference in culture.about


def _linked(culture: Culture, diagnosis: DiagnosisFacts) -> int:
    if organism_in_text(culture.organism, diagnosis):
        return OWN
    return LINKED if _is_linked(culture, diagnosis) else 0


def _without_open(candidates: list[_Known], culture: Culture, facts: EncounterFacts) -> list[_Known]:
    """Leave out codes whose title leaves the place open that the chart documents, where another candidate names it.

    M86.50 of the right tibia beside M86.561: a client that only creates leaves the old code to be removed by hand.
    """
    if not facts.shares_category:  # the usual case
        return candidates
    coded = {one.code: one for one, _ in candidates}.values()  # 3,000 Conditions may have one code
    return [
        each
        for each in candidates
        if _linked(culture, each[0]) or not any(_says_open_place(other, each[0], facts) for other in coded)
    ]


def _says_open_place(other: DiagnosisFacts, one: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether another code of the same disease names each place that the chart documents for an open one."""
    if one.node is None or other.node is None or one.node is other.node:
        return False
    named = facts.release.places_of(other.code)
    return (
        facts.release.families.are_of_one_disease(other.node.index, one.node.index)
        and _is_open_beside(one.code, named, facts.release)
        and bool(one.sites)
        and all(_is_named(fact, named, facts.anatomy) for fact in one.sites)
    )


def _is_open_beside(code: str, named: Places, release: Release) -> bool:
    """Return whether the title of a code leaves open what another one names, and names nothing else itself."""
    own = release.places_of(code)
    is_open = _OPEN in release.title(code).lower() and not any(side for _, side in own)
    return is_open and {site for site, _ in own} <= {site for site, _ in named}


def _is_named(fact: SiteFact, named: Places, anatomy: Anatomy) -> bool:
    """Return whether a documented place is among those that a title names, on the same side."""
    return any(
        site is not None and fact.site is not None and fact.side == side and anatomy.related(fact.site, site)
        for site, side in named
    )


def _without_doubles(candidates: list[_Known], culture: Culture, facts: EncounterFacts) -> list[_Known]:
    """Leave out codes that represent the same infection as another candidate, whose note asks for the organism.

    T83.511A asks to identify N39.0 itself; discitis beside osteomyelitis of its vertebra is M46.36; what grew in
    the fluid of a belly is coded with the peritonitis, not with the diverticulitis.
    """
    if all(known.notes and not known.is_complication for _, known in candidates):  # the usual case
        return candidates
    return [
        each
        for each in in_time(candidates, facts.check_time)
        if _linked(culture, each[0]) or not any(_covers(other, each, culture, facts) for other in candidates)
    ]


def _covers(other: _Known, one: _Known, culture: Culture, facts: EncounterFacts) -> bool:
    """Return whether another code is the same infection, and the one to identify by an organism."""
    if other[1].kinds.isdisjoint(one[1].kinds) or other[1].is_complication:
        return False
    if one[1].is_complication:
        return _same_place(other[0], one[0], facts)
    code = culture.organism.code or ""
    has_note = [admitting_note(each[1], code, facts.release) is not None for each in (other, one)]
    return has_note == [True, False] and _same_place(other[0], one[0], facts)


def _same_place(one: DiagnosisFacts, other: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether two diagnoses may lie at one place and side, as a peritonitis and a diverticulitis may."""
    ones = [(site, side) for site, side in places_of(one, facts) if site]
    others = [(site, side) for site, side in places_of(other, facts) if site]
    return not (ones and others) or any(
        facts.anatomy.related(site, known) and not opposite(side, beside)
        for site, side in ones
        for known, beside in others
    )


def is_of_organism(culture: Culture, coded: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a culture is about the infection that a coded organism, or a combination code, names.

    Where several infections fit equally it may be; a culture of elsewhere, such as a screening swab, is not.
    """
    attachment = next(found for one, found in attach_cultures(facts) if one is culture)
    if attachment.to is None:
        return attachment.why is Reason.TIE
    return attachment.to.code in organism_owners(facts).get(coded.code, (coded.code,))


def may_be_of(culture: Culture, attachment: Attachment, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a culture belongs to a diagnosis, or may be about it where the encounter has no infection.

    The only infection it can be about is not enough where the specimen is of another kind: Candida in the blood is not
    that of a bladder infection.
    """
    if attachment.to is not None:
        known = infection(diagnosis.code, facts.release)
        fits = attachment.why in _TIED or known is None or reach_of(culture).suits(known.kinds)
        return fits and attachment.to.code == diagnosis.code
    return (
        attachment.why is Reason.NO_CANDIDATE
        and reach_of(culture).admits(diagnosis.code)
        and not elsewhere(culture.sites, places_of(diagnosis, facts), facts.anatomy)
    )
