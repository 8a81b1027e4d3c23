"""Two codes that exclude each other as two answers of one question: which of them applies, and which may be kept.

A status, a history or an external cause is not a condition: next to the disease that its note names, it is the other
answer, not a second condition. The same holds for two grades of the use of one substance (guideline I.C.5.b.2) and
for two types of one disease.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.issue import RemoveCode
from icd10cm.policy import load_policy
from icd10cm.titles.words import title_words

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_GRADE = re.compile(r"\b(?:use|abuse|dependence)\b")
_HISTORY = re.compile(r"\bhistory of\b", re.IGNORECASE)


def only_one_applies(one: Node, other: Node, release: Release) -> bool:
    """Return whether two codes that exclude each other cannot be two separate conditions."""
    if _are_histories(one, other):
        return False
    return (
        _is_circumstance(one)
        or _is_circumstance(other)
        or _are_grades_of_use(one, other)
        or _are_types_of_one_disease(one, other, release)
    )


def either_may_stay(one: Node, other: Node) -> bool:
    """Return whether each of two codes may be the one that is wrong.

    No disease is given up for a mere sign, nothing of a pregnancy for what is not of one (guideline I.C.15.a.1); and
    two histories may both be right.
    """
    policy = load_policy()
    if one.code.startswith(policy.obstetric) != other.code.startswith(policy.obstetric) or _are_histories(one, other):
        return False
    signs = [each.code.startswith(policy.symptoms) for each in (one, other)]
    return signs[0] == signs[1] and not any(each.code.startswith(policy.never_removed) for each in (one, other))


def either_of(one: DiagnosisFacts, other: DiagnosisFacts) -> tuple[RemoveCode, RemoveCode]:
    """Return both answers: to keep the first of two codes, and to keep the second."""
    return RemoveCode(other.diagnosis.reference, one.code), RemoveCode(one.diagnosis.reference, other.code)


def is_ruled_out(one: str, other: str) -> bool:
    """Return whether a code says that all is normal, and another one is a disease: no complication is given up for it.

    Supervision of a normal pregnancy and an uncomplicated delivery are ruled out by what is documented.
    """
    policy = load_policy()
    unusual = not other.startswith(policy.uncomplicated + policy.circumstances)
    if one.startswith(policy.normal_delivery) and other.startswith(policy.prenatal_supervision):
        return False  # a high-risk pregnancy may end in a normal delivery
    return one.startswith(policy.uncomplicated) and unusual


def has_history(one: Node, other: Node) -> bool:
    """Return whether one of two codes is a history, which may be as right as the disease of today."""
    return any(_is_circumstance(each) and _HISTORY.search(each.title) for each in (one, other))


def is_history(code: str, release: Release) -> bool:
    """Return whether a code is a history."""
    return code.startswith(load_policy().circumstances) and _HISTORY.search(release.title(code)) is not None


def is_status_of(status: str, disease: str) -> bool:
    """Return whether a code is a mere status and another one a disease, which is not given up for it (Z21 for B20)."""
    circumstances = load_policy().circumstances
    return status.startswith(circumstances) and not disease.startswith(circumstances)


def _are_histories(one: Node, other: Node) -> bool:
    """Return whether both codes are of the past: a patient may have had a stroke and a brain injury."""
    return all(_is_circumstance(each) and _HISTORY.search(each.title) for each in (one, other))


def _is_circumstance(node: Node) -> bool:
    return node.code.startswith(load_policy().circumstances)


def _are_grades_of_use(one: Node, other: Node) -> bool:
    """Return whether two codes say how one substance is used: "alcohol abuse" and "alcohol dependence"."""
    return one.code[:3] == other.code[:3] and all(_GRADE.search(each.title) for each in (one, other))


def _are_types_of_one_disease(one: Node, other: Node, release: Release) -> bool:
    """Return whether the titles of two categories differ in one word: type 1 and type 2 diabetes mellitus."""
    first, second = (title_words(release.category(each.index).title) for each in (one, other))
    unlike = [place for place, words in enumerate(zip(first, second, strict=False)) if words[0] != words[1]]
    return len(first) == len(second) and len(unlike) == 1 and 0 < unlike[0] < len(first) - 1
