"""Two questions of one chart never offer two different codes in place of one diagnosis."""

from __future__ import annotations

import pytest

from cards.short_names import short_name
from icd10cm import review
from icd10cm.issue import ReplaceCode
from icd10cm.releases.loading import load_embedded
from tests.cards.sweep import Charts
from tests.icd10cm.rules.encounters import encounter_of

LINKED = (("I85.00", "K70.30"), ("E11.9", "N18.9"), ("E11.9", "G62.9"), ("I10", "I50.9"), ("I10", "N18.9"))
EACH = 40


@pytest.mark.parametrize("pair", LINKED, ids="+".join)
def test_one_diagnosis_gets_one_answer(pair: tuple[str, str]) -> None:
    release = load_embedded()
    charts = Charts(release, 22, 1)
    for _ in range(EACH):
        texts = [short_name(charts.sibling(code), release) for code in pair]
        dx = [{"code": code, "text": text} for code, text in zip(pair, texts, strict=True)]
        answers: dict[str, set[frozenset[str]]] = {}
        for issue in review(encounter_of({"dx": dx}), release):
            replacing = [each for each in issue.options if isinstance(each, ReplaceCode)]
            for reference in {each.diagnosis for each in replacing}:
                codes = frozenset(each.code for each in replacing if each.diagnosis == reference)
                answers.setdefault(reference, set()).add(codes)
        assert all(len(each) == 1 for each in answers.values()), (texts, answers)
