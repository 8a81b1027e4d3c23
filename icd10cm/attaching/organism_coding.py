"""Whether the organism of a culture, or one that an operative note names as the cause, is coded as it should be.

A culture is about the infection that it belongs to; a note is about the one disease that its sentence names.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.attaching.attachment import Reason
from icd10cm.attaching.culture_attachment import attach_cultures, organism_owners
from icd10cm.attaching.infections import admitting_note, infection, infections, names_organism, organism_codes
from icd10cm.evidence.kept import kept_with_encounter
from icd10cm.policy import load_policy
from icd10cm.titles.side_groups import title_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from icd10cm.encounter import Culture, Evidence, Organism
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine


class UncodedOrganism(Struct, frozen=True):
    """An organism that an infection asks for and no code names.

    `line` is the note that asks for it, `rival` the organism code of this infection that the culture contradicts or
    makes more exact, None where the code is missing.
    """

    culture: Culture
    diagnosis: DiagnosisFacts
    line: NoteLine
    rival: DiagnosisFacts | None


def uncoded_organisms(facts: EncounterFacts) -> Iterator[UncodedOrganism]:
    """Yield each organism of a culture that is not coded as it should be, once, for the first infection that has it."""
    found: dict[str, tuple[Culture, DiagnosisFacts]] = {}
    for culture, diagnosis, code in _missing(facts):
        before = found.get(code)
        if before is None or _place(diagnosis) < _place(before[1]):
            found[code] = culture, diagnosis
    for code, (culture, diagnosis) in found.items():
        line, rival = _note(diagnosis, code, facts), _rival(culture, code, diagnosis, facts)
        if line is not None:
            yield UncodedOrganism(culture, diagnosis, line, rival)


class StatedOrganism(Struct, frozen=True):
    """An organism that an operative note names as the cause of an infection; `line` is the note that asks for it."""

    organism: Organism
    diagnosis: DiagnosisFacts
    line: NoteLine
    evidence: Evidence


@kept_with_encounter
def stated_organisms(facts: EncounterFacts) -> tuple[StatedOrganism, ...]:
    """Return the organisms that operative notes name and no code does, each for the one infection that it causes.

    None for a sentence that may be about several infections, where sentences differ, where an organism of the infection
    is coded, and where a culture names an organism of it: what grew is asked about instead.
    """
    if not facts.encounter.documents:  # the usual case
        return ()
    by_code = {diagnosis.code: tuple(_stated_of(diagnosis, facts)) for diagnosis, _ in infections(facts)}
    alone = filter(partial(_is_of_one, by_code), by_code.values())
    return tuple(one for stated in alone for one in _of_one_sentence(stated) if not _is_settled(one, facts))


def _is_of_one(by_code: Mapping[str, tuple[StatedOrganism, ...]], stated: Sequence[StatedOrganism]) -> bool:
    """Return whether no sentence of these is about another infection too."""
    cited = {one.evidence for one in stated}
    others = (each for each in by_code.values() if each is not stated)
    return all(cited.isdisjoint(one.evidence for one in other) for other in others)


def _of_one_sentence(stated: Sequence[StatedOrganism]) -> list[StatedOrganism]:
    """Return what the first sentence states of an infection; nothing where another one states something else."""
    organisms: dict[Evidence, list[StatedOrganism]] = {}
    for one in stated:
        organisms.setdefault(one.evidence, []).append(one)
    alike = {frozenset(one.organism.code for one in each) for each in organisms.values()}
    return next(iter(organisms.values())) if len(alike) == 1 else []


def _stated_of(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Iterator[StatedOrganism]:
    """Yield the organisms that notes name as the cause of a diagnosis on its side, and that it asks for."""
    if diagnosis.node is None:
        return
    side = facts.release.side_of(diagnosis.code) or diagnosis.side
    for cause in facts.documents.causes_for(diagnosis.node):
        code = cause.organism.code
        line = None if code is None or not facts.release.is_valid(code) else _note(diagnosis, code, facts)
        on_other_side = side is not None and bool(cause.sides) and side not in cause.sides
        if line is not None and not on_other_side:
            yield StatedOrganism(cause.organism, diagnosis, line, cause.evidence)


def _is_settled(stated: StatedOrganism, facts: EncounterFacts) -> bool:
    """Return whether an infection may have its organism already: a code, or a culture that is or may be about it."""
    code = stated.diagnosis.code
    if _is_coded(stated.organism.code or "", facts) or any(code in each for each in organism_owners(facts).values()):
        return True
    found = [attachment for _, attachment in attach_cultures(facts)]
    return any(one.why is Reason.TIE if one.to is None else one.to.code == code for one in found)


def _missing(facts: EncounterFacts) -> Iterator[tuple[Culture, DiagnosisFacts, str]]:
    """Yield each culture whose organism an infection asks for and no code names."""
    for culture, diagnosis, why_not in judged_cultures(facts):
        code = culture.organism.code
        if diagnosis is not None and code is not None and why_not is None and _note(diagnosis, code, facts) is not None:
            yield culture, diagnosis, code


def _place(diagnosis: DiagnosisFacts) -> tuple[int, str]:
    """Return the place of a diagnosis that does not depend on how cultures and unranked diagnoses are listed."""
    return diagnosis.diagnosis.rank or 0, diagnosis.code


def judged_cultures(facts: EncounterFacts) -> Iterator[tuple[Culture, DiagnosisFacts | None, Reason | None]]:
    """Yield each culture with the diagnosis that it belongs to, and why no code is missing, None where one is."""
    attached = attach_cultures(facts)
    own = [(culture, attachment.to) for culture, attachment in attached if attachment.to is not None]
    for culture, attachment in attached:
        if attachment.to is None:
            yield culture, None, attachment.why
        else:
            yield culture, attachment.to, _why_not_missing(culture, attachment.to, own, facts)


def _why_not_missing(
    culture: Culture, diagnosis: DiagnosisFacts, own: Sequence[tuple[Culture, DiagnosisFacts]], facts: EncounterFacts
) -> Reason | None:
    code = culture.organism.code
    if code is None or not facts.release.is_valid(code):
        return Reason.NO_ORGANISM_CODE
    if _is_coded(code, facts) or _may_be_resistant(culture, diagnosis, facts):
        return Reason.CODED
    if _is_named_closer(culture, diagnosis, own):
        return Reason.NAMED_CLOSER
    if _note(diagnosis, code, facts) is None:
        return Reason.NOT_ASKED_FOR
    return Reason.CODED if _is_named_by_infection(culture, diagnosis, facts) else None


def _note(diagnosis: DiagnosisFacts, code: str, facts: EncounterFacts) -> NoteLine | None:
    known = infection(diagnosis.code, facts.release)
    return None if known is None else admitting_note(known, code, facts.release)


def _leaves_methicillin_open(culture: Culture, code: str | None) -> bool:
    """Return whether a culture says S. aureus and no more, where `code` is that of the resistant one."""
    organism, policy = culture.organism, load_policy()
    return (
        code in policy.methicillin_resistant
        and organism.code in policy.methicillin_susceptible
        and not organism.id.startswith("methicillin-susceptible")
    )


def _may_be_resistant(culture: Culture, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the S. aureus of a culture may be the resistant one that is coded, for whichever infection."""
    coded = [other.code for other in organism_codes(facts) if _leaves_methicillin_open(culture, other.code)]
    return any(diagnosis.code in organism_owners(facts)[code] for code in coded)


