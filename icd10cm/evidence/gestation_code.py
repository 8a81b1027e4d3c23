"""The trimester that the weeks of gestation say, coded as Z3A.-, of every diagnosis that leaves its trimester open.

Basis: the note at chapter 15: trimesters are counted from the first day of the last menstrual period, the first to less
than 14 weeks 0 days, the second to less than 28; guideline I.C.15.a.3. Where a birth is coded, the diagnosis may be one
complicating childbirth: nothing is concluded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.encounter import Evidence, Statement
from icd10cm.policy import load_policy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.encounter import Diagnosis
    from icd10cm.releases.release import Release

_EXACT = re.compile(r"\d{1,2}(?= weeks)")
_OPEN = "unspecified trimester"


def with_coded_weeks(diagnoses: Sequence[Diagnosis], release: Release) -> Sequence[Diagnosis]:
    """Return the diagnoses; those that leave their trimester open with the weeks of gestation that are coded."""
    policy = load_policy()
    weeks = [each for each in diagnoses if each.code.startswith(policy.weeks_of_gestation)]
    if len(weeks) != 1 or any(each.code.startswith(policy.outcome_of_delivery) for each in diagnoses):
        return diagnoses
    code = weeks[0].code
    number = _EXACT.match(release.title(code))  # not "less than 8 weeks" and "not specified"
    if number is None:
        return diagnoses
    evidence = Evidence(weeks[0].reference, f"{code} {release.title(code)}", weeks[0].date)
    said = Statement(f"{number[0]} weeks", evidence)
    return [
        replace(each, statements=(*each.statements, said)) if _OPEN in release.title(each.code) else each
        for each in diagnoses
    ]
