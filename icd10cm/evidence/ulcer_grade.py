"""The stage or severity of an ulcer that a text states, for a code that leaves it unspecified.

"Pressure ulcer of sacral region, unspecified stage" and "..., stage 4" differ in their last words alone, and so do
"ulcer of left calf with unspecified severity" and "... with fat layer exposed".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release

_OPEN = re.compile(r",? (?:with )?unspecified (?:stage|severity)$", re.IGNORECASE)
_WITH = re.compile(r"^,? (?:with |limited to )?")
_ROMAN = re.compile(r"\bstage (iv|i{1,3})\b")
_NUMBERS = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
# Stages of other diseases, and "stage 2-3".
_BEFORE = r"(?<!ckd )(?<!disease )(?<!cancer )\b"
_AFTER = r"\b(?! ?[-/]| (?:or|to|and) (?:[1-4]|i|stage|bone|muscle))"


def graded(code: str, diagnosis: DiagnosisFacts, release: Release) -> str:
    """Return the code for the one grade that the texts state of a code's ulcer; the code itself where they do not."""
    index = release.position(code)
    if index is None or not diagnosis.texts:
        return code
    node = release.tabular.nodes[index]
    open_grade = _OPEN.search(node.title)
    if open_grade is None:
        return code
    told = " ; ".join(text.facts.affirmed for text in diagnosis.texts)
    told = _ROMAN.sub(lambda match: f"stage {_NUMBERS[match[1]]}", told)
    head = node.title[: open_grade.start()]
    siblings = (release.tabular.nodes[other] for other in release.tabular.nodes[node.parent].children)
    grades = {
        other.code: _WITH.sub("", other.title[len(head) :]).lower()
        for other in siblings
        if other is not node and other.title.startswith(head)
    }
    found = [other for other, grade in grades.items() if grade in told]
    if len(found) != 1 or re.search(_BEFORE + re.escape(grades[found[0]]) + _AFTER, told) is None:
        return code
    return found[0]
