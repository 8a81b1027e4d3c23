"""Where each fact of an encounter went: the diagnosis that it counts for and why, or why it counts for nothing.

For people (the workbench, `coding-cards review --explain`): it asks the same functions as the rules.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.attaching.attachment import Reason
from icd10cm.attaching.cause_attachment import possible_causes
from icd10cm.attaching.culture_attachment import attach_cultures, organism_owners
from icd10cm.attaching.organism_coding import judged_cultures, stated_organisms
from icd10cm.attaching.procedure_attachment import attach_procedures
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.inspect.placed_documents import document_traces
from icd10cm.text.clauses import BESIDE
from icd10cm.text.status import Status
from icd10cm.text.text_facts import CURRENT
from icd10cm.time_limit import no_limit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.encounter import CodedEncounter, SiteFact
    from icd10cm.evidence.encounter_facts import EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.time_limit import CheckTime


_MAY_COUNT = CURRENT | {Status.HISTORICAL}


class PlacedFact(Struct, frozen=True):
    """One fact: its kind, the resource that states it, what it says, the codes that it counts for, and why.

    `to` is empty for a fact that counts for nothing. `why` gives the reason, and what happened to it after that.
    """

    kind: str
    reference: str
    what: str
    to: tuple[str, ...]
    why: str


def place_facts(
    encounter: CodedEncounter, release: Release, check_time: CheckTime = no_limit
) -> tuple[PlacedFact, ...]:
    """Return where each fact of an encounter went: sites, texts, documents, cultures, procedures, organisms, causes.

    `check_time` is called on the way and may raise.
    """
    facts = read_encounter(encounter, release, check_time)
    return (
        *_sites(facts),
        *_mentions(facts),
        *(PlacedFact("document", *trace) for trace in document_traces(facts)),
        *_cultures(facts),
        *_stated_organisms(facts),
        *_procedures(facts),
        *_organism_codes(facts),
        *_causes(facts),
    )


def _sites(facts: EncounterFacts) -> Iterator[PlacedFact]:
    for diagnosis in facts.diagnoses:
        for fact in diagnosis.sites:
            why = Reason.REPORT_NAMES_PLACE if fact.evidence.source else Reason.OWN_RESOURCE
            yield PlacedFact("site", fact.evidence.reference, _place(fact, facts), (diagnosis.code,), why.value)


def _mentions(facts: EncounterFacts) -> Iterator[PlacedFact]:
    """Yield the places that texts name, each with its assertion status, how it was read and how it bears on the code.

    A place counts where it is among those that the text states of the disease: with a code of a past state, past ones.
    """
    for diagnosis in facts.diagnoses:
        for text in diagnosis.texts:
            counted = {(place.site, place.side) for place in text.facts.places}
            for mention in text.facts.mentions:
                sides = mention.sides or (None,)
                counts = any((mention.site, side) in counted for side in sides)
                counts = counts and mention.status in _MAY_COUNT and mention.bearing not in BESIDE
                why = f"{mention.status.value}; {mention.bearing.value} (read as {mention.production.value})"
                to = (diagnosis.code,) if counts else ()
                yield PlacedFact("text", text.evidence.reference, mention.phrase, to, why)


def _place(fact: SiteFact, facts: EncounterFacts) -> str:
    return " ".join(filter(None, (fact.side, fact.site and facts.anatomy.name(fact.site))))


def _cultures(facts: EncounterFacts) -> Iterator[PlacedFact]:
    for (culture, attachment), (_, _, why_not) in zip(attach_cultures(facts), judged_cultures(facts), strict=True):
        reasons = dict.fromkeys((attachment.why.value, *((why_not.value,) if why_not else ())))
        to = () if attachment.to is None else (attachment.to.code,)
        yield PlacedFact("culture", culture.reference, culture.organism.name, to, "; ".join(reasons))


def _stated_organisms(facts: EncounterFacts) -> Iterator[PlacedFact]:
    for one in stated_organisms(facts):
        reference, why = one.evidence.reference, Reason.NOTE_SAYS_CAUSE.value
        yield PlacedFact("organism", reference, one.organism.name, (one.diagnosis.code,), why)


def _procedures(facts: EncounterFacts) -> Iterator[PlacedFact]:
    for procedure, attachment in attach_procedures(facts):
        what = ", ".join((f"{procedure.system} {procedure.code}", *(_place(fact, facts) for fact in procedure.sites)))
        to = () if attachment.to is None else (attachment.to.code,)
        kind = "order" if procedure.is_order else "procedure"
        yield PlacedFact(kind, procedure.reference, what, to, attachment.why.value)


def _organism_codes(facts: EncounterFacts) -> Iterator[PlacedFact]:
    owners = organism_owners(facts)
    for one in facts.diagnoses:
        if one.code in owners:
            to = tuple(sorted(owners[one.code]))
            why = Reason.TIE if len(to) > 1 else Reason.BEHIND_IT if to else Reason.NO_CANDIDATE
            yield PlacedFact("organism code", one.diagnosis.reference, one.code, to, why.value)


def _causes(facts: EncounterFacts) -> Iterator[PlacedFact]:
    for diagnosis in facts.diagnoses:
        for cause, why_not in possible_causes(diagnosis, facts):
            to, why = ((cause.code,), Reason.NOTE_NAMES_IT) if why_not is None else ((), why_not)
            what = f"{diagnosis.code} and its cause {cause.code}"
            yield PlacedFact("cause", diagnosis.diagnosis.reference, what, to, why.value)
