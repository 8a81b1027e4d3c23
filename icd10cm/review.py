"""The review: an encounter and a release in, the coding issues out. Pure; the same input gives the same output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.effective_options import effective_only
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.one_per_question import one_per_question
from icd10cm.rules import RULES, idle_rules
from icd10cm.time_limit import USUAL_LIMIT, no_limit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icd10cm.encounter import CodedEncounter
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.rules import Check
    from icd10cm.time_limit import CheckTime, QuestionLimit


def review(
    encounter: CodedEncounter,
    release: Release,
    rules: Mapping[str, Check] | None = None,
    check_time: CheckTime = no_limit,
    limit: QuestionLimit = USUAL_LIMIT,
) -> tuple[CodingIssue, ...]:
    """Return the coding issues of an encounter, in the order of the rules, one for each question.

    `rules` replaces the rules that run (`icd10cm.rules.RULES` by default). `check_time` is called on the way and may
    raise to end a review that takes too long. `limit` bounds the questions of each rule, so that a chart with thousands
    of codes that exclude each other neither fills the memory nor crowds out the other rules.
    """
    facts = read_encounter(encounter, release, check_time, limit)
    chosen = RULES if rules is None else rules
    idle = idle_rules(facts)
    issues: list[CodingIssue] = []
    for rule, check in chosen.items():
        if rule in idle:
            continue
        check_time()
        for raised, issue in enumerate(check(facts)):
            check_time()
            if raised == limit.most:
                limit.on_cut(rule)
                break
            issues.append(issue)
    return one_per_question(tuple(effective_only(issues, encounter.date_of_service, release)))
