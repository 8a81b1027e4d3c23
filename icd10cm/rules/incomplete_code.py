"""IncompleteCode: the code needs more characters on the date of service.

Basis: the title of the category, the codes below it, and the day on which a code was split. Guideline I.B.2: a code is
invalid unless it has all the characters that the classification provides. The choices are the codes below it, narrowed
by the documented place. Silent for a code that was valid on the date of service, or may have been.
"""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING

from icd10cm.choosing.category_choice import children_below, choose_below
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, life_span_basis, title_basis
from icd10cm.issue import AddCode, ReplaceCode
from icd10cm.releases.life_spans import load_life_spans
from icd10cm.releases.validity import CodeStatus, all_valid, status_on, unlisted_children
from icd10cm.rules.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from icd10cm.encounter import Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue, Correction
    from icd10cm.releases.release import Release

ID = "IncompleteCode"

_MOST = 8
_MOST_ANSWERS = 10
"""As many as one more character tells apart, but for letters: nobody picks from more buttons."""


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis that is coded as a category."""
    release, day = facts.release, facts.encounter.date_of_service
    if all_valid(facts.codes, day, release):
        return
    for diagnosis in facts.in_turn():
        if status_on(diagnosis.code, day, release) is not CodeStatus.INCOMPLETE or _lacks_seventh(diagnosis, release):
            continue
        choices, together = _choices(diagnosis, facts)
        reference = diagnosis.diagnosis.reference
        carries_out = len(choices) <= _MOST_ANSWERS and all(release.is_valid(code) for code in choices)
        title = () if diagnosis.node is None else (title_basis(diagnosis.node),)
        yield about(diagnosis).issue(
            ID,
            basis=(*title, *life_span_basis(diagnosis.code, day)),
            choices=choices,
            options=_options(reference, choices, together=together) if carries_out else (),
            evidence=(
                coded_as(diagnosis, release),
                *_narrowing(diagnosis, choices, release),
            ),
            together=together,
        )


def _options(reference: str, codes: tuple[str, ...], *, together: bool) -> tuple[Correction, ...]:
    return tuple(
        AddCode(code, reference) if together and number else ReplaceCode(reference, code)
        for number, code in enumerate(codes)
    )


def _narrowing(diagnosis: DiagnosisFacts, choices: tuple[str, ...], release: Release) -> Sequence[Evidence]:
    """Return the sites, or without any the texts, that have narrowed the choices; none for a split of a later list."""
    node = diagnosis.node
    if (
        node is None
        or not node.children
        or set(choices) >= set(_spelled_out(children_below(node.index, release), release))
    ):
        return ()
    return [each.evidence for each in diagnosis.sites or diagnosis.texts]


def _lacks_seventh(diagnosis: DiagnosisFacts, release: Release) -> bool:
    """Return whether a 7th character is all that the code lacks, which SeventhCharacter asks for."""
    node = diagnosis.node
    return node is not None and not node.children and not release.is_valid(node.code)


def _choices(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[tuple[str, ...], bool]:
    """Return the codes below the category that fit the chart, and whether all apply; else those of a later list."""
    node, release, day = diagnosis.node, facts.release, facts.encounter.date_of_service
    if node is None or not node.children:
        return _newer(diagnosis.code, day), False
    chosen, together = choose_below(diagnosis, node, release)
    if chosen != children_below(node.index, release):
        return chosen, together
    return tuple(merge(_spelled_out(chosen, release), unlisted_children(node.code, day, release))), False


def _spelled_out(choices: tuple[str, ...], release: Release) -> tuple[str, ...]:
    """Return the full codes below choices where these are few enough to pick from; else the choices themselves."""
    places = (release.position(code) for code in choices)
    spans = [range(place, release.tabular.nodes[place].end) for place in places if place is not None]
    full = tuple(code for span in spans for place in span for code in release.codes_at(place))
    return full if len(full) <= _MOST and len(spans) == len(choices) else choices


def _newer(code: str, day: date) -> tuple[str, ...]:
    """Return the codes of a later list below a code; many of them by the character that follows."""
    codes = load_life_spans().below(code, day)
    if len(codes) <= _MOST:
        return codes
    length = len(code) + (1 if "." in code else 2)
    return tuple(dict.fromkeys(each[:length] for each in codes))


RULE = Rule(id=ID, check=check, elements=("desc", "lifeSpan"), severity=Severity.UNREPORTABLE)
