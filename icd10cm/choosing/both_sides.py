"""Right and left coded apart where the list has one code for both (guideline I.B.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.code_choice import carry
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_OTHER = "Other "


def sides_coded_apart(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, DiagnosisFacts, str]]:
    """Yield each right and left diagnosis, in the order of the chart, with the code for both sides.

    Not where the two say different stages, encounters or kinds: their codes then differ in more than the side. Nor
    where a side has its own code behind it, as each of two venous ulcers has.
    """
    first: dict[str, DiagnosisFacts] = {}
    for diagnosis, node in facts.leaves():
        both = code_for_both(diagnosis.code, facts.release)
        if both is None or both in facts.codes or _has_its_own(node, facts):
            continue
        other = first.setdefault(both, diagnosis)
        if other.code != diagnosis.code:
            yield other, diagnosis, both


def sides_of_both(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, DiagnosisFacts]]:
    """Yield each right or left diagnosis with the one of both sides, which says it.

    Not where the titles are of other disorders than those that have a code: each side may have another one.
    """
    coded = {one.code: one for one in reversed(facts.diagnoses)}
    policy = load_policy()
    for diagnosis, _ in facts.leaves() if facts.shares_category else ():
        both = code_for_both(diagnosis.code, facts.release) or ""
        if facts.release.title(both).startswith(_OTHER):
            continue
        if both in coded and not diagnosis.code.startswith(policy.circumstances + policy.never_removed):
            yield diagnosis, coded[both]


def _has_its_own(node: Node, facts: EncounterFacts) -> bool:
    """Return whether a use-additional note of a code names a diagnosis of the encounter that has a side."""
    return any(facts.release.side_of(other.code) for _, other in facts.named_from(node, "useAdditionalCode"))


@kept_with_release
def code_for_both(code: str, release: Release) -> str | None:
    """Return the bilateral code of a code that names one side; None where the list has none, or several."""
    index = release.position(code)
    group = None if index is None else release.families.side_group(index)
    if index is None or group is None or group.finer or not release.is_valid(code):
        return None
    bilateral = group.sided.get(Side.BILATERAL, ())
    if group.side_of(index) not in (Side.RIGHT, Side.LEFT) or len(bilateral) != 1:
        return None
    both = carry(code, bilateral[0], release)
    return both if release.is_valid(both) else None
