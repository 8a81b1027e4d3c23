"""The other form of an acute on chronic disease, where it is in another category."""

from __future__ import annotations

import pytest

from icd10cm.choosing.disease.acute_and_chronic import other_form
from tests.icd10cm.choosing.charts import facts_of


def _other_form(code: str, text: str, *others: str) -> str | None:
    facts = facts_of(code, text, *others)
    diagnosis = facts.diagnoses[0]
    assert diagnosis.node is not None
    return other_form(diagnosis, diagnosis.node, facts)


@pytest.mark.parametrize(
    ("code", "text", "wanted", "why"),
    [
        ("K85.90", "acute on chronic pancreatitis", "K86.1", "the chronic one is missing"),
        ("K86.1", "acute and chronic pancreatitis", "K85.90", "of two acute ones that which is unspecified"),
        ("K86.0", "acute on chronic pancreatitis", "K85.90", "another chronic one of the same category"),
        ("K85.90", "acute-on-chronic pancreatitis, severe", "K86.1", "hyphens, and a comma ends the disease"),
        ("K85.90", "acute on chronic pancreatitis due to alcohol", "K86.1", "the cause is not the disease"),
        ("N17.9", "acute on chronic renal failure stage 4", "N18.9", "renal is of the kidney; the stage is not it"),
        ("N18.30", "acute on chronic kidney failure", "N17.9", "a stage is a code of the chronic category"),
        ("J04.10", "acute on chronic tracheitis", "J42", "the chronic one is an inclusion term"),
        ("B17.8", "acute on chronic viral hepatitis", "B18.9", "of two chronic ones that which is unspecified"),
        ("J03.01", "acute on chronic tonsillitis", "J35.01", "its category says acute, and so does its title"),
        ("K86.1", "acute on chronic bronchitis, acute on chronic pancreatitis", "K85.90", "the one that is coded"),
        ("J31.2", "acute on chronic laryngitis; acute on chronic pharyngitis", "J02.9", "the second stretch"),
    ],
)
def test_the_form_that_is_not_coded(code: str, text: str, wanted: str, why: str) -> None:
    assert _other_form(code, text) == wanted, why


@pytest.mark.parametrize(
    ("code", "text", "why"),
    [
        ("K85.90", "acute pancreatitis", "one form alone"),
        ("K86.1", "acute or chronic pancreatitis", "one of the two, not both"),
        ("K85.90", "no acute on chronic pancreatitis", "denied"),
        ("K85.90", "acute on chronic cholecystitis", "another disease"),
        ("K86.2", "acute on chronic pancreatitis", "a cyst beside the chronic codes says neither form"),
        ("J18.9", "acute on chronic pharyngitis", "neither form is coded"),
        ("J41.8", "acute on chronic bronchitis", "its category has no code with these words"),
        ("N17.9", "acute on chronic kidney disease", "no title calls a kidney disease acute"),
        ("M86.10", "acute on chronic osteomyelitis", "both forms are in one category"),
        ("B17.9", "acute on chronic hepatitis", "the chronic one is in another chapter"),
        ("I09.2", "acute on chronic rheumatic pericarditis", "a note excludes one beside the other"),
        ("J32.9", "acute on chronic sinusitis", "the acute category excludes the unspecified chronic one"),
        ("C92.10", "acute on chronic myeloid leukemia", "an acute leukemia is another disease"),
        ("R52", "acute on chronic pain", "a symptom and a disorder of nerves: two chapters"),
    ],
)
def test_no_other_form(code: str, text: str, why: str) -> None:
    assert _other_form(code, text) is None, why


@pytest.mark.parametrize(("other", "wanted"), [("I10", "K85.90"), ("K85.80", None)])
def test_a_code_of_the_other_category_answers_the_question(other: str, wanted: str | None) -> None:
    assert _other_form("K86.1", "acute on chronic pancreatitis", other) == wanted