def _is_named_closer(
    culture: Culture, diagnosis: DiagnosisFacts, own: Sequence[tuple[Culture, DiagnosisFacts]]
) -> bool:
    """Return whether another culture of the same diagnosis names the organism more exactly."""
    others = (other for other, to in own if other is not culture and to.code == diagnosis.code)
    return any(_names_closer(other, culture) for other in others)


def _names_closer(other: Culture, culture: Culture) -> bool:
    """Return whether another culture names the organism more exactly, as a species or with its resistance."""
    same_kind = other.organism.general is not None and other.organism.general == culture.organism.code
    return same_kind or _leaves_methicillin_open(culture, other.organism.code)


def _is_named_by_infection(culture: Culture, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a complication has its infection coded with the organism: T81.44 and A41.02."""
    own = infection(diagnosis.code, facts.release)
    return (own is not None and own.is_complication) and any(
        known.kinds & own.kinds and names_organism(known, culture.organism) for _, known in infections(facts)
    )


def _is_coded(code: str, facts: EncounterFacts) -> bool:
    """Return whether an organism is coded, or one of the kind that `code` leaves unspecified: B95.62 of B95.8."""
    if code in facts.codes:
        return True
    kind = title_words(facts.release.title(code))
    return kind[0] == "unspecified" and any(
        other.code != code and kind[1] in title_words(facts.release.title(other.code))
        for other in organism_codes(facts)
    )


def _rival(culture: Culture, code: str, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> DiagnosisFacts | None:
    """Return a coded organism of this very infection that the culture makes more exact or contradicts.

    One that another culture supports, or that may be the organism of another infection, is none.
    """
    agents = organism_codes(facts)
    owners = organism_owners(facts) if agents else {}
    grown = {one.organism.code for one in facts.encounter.cultures}
    for other in agents:
        if owners[other.code] != {diagnosis.code} or other.code in grown:
            continue
        same_organism = other.code.startswith(load_policy().one_organism) and other.code[:5] == code[:5]
        if same_organism or other.code == culture.organism.general:
            return other
    return None
