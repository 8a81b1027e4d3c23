"""The skeleton in CONTRIBUTING is a rule that runs."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

from icd10cm import review
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

_PAGE = Path(__file__).parents[2] / "CONTRIBUTING.md"


def test_the_skeleton_of_a_rule_raises_its_issue() -> None:
    found = re.search(r"```python\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    module = ModuleType("skeleton")
    exec(found[1], module.__dict__)  # noqa: S102 - our own page
    rules = {module.RULE.id: module.RULE.check}
    fires = encounter_of({"dx": ["R07.9", "I21.9"]})
    silent = encounter_of({"dx": ["I21.9", "R07.9"]})
    assert [issue.codes for issue in review(fires, load_embedded(), rules)] == [("R07.9",)]
    assert review(silent, load_embedded(), rules) == ()
