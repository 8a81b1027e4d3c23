"""Which of two codes that contradict each other may be kept, and which one is given up."""

from __future__ import annotations

import pytest

from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.releases.loading import load_embedded
from icd10cm.rules.contradicted_codes import answers_to
from tests.icd10cm.rules.encounters import encounter_of

RELEASE = load_embedded()


@pytest.mark.parametrize(
    ("codes", "kept", "given_up", "denied", "why"),
    [
        (["K70.30", "K70.31"], ["K70.30", "K70.31"], "", False, "either may be right"),
        (["I21.4", "I21.9"], ["I21.4"], "", False, "I21.9 leaves the kind open"),
        (["I21.9", "I21.3"], ["I21.3"], "", False, "unspecified is the site of the STEMI, not its kind"),
        (["I21.4", "I21.3"], ["I21.3"], "", False, "guideline I.C.9.e.1: coded as STEMI"),
        (["I48.0", "I48.20"], ["I48.0", "I48.20"], "", False, "a chronic fibrillation, unspecified, is chronic"),
        (["N18.4", "N18.6"], ["N18.6"], "", False, "guideline I.C.14.a.1: N18.6 alone"),
        (["N18.30", "N18.4"], ["N18.30", "N18.4"], "", False, "stage 3, unspecified, is a stage"),
        (["E66.9", "Z68.25"], [], "", False, "an obesity is not given up for a number, nor a measured number"),
        (["E11.9", "E11.40"], ["E11.40"], "E11.9", True, "E11.9 denies what is documented"),
        (["F10.20", "F10.239"], ["F10.239"], "F10.20", True, "withdrawal is a complication"),
        (["J45.909", "J45.901"], ["J45.901"], "J45.909", True, "an exacerbation is not uncomplicated"),
        (["J45.20", "J45.41"], ["J45.20", "J45.41"], "", False, "two severities: the exacerbation is of the other one"),
        (["N40.0", "N40.1"], ["N40.0", "N40.1"], "", False, "either may be right"),
        (["I10", "I11.0", "I50.22"], ["I11.0"], "I10", False, "I11.0 says the hypertension with its heart failure"),
        (["I10", "I11.9"], ["I10", "I11.9"], "", False, "no heart failure or kidney disease is coded"),
        (["I11.0", "I12.9", "I50.22", "N18.30"], [], "", False, "each says what the other one does not"),
        (["Z34.03", "O13.3"], ["O13.3"], "Z34.03", True, "a documented complication is not given up"),
    ],
)
def test_what_may_be_kept(codes: list[str], kept: list[str], given_up: str, *, denied: bool, why: str) -> None:
    facts = read_encounter(encounter_of({"dx": codes}), RELEASE)
    answered = answers_to(facts.diagnoses[:2], facts)
    assert [each.keeps for each in answered.options] == kept, why
    assert (answered.given_up, answered.is_denied) == (given_up, denied), why


def test_of_three_the_record_says_which_one() -> None:
    facts = read_encounter(encounter_of({"dx": ["N18.31", "N18.4", "N18.5"]}), RELEASE)
    assert answers_to(facts.diagnoses, facts).options == ()
