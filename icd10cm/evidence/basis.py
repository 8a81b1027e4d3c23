"""Makes the `Basis` and the `Evidence` that issues carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.encounter import Evidence
from icd10cm.issue import Basis
from icd10cm.releases.life_spans import load_life_spans
from icd10cm.releases.naming import us_date

if TYPE_CHECKING:
    from datetime import date

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_MOST_NAMED = 6


def note_basis(line: NoteLine) -> Basis:
    """Return a note line as a basis, in its own words."""
    return Basis(line.holder, line.element, line.line)


def title_basis(node: Node) -> Basis:
    """Return the title of a node as a basis."""
    return Basis(node.code, "desc", node.title)


def life_span_basis(code: str, day: date) -> tuple[Basis, ...]:
    """Return the day on which a code ended before `day`, or begins after it, as a basis; () for neither."""
    spans = load_life_spans()
    own = spans.of(code)
    ended = [span.last for span in own if span.last is not None and span.last < day]
    if ended and not any(span.holds(day) for span in own):
        note = f"effective through {us_date(max(ended))}"
        return (Basis(code, "lifeSpan", _with_codes(note, "replaced by", spans.replaced_by(code))),)
    begins = [span for span in own if span.first is not None and span.first > day]
    if begins and begins[0].first is not None:
        note = f"effective from {us_date(begins[0].first)}"
        return (Basis(code, "lifeSpan", _with_codes(note, "replaces", tuple(filter(None, (begins[0].replaced,))))),)
    return ()


def _with_codes(note: str, verb: str, codes: tuple[str, ...]) -> str:
    if not codes:
        return note
    more = f" and {len(codes) - _MOST_NAMED} more" if len(codes) > _MOST_NAMED else ""
    return f"{note}; {verb} {', '.join(codes[:_MOST_NAMED])}{more}"


def coded_as(facts: DiagnosisFacts, release: Release) -> Evidence:
    """Return the diagnosis itself as evidence: its code, with the release's title."""
    diagnosis = facts.diagnosis
    title = release.title(diagnosis.code) or diagnosis.title
    statement = f"{diagnosis.code} {title}" if title else diagnosis.code
    return Evidence(diagnosis.reference, statement, diagnosis.date)
