"""The rows that an audit writes, made from what the review of one encounter gave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fhir_mappings.diagnoses.belonging import Belonging
from icd10cm.issue import AddCode, RemoveCode, ReplaceCode, Resequence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cards import Card
    from cds_service.audit.review.hashed_names import Names
    from cds_service.hooks.review_steps import Reviewed
    from icd10cm.issue import CodingIssue, Correction

Row = dict[str, Any]
_OF_OTHERS = frozenset(Belonging)
"""Why a Condition is left out that is counted with another encounter."""


def encounter_row(reviewed: Reviewed, patient: str, encounter: str, department: str | None) -> Row:
    """Return the row of one encounter; patient and encounter are named as they are to be written."""
    chart, deck = reviewed.chart, reviewed.deck
    facts = chart.encounter
    faulty = sum([each.faulty for each in chart.unread])
    left_out = {reason: n for reason, n in chart.conditions.left_out.items() if reason not in _OF_OTHERS}
    return {
        "encounter": encounter,
        "patient": patient,
        "date": facts.date_of_service,
        "setting": facts.setting.value,
        "department": department,
        "release": reviewed.release.id,
        "in_force": reviewed.release.in_force(facts.date_of_service),
        "diagnoses": len(facts.diagnoses),
        "cultures": len(facts.cultures),
        "procedures": len(facts.procedures),
        "issues": len(deck.shown) + len(deck.held_back) + deck.unwritten,
        "shown": len(deck.shown),
        "held_back": len(deck.held_back),
        "could_not_read": faulty,
        "left_out": len(chart.unread) - faulty,
        "conditions": sum(left_out.values()) + chart.conditions.read,
        "conditions_read": chart.conditions.read,
        "conditions_left_out": _counts(left_out),
        "code_systems": _counts(chart.conditions.uris),
    }


def _counts(counted: Mapping[str, int]) -> list[Row]:
    """Return counts by name as rows, the greatest first."""
    if len(counted) <= 1:  # the usual case
        return [{"name": name, "n": n} for name, n in counted.items()]
    return [{"name": name, "n": n} for name, n in sorted(counted.items(), key=lambda each: (-each[1], each[0]))]


def issue_rows(reviewed: Reviewed, encounter: Row, names: Names) -> Iterator[Row]:
    """Yield a row for each question of an encounter, those that would have been shown first.

    What the chart says in words is left out: it can hold anything.
    """
    deck = reviewed.deck
    cards: list[tuple[Card, str]] = [(card, "shown") for card in deck.shown]
    cards += [(held.card, held.why) for held in deck.held_back]
    for position, (card, outcome) in enumerate(cards, 1):
        issue = card.issue
        yield {
            "encounter": encounter["encounter"],
            "date": encounter["date"],
            "setting": encounter["setting"],
            "department": encounter["department"],
            "release": encounter["release"],
            "position": position,
            "outcome": outcome,
            "rule": issue.rule,
            "strength": issue.strength.value,
            "evidence_source": card.evidence_source.value,
            "topic": card.topic,
            "codes": list(issue.codes),
            "choices": list(issue.choices),
            "options": [_option(each, names) for each in issue.options],
            "evidence": _evidence(issue, names),
            "basis": [{"code": each.code, "element": each.element, "note": each.note} for each in issue.basis],
        }


def unreadable_row(
    kind: str, reason: str, *, file: str | None = None, line: int | None = None, resource: str | None = None,
    encounter: str | None = None,
) -> Row:  # fmt: skip
    """Return a row about what could not be read or was not taken up; the names are given as they are to be written."""
    return {
        "kind": kind,
        "reason": reason,
        "file": file,
        "line": line,
        "resource": resource,
        "encounter": encounter,
    }


def _option(correction: Correction, names: Names) -> Row:
    match correction:
        case ReplaceCode(diagnosis, code, also):
            return {"action": "replace", "code": ", ".join((code, *also)), "resource": names.resource(diagnosis)}
        case AddCode(code, after):
            return {"action": "add", "code": code, "resource": names.resource(after)}
        case RemoveCode(diagnosis, keeps):
            return {"action": "remove", "code": keeps, "resource": names.resource(diagnosis)}
        case Resequence(first, _, code):
            return {"action": "list first", "code": code, "resource": names.resource(first)}


def _evidence(issue: CodingIssue, names: Names) -> list[Row]:
    facts = dict.fromkeys((fact.reference, fact.date) for fact in issue.evidence)
    return [{"resource": names.resource(reference), "date": day} for reference, day in facts]
