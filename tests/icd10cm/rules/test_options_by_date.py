"""All cases of all rules, moved to other dates: no option leads to a code that is not known to be effective then."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from icd10cm import review
from icd10cm.issue import AddCode, RemoveCode, ReplaceCode
from icd10cm.releases.loading import load_embedded
from icd10cm.releases.validity import CodeStatus, status_on
from tests.icd10cm.rules.encounters import encounter_of

_CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8")).get("fires", ())
]


@pytest.mark.sweep
@pytest.mark.parametrize("day", [date(2021, 6, 15), date(2022, 10, 1), date(2025, 9, 30), date(2026, 10, 1)], ids=str)
def test_no_rule_offers_a_code_that_is_not_effective(day: date) -> None:
    release = load_embedded()
    offered = 0
    for case in _CASES:
        for issue in review(encounter_of(case | {"date": day}), release):
            for option in issue.options:
                code = option.code if isinstance(option, (AddCode, ReplaceCode)) else ""
                code = option.keeps if isinstance(option, RemoveCode) else code
                if code and code not in issue.codes:
                    offered += 1
                    assert status_on(code, day, release) is CodeStatus.VALID, (case["name"], issue)
    assert (offered == 0) == (day.year == 2021)
