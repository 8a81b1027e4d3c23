"""Two codes in one question: both are named, by what differs, and the right way round where one leads to the other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from cards.card_context import CardContext
from cards.chart_index import index_of
from cards.override_reasons import SEPARATE
from cards.selection.question import Question
from cards.wording import WORDINGS, write_words
from fhir_mappings.chart.model import Chart
from icd10cm import review
from tests.cards.sweep import cards_of
from tests.icd10cm.rules.encounters import encounter_of

if TYPE_CHECKING:
    from icd10cm.releases.release import Release


def _summaries(release: Release, *diagnoses: str, **more: Any) -> list[str]:
    encounter = encounter_of({"dx": list(diagnoses), **more})
    chart = Chart(encounter, resources={}, patient="Patient/1", absent=frozenset(), drafts=frozenset())
    index = index_of(encounter)
    matters = [CardContext(Question(issue), chart, release, index) for issue in review(encounter, release)]
    return [write_words(context, WORDINGS).summary for context in matters]


WORDS = {
    "E10.9 E11.9": "Type 1 or type 2 diabetes? Both are coded (E10.9, E11.9).",
    "N18.9 N18.4": "Chronic kidney disease is coded twice: unspecified (N18.9) and stage 4 (N18.4). "
    "Same condition, or two?",
    "D64.9 D62": "Anemia is coded twice: unspecified (D64.9) and acute blood loss (D62). Same condition, or two?",
    "J18.9 J15.9": "Pneumonia is coded twice: unspecified (J18.9) and bacterial (J15.9). Same condition, or two?",
    "K74.60 K74.69": "Cirrhosis is coded twice: unspecified (K74.60) and other (K74.69). Same condition, or two?",
    "F31.9 F31.60": "Bipolar disorder is coded twice: unspecified (F31.9) and current episode mixed (F31.60). "
    "Same condition?",
    "N39.0 N30.01": "Urinary tract infection (N39.0) and acute cystitis with hematuria (N30.01): one condition or two?",
    "G81.91 G81.92": "Hemiplegia affecting right or left dominant side? Both are coded (G81.91, G81.92).",
    "B20 Z21": "HIV disease or HIV infection without symptoms? Both are coded (B20, Z21).",
    "F17.210 Z87.891": "Cigarette dependence or former smoker? Both are coded (F17.210, Z87.891).",
    "F10.20 F10.10": "Alcohol dependence or abuse? Both are coded (F10.20, F10.10).",
    "I10 I11.9": "Hypertension or hypertensive heart disease? Both are coded (I10, I11.9).",
    "N18.31 N18.4": "Stage 3a or stage 4 chronic kidney disease? Both are coded (N18.31, N18.4).",
    "N18.31 N18.4 N18.5": "Stage 3a, stage 4 (severe) or stage 5? All are coded (N18.31, N18.4, N18.5).",
    "Z86.73 I69.320 I69.351": 'Z86.73 says "without residual deficits"; aphasia after stroke (I69.320) is '
    "coded. Remove Z86.73?",
    "G40.901 G40.909": "Epilepsy with or without status epilepticus? Both are coded (G40.901, G40.909).",
    "E11.9 E11.22": 'E11.9 says "without complications"; type 2 diabetes with chronic kidney disease is '
    "coded. Remove E11.9?",
    "I10 I11.0 I50.9": "Hypertension (I10) is part of hypertensive heart disease with heart failure (I11.0). Remove "
    "I10?",
    "A41.9 R57.9": "Is the shock (R57.9) due to the sepsis (A41.9)? If so, it is septic shock.",
    "J43.9 J98.2": "Emphysema (J43.9) and interstitial emphysema (J98.2) are both coded. Same condition, or two "
    "separate ones?",
    "S72.001A S72.001B": "Closed or open (type I or II)? Both are coded for the fracture of neck of right femur "
    "(S72.001A, S72.001B).",
    "S72.001A S72.001S": "Active treatment or late effect? Both are coded for the fracture of neck of right femur "
    "(S72.001A, S72.001S).",
    "I82.409 I82.432": "Deep vein thrombosis (I82.409) and acute thrombosis of left popliteal vein (I82.432): "
    "one condition or two?",
    "S22.49XA S22.43XA": "Multiple rib fractures are coded twice: unspecified (S22.49XA) and bilateral (S22.43XA). "
    "Same condition?",
    "G90.50 G90.59": "CRPS I is coded twice: unspecified (G90.50) and of other specified site (G90.59). "
    "Same condition, or two?",
    "I50.23 I50.43": "Acute on chronic heart failure: systolic (I50.23) or combined systolic and diastolic (I50.43)?",
    "A09 K52.9": "Gastroenteritis or colitis: infectious (A09) or noninfectious (K52.9)?",
    "E78.5 E78.1": "Hyperlipidemia (E78.5) and pure hyperglyceridemia (E78.1): same condition or two separate ones?",
    "K72.90 K70.30": "Is the hepatic failure without coma (K72.90) due to the alcoholic cirrhosis (K70.30)? "
    "If so, it is K70.40.",
    "I67.1 I60.9": "Cerebral aneurysm and nontraumatic subarachnoid hemorrhage: one condition? "
    "If so, I60.7 covers both.",
    "S62.603A S68.613A": "Fracture and amputation of the left middle finger: same condition or two separate ones "
    "(S62.603A, S68.613A)?",
    "J93.9 S22.41XA": "Is the pneumothorax (J93.9) due to the multiple rib fractures, right side (S22.41XA)? "
    "If so, it is S27.0-.",
    "I10 I50.22": "Hypertension with chronic systolic heart failure is coded I11.0 unless the two are unrelated. "
    "Update I10?",
    "I10 N18.9 I50.22": "Hypertension with chronic systolic HF and CKD is coded I13.0 unless they are unrelated. "
    "Update I10?",
    "E11.649 N18.9": "Type 2 diabetes with chronic kidney disease is coded E11.22 unless the two are unrelated. "
    "Add it to E11.649?",
    "E11.9 N18.9 I73.9": "Type 2 diabetes with CKD and peripheral vascular disease has its own codes unless unrelated. "
    "Update E11.9?",
    "J44.9 J18.9": "COPD with pneumonia is coded J44.0 unless the two are unrelated. Update J44.9?",
    "I85.00 K74.60": "Esophageal varices with cirrhosis are coded I85.10 unless the two are unrelated. Update I85.00?",
    "D64.9 N18.6": "Anemia with ESRD is coded D63.1 unless the two are unrelated. Update D64.9?",
    "D64.9 C18.2": "Is the anemia (D64.9) due to the cancer of ascending colon (C18.2)? If so, it is D63.0.",
    "I13.0 N18.6": "I13.0 (hypertensive heart and kidney disease) is for stages 1 to 4; ESRD (N18.6) is coded. "
    "Update I13.0?",
    "K81.1 K80.20": "Gallstones with chronic cholecystitis? If so, K80.10 covers both (K81.1, K80.20).",
    "L97.512 E11.621": "ICD-10-CM lists type 2 diabetes (E11.621) before chronic ulcer of right foot (L97.512). "
    "Move it up?",
    "I10 B95.62 M86.661": "ICD-10-CM lists chronic osteomyelitis, right tibia and fibula (M86.661) before MRSA "
    "(B95.62). Move it up?",
    "T39.015A K29.00": "ICD-10-CM lists acute gastritis w/o bleeding (K29.00) before adverse effect of aspirin "
    "(T39.015A). Move it up?",
}


@pytest.mark.parametrize("codes", WORDS)
def test_summary_of_a_pair(codes: str, release: Release) -> None:
    assert WORDS[codes] in _summaries(release, *codes.split())


def _status_pairs(release: Release) -> list[tuple[str, str]]:
    """Return, for each Excludes1 note between a status or a history and a disease, the first codes of both."""
    nodes, found = release.tabular.nodes, {}
    for node in nodes:
        for line in release.notes_for(node.code, "excludes1"):
            firsts = [first for reference in line.references for first, _ in reference.spans[:1]]
            for first in firsts if line.holder == node.code else ():
                pair = tuple(next(iter(_leaves(place, release)), "") for place in (node.index, first))
                if all(pair) and (pair[0][0] == "Z") != (pair[1][0] == "Z"):
                    found.setdefault(pair, pair)
    return list(found)


def _leaves(place: int, release: Release) -> list[str]:
    return [code for each in range(place, release.tabular.nodes[place].end) for code in release.codes_at(each)]


def test_a_status_and_a_disease_are_never_two_conditions(release: Release) -> None:
    """Which one applies is asked, and "two separate conditions" does not dismiss the question."""
    asked = 0
    for pair in _status_pairs(release):
        cards = cards_of(encounter_of({"dx": list(pair)}), release)
        for card in (each for each in cards if each.issue.rule == "Excludes1"):
            asked += 1
            assert not re.search(r"same condition|two separate", card.summary), card.summary
            assert SEPARATE not in [reason.code for reason in card.override_reasons]
            options = card.issue.options
            both_or_disease = len(options) != 1 or not options[0].keeps.startswith("Z")  # a status gives way
            assert card.issue.minor or both_or_disease or card.issue.because == "ruled_out"
    assert asked > 60


@pytest.mark.parametrize("diagnoses", [["I10", "M86.661"], ["E11.621", "L97.512"], ["M86.661", "B95.62"]])
def test_a_pair_in_order_asks_nothing(diagnoses: list[str], release: Release) -> None:
    assert _summaries(release, *diagnoses) == []


ORDERED = ("R65.21 A41.01", "D63.1 N18.6", "R50.81 D70.1", "T45.515A D68.32", "L97.212 I87.311", "I50.9 I11.0")


@pytest.mark.parametrize("codes", ORDERED)
def test_order_is_told_and_not_doubted(codes: str, release: Release) -> None:
    """The list order of a pair is a rule of the code set: no question asks what the titles or notes say."""
    later, earlier = codes.split()
    found = [each for each in _summaries(release, later, earlier) if "ICD-10-CM lists" in each]
    assert found
    for summary in found:
        assert re.match(rf"ICD-10-CM lists .*\b{earlier}\b.* before .*\b{later}\b.*\. Move it up\?$", summary), summary


def test_a_code_said_twice_is_told_by_what_is_specified(release: Release) -> None:
    """An unspecified code beside the others of its category: what each says is named, and never what one lacks."""
    told = 0
    for vague in ("I50.9", "J18.9", "D64.9", "K74.60", "F31.9", "N18.9", "E66.9"):
        for other in [code for code in sorted(release.valid) if code[:3] == vague[:3] and code != vague][:12]:
            for summary in (each for each in _summaries(release, vague, other) if "is coded twice" in each):
                told += 1
                assert re.search(rf" is coded twice: unspecified \({vague}\) and .+ \({other}\)\. Same", summary), (
                    summary
                )
    assert told > 20
