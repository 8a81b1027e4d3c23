"""Makes the `Basis` and the `Evidence` that issues carry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.encounter import Evidence
from icd10cm.issue import Basis
from icd10cm.releases.life_spans import load_life_spans
from icd10cm.releases.naming import us_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.life_spans import LifeSpan
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
    own = load_life_spans().of(code)
    if any(span.holds(day) for span in own):
        return ()
    note = _ended(code, own, day) or _begins(own, day)
    return (Basis(code, "lifeSpan", note),) if note else ()


def _ended(code: str, own: Iterable[LifeSpan], day: date) -> str:
    """Return the last effective day of a code that ended before `day`, and what replaced it; "" for another."""
    last = max((span.last for span in own if span.last is not None and span.last < day), default=None)
    replaced_by = load_life_spans().replaced_by(code)
    return "" if last is None else _with_codes(f"effective through {us_date(last)}", "replaced by", replaced_by)


def _begins(own: Iterable[LifeSpan], day: date) -> str:
    """Return the first effective day of a code that begins after `day`, and what it replaces; "" for another."""
    for span in own:
        if span.first is not None and span.first > day:
            replaced = (span.replaced,) if span.replaced else ()
            return _with_codes(f"effective from {us_date(span.first)}", "replaces", replaced)
    return ""


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
