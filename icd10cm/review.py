"""The review: an encounter and a release in, the coding issues out. Pure; the same input gives the same output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.effective_options import effective_only
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.merging import merge
from icd10cm.rules import RULES
from icd10cm.time_limit import no_limit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icd10cm.encounter import CodedEncounter
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.rules import Check
    from icd10cm.time_limit import CheckTime


def review(
    encounter: CodedEncounter,
    release: Release,
    rules: Mapping[str, Check] | None = None,
    check_time: CheckTime = no_limit,
) -> tuple[CodingIssue, ...]:
    """Return the coding issues of an encounter, in the order of the rules, one for each question.

    `rules` replaces the rules that run (`icd10cm.rules.RULES` by default). `check_time` is called on the way and may
    raise to end a review that takes too long.
    """
    facts = read_encounter(encounter, release, check_time)
    chosen = RULES if rules is None else rules
    issues: list[CodingIssue] = []
    for check in chosen.values():
        check_time()
        for issue in check(facts):
            check_time()
            issues.append(issue)
    return merge(tuple(effective_only(issues, encounter.date_of_service, release)))
