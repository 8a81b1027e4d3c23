"""Manifestation codes whose etiology the encounter does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.evidence.kept import kept_with_encounter
from icd10cm.evidence.sequence import is_manifestation, never_first, says_elsewhere
from icd10cm.notes.note_index import NEAR
from icd10cm.policy import load_policy

_FIRST = -1
_LAST = 1

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine


def missing_etiology(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[NoteLine, ...]:
    """Return the code-first lines that ask for an etiology which the encounter lacks; () when none is missing."""
    by_itself = is_manifestation(diagnosis) or diagnosis.code.startswith(load_policy().cannot_stand_alone)
    if not by_itself and not _is_of_manifestations(diagnosis, facts):
        return ()
    lines = _own_lines(diagnosis, facts)
    own = tuple(line for line in lines if line.holder == lines[0].holder)
    needed = _needs_one(own, by_itself=by_itself) and not _is_there(diagnosis, lines, facts)
    return own if needed and not _may_be_met(diagnosis, own, facts) else ()


def _own_lines(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> list[NoteLine]:
    return [line for line in facts.release.notes_for(diagnosis.code, "codeFirst") if line.level in NEAR]


def _may_be_met(diagnosis: DiagnosisFacts, own: Sequence[NoteLine], facts: EncounterFacts) -> bool:
    """Return whether another disease can be the cause that notes without codes, or with examples only, ask for."""
    return any(map(_is_open_ended, own)) and _has_company(diagnosis, own, facts)


def _needs_one(own: Sequence[NoteLine], *, by_itself: bool) -> bool:
    """Return whether the notes of a code ask for an etiology without condition.

    By the title of its category alone a code needs a note that is closed: "underlying neoplasm (C00-D49)".
    """
    if not own or any(line.if_applicable or line.if_known or line.any_associated for line in own):
        return False
    return by_itself or not any(map(_is_open_ended, own))


def _is_open_ended(line: NoteLine) -> bool:
    return line.such_as or not line.references


def _is_there(diagnosis: DiagnosisFacts, lines: Sequence[NoteLine], facts: EncounterFacts) -> bool:
    """Return whether the notes name a diagnosis of the encounter, or one of them asks for this code."""
    return any(facts.names_any(line) for line in lines) or _asked_for(diagnosis, facts)


def likely_first(codes: Sequence[str], facts: EncounterFacts) -> tuple[str, ...]:
    """Return possible etiologies, the likely ones of this chart first.

    Those of pregnancy and of the newborn only in such a chart, where they go first; complications of care first where
    the chart has one, else last.
    """
    ranks = {code: _likelihood(code, facts) for code in codes}
    return tuple(sorted((code for code in codes if ranks[code] is not None), key=lambda code: ranks[code] or 0))


def _likelihood(code: str, facts: EncounterFacts) -> int | None:
    """Return the rank of an etiology, None for one that this chart cannot have."""
    policy = load_policy()
    for kind, elsewhere in ((policy.obstetric, None), (policy.newborn, None), (policy.complications_of_care, _LAST)):
        if code.startswith(kind):
            return _FIRST if any(coded.startswith(kind) for coded in facts.codes) else elsewhere
    return 0


def without_primary(facts: EncounterFacts) -> Sequence[DiagnosisFacts]:
    """Return the secondary neoplasms of a chart that has neither a primary nor the history of one (guideline I.C.2)."""
    policy = load_policy()
    secondary = facts.starting(policy.secondary_neoplasms)
    if not secondary:
        return []
    answers = facts.starting(policy.malignant_neoplasms + policy.neoplasm_history)
    return secondary if len(answers) == len(secondary) else []


def _is_of_manifestations(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the title of a category says "in diseases classified elsewhere", as that of D63.0 does."""
    node = diagnosis.node
    return node is not None and says_elsewhere(facts.release.category(node.index).title)


def asks_for(one: DiagnosisFacts, other: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a use-additional note of one diagnosis names the other."""
    return other.node is not None and any(
        line.names(other.node.index, other.code) for line in facts.release.notes_for(one.code, "useAdditionalCode")
    )


@kept_with_encounter
def asking(facts: EncounterFacts) -> Mapping[str, Sequence[DiagnosisFacts]]:
    """Return by code the diagnoses whose use-additional notes name it, in the order of the chart."""
    found: dict[str, dict[int, DiagnosisFacts]] = {}
    for one in facts.in_turn():
        if one.node is not None:
            for _, other in facts.named_from(one.node, "useAdditionalCode"):
                found.setdefault(other.code, {})[id(one)] = one
    return {code: [*those.values()] for code, those in found.items()}


def _asked_for(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether another diagnosis asks for this one: sepsis of a newborn and R65.2-."""
    return any(other.node is not diagnosis.node for other in asking(facts).get(diagnosis.code, ()))


def _has_company(diagnosis: DiagnosisFacts, own: Sequence[NoteLine], facts: EncounterFacts) -> bool:
    """Return whether another disease may be the etiology."""
    return any(
        of_its_kind(diagnosis, one, own, facts)
        for one in facts.diagnoses
        if one.node is not None and one.node is not diagnosis.node and not never_first(one)
    )


def of_its_kind(
    diagnosis: DiagnosisFacts, other: DiagnosisFacts, own: Sequence[NoteLine], facts: EncounterFacts
) -> bool:
    """Return whether another disease may be an etiology like the examples of the notes `own`.

    For most codes any disease may; for some only one of a chapter that the examples come from.
    """
    if other.node is None or not diagnosis.code.startswith(load_policy().etiology_of_one_kind):
        return other.node is not None
    index = other.node.index
    starts = [first for line in own for reference in line.references for first, _ in reference.spans]
    return any(
        chapter.first <= index < chapter.end and any(chapter.first <= start < chapter.end for start in starts)
        for chapter in facts.release.tabular.chapters
    )
