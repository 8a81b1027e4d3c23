"""Biomechanical lesions beside a structural diagnosis: the category's own note says not to use it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, note_basis
from icd10cm.issue import RemoveCode
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release

_ELSEWHERE = "should not be used if the condition can be classified elsewhere"


def lesion_questions(facts: EncounterFacts, rule: str, reason: str) -> Iterator[CodingIssue]:
    """Yield a question for each code of such a category beside a structural diagnosis in the same region."""
    for diagnosis in facts.in_turn():
        line = _note(diagnosis.code, facts.release)
        if line is None:
            continue
        other = next((one for one in facts.diagnoses if _is_structural(one, diagnosis, facts)), None)
        if other is None:
            continue
        yield about(diagnosis).issue(
            rule,
            basis=(note_basis(line),),
            choices=(other.code,),
            options=(RemoveCode(diagnosis.diagnosis.reference, other.code),),
            evidence=(coded_as(other, facts.release),),
            because=reason,
        )


def is_lesion(code: str, release: Release) -> bool:
    """Return whether a code is a residual one of such a category."""
    return _note(code, release) is not None


@kept_with_release
def _note(code: str, release: Release) -> NoteLine | None:
    """Return the note of a residual code of the category.

    Segmental dysfunction (M99.0-) and subluxation (M99.1-) are findings in their own right, which chiropractors code
    beside the disease.
    """
    node = release.node(code)
    if node is None or not node.title.startswith("Other "):
        return None
    lines = release.notes.inherited(node.index, "notes")
    return next((line for line in lines if line.level == "category" and _ELSEWHERE in line.line), None)


def _is_structural(other: DiagnosisFacts, lesion: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a diagnosis names a disease of the musculoskeletal system in the region of the lesion."""
    policy = load_policy()
    if not other.code.startswith(policy.structural) or other.code.startswith(policy.residual_pain):
        return False
    region = facts.release.sites_of(lesion.code)
    places = facts.release.sites_of(other.code)
    return any(facts.anatomy.is_part_of(place, area) for place in places for area in region)
