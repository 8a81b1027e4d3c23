"""The outcome of each sentence of a report or note that may be evidence: the codes that it counts for, or why none."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from icd10cm.attaching.organism_coding import stated_organisms
from icd10cm.documents.statements import Silence, denies
from icd10cm.evidence.from_documents.disease_names import disease_at
from icd10cm.evidence.from_documents.document_facts import can_be_completed
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.documents.views import View
    from icd10cm.encounter import Document, Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.tabular.model import Node

MOST = 20
"""Sentences of a document that are shown at most."""
_STATES = "states the disease"
_NO_PLACE = "states the disease, and nothing that the code leaves open"
_DENIED = "names the disease and does not affirm it"
_NOT_NAMED = "names no coded disease"
_NO_EVIDENCE = "has no impression, final diagnosis or postoperative diagnosis"
_NOTHING_OPEN = "the codes leave no place, side or kind open"


class DocumentTrace(NamedTuple):
    """A sentence of a document (or its title), the codes that it counts for, and why; `to` is empty for none."""

    reference: str
    what: str
    to: tuple[str, ...]
    why: str


def document_traces(facts: EncounterFacts) -> Iterator[DocumentTrace]:
    """Yield the outcome of each sentence of the documents that may be evidence, as long as there is time."""
    asked = [one for one in facts.diagnoses if one.node is not None and _is_asked(one, one.node, facts)]
    for at, document in enumerate(in_time(facts.encounter.documents, facts.check_time)):
        view = facts.documents.view(at)
        sentences = [] if view.is_void else _sentences(view)
        if not sentences or not asked:
            why = _NOTHING_OPEN if sentences else _NO_EVIDENCE
            yield DocumentTrace(document.references[0], document.title, (), why)
            continue
        for quote, sentence in sentences[:MOST]:
            yield _trace(document, at, quote, sentence, asked, facts)


def _is_asked(diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts) -> bool:
    """Return whether a document may add anything to a diagnosis, or has added its organism."""
    return can_be_completed(node.index, facts.release) or any(_organisms(diagnosis, facts))


def _organisms(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Iterator[Evidence]:
    return (one.evidence for one in stated_organisms(facts) if one.diagnosis is diagnosis)


def _sentences(view: View) -> list[tuple[str, str]]:
    """Return the sentences that may be evidence, each as it would be quoted and as it is read."""
    plain = [(each, each) for each in (*view.addendum, *view.evidence)]
    return plain + [(one.quote, one.sentence) for one in view.specimens]


def _trace(
    document: Document, at: int, quote: str, sentence: str, asked: list[DiagnosisFacts], facts: EncounterFacts
) -> DocumentTrace:
    reasons: dict[str, str] = {}
    counted: list[str] = []
    for diagnosis in asked:
        why = _why(at, quote, sentence, diagnosis, facts)
        if why == _STATES:
            counted.append(diagnosis.code)
        elif why != _NOT_NAMED:
            reasons[diagnosis.code] = why
    if counted:
        return DocumentTrace(document.references[0], quote, tuple(dict.fromkeys(counted)), _STATES)
    why = "; ".join(f"{code}: {reason}" for code, reason in reasons.items())
    return DocumentTrace(document.references[0], quote, (), why or _NOT_NAMED)


def _why(at: int, quote: str, sentence: str, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> str:
    """Return the outcome of a sentence for one diagnosis."""
    node = diagnosis.node
    if node is None:
        return _NOT_NAMED
    outcome = facts.documents.outcomes(node)[at]
    if isinstance(outcome, Silence):
        disease, own = disease_at(node.index, facts.release)
        if outcome is not Silence.NOT_NAMED:
            return outcome.value
        return _DENIED if denies(sentence, disease, own) else _NOT_NAMED
    if not any(statement.quote == quote for statement in outcome):
        return _NOT_NAMED
    return _STATES if _is_used(quote, diagnosis, facts) else _NO_PLACE


def _is_used(quote: str, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    cited = (
        *(fact.evidence for fact in diagnosis.sites),
        *(text.evidence for text in diagnosis.texts),
        *_organisms(diagnosis, facts),
    )
    return any(evidence.statement == quote for evidence in cited)
