"""What completes a coded category."""

from __future__ import annotations

import pytest

from icd10cm.choosing.category_choice import children_below, choose_below
from tests.icd10cm.choosing.charts import RELEASE, diagnosis_of


@pytest.mark.parametrize(
    ("code", "text", "wanted"),
    [
        ("L89.60", "L heel stage III", ("L89.623",)),
        ("L89.6", "left heel stage 2", ("L89.622",)),
        ("H40.11", "mild stage, both eyes", ("H40.1131",)),
        ("I50.2", "acute on chronic systolic heart failure", ("I50.23",)),
        ("N18.3", "CKD stage 3b", ("N18.32",)),
        ("I69.35", "left hemiparesis", ("I69.354",)),
        ("N18.3", "CKD stage 4", ("N18.30", "N18.31", "N18.32")),
        ("N18.3", "chronic kidney disease", ("N18.30", "N18.31", "N18.32")),
        ("I50.2", "systolic heart failure", ("I50.20", "I50.21", "I50.22", "I50.23")),
        # A kind of a category, and of the category above it.
        ("A01", "typhoid meningitis", ("A01.01",)),
        ("A01.0", "typhoid meningitis", ("A01.01",)),
        ("A00", "cholera", ("A00.0", "A00.1", "A00.9")),
        ("J45.2", "with acute exacerbation", ("J45.21",)),
        ("F33", "recurrent, severe with psychotic symptoms", ("F33.3",)),
        # All that F32 includes is a single episode; of a kind that is left open, the code beside it that the text says.
        ("F32", "major depression, moderate", ("F32.1",)),
        ("F32", "MDD in partial remission", ("F32.4",)),
        ("F32", "major depression", ("F32.9",)),
        ("F32", "depression", ("F32.A",)),
        ("R10", "RLQ pain", ("R10.31",)),
        ("R10", "LUQ abd pain", ("R10.12",)),
        ("R10", "lower abdominal pain", ("R10.30",)),
        # Kind and side: a code without a side is for either, one that leaves it open is not.
        ("M17", "right knee osteoarthritis", ("M17.11", "M17.31", "M17.5", "M17.9")),
        ("M17", "bilateral primary knee osteoarthritis", ("M17.0",)),
        ("H65.0", "recurrent, left ear", ("H65.05",)),
        ("H65.0", "right ear", ("H65.01", "H65.04")),
        # Place and side.
        ("M86.1", "humerus", ("M86.121", "M86.122", "M86.129")),
        ("M25.5", "right knee pain", ("M25.561",)),
        ("M25.5", "pain of both knees", ("M25.561", "M25.562")),
        ("M86.1", "osteomyelitis of right hand and left foot", ("M86.19",)),
        ("L89", "stage 3 pressure ulcer of sacrum", ("L89.153",)),
        ("C50", "upper-outer quadrant of left female breast", ("C50.412",)),
        ("I82.4", "acute DVT of right femoral vein", ("I82.411",)),
        # With the 7th character where the texts leave one.
        ("M1A.0", "right ankle with tophus", ("M1A.0711",)),
        ("S83.2", "bucket-handle tear of medial meniscus, left knee, initial encounter", ("S83.212A",)),
        ("S61.2", "laceration without foreign body of right index finger", ("S61.210",)),
        # Dominance, told and usual.
        ("I69.35", "right hemiparesis, dominant side", ("I69.351",)),
        ("I69.35", "hemiparesis", ("I69.351", "I69.352", "I69.353", "I69.354", "I69.359")),
        # Too many to list: the families.
        ("L89", "pressure ulcer", tuple(f"L89.{each}" for each in "012345689")),
        ("M25.5", "right-sided pain", tuple(f"M25.5{each}" for each in "012345679")),
    ],
)
def test_choices(code: str, text: str, wanted: tuple[str, ...]) -> None:
    diagnosis = diagnosis_of(code, text)
    assert diagnosis.node is not None
    assert choose_below(diagnosis, diagnosis.node, RELEASE) == (wanted, False)


def test_acute_on_chronic_below_a_category_is_two_codes() -> None:
    diagnosis = diagnosis_of("M86", "acute on chronic osteomyelitis left tibia")
    assert diagnosis.node is not None
    assert choose_below(diagnosis, diagnosis.node, RELEASE) == (("M86.162", "M86.662"), True)


@pytest.mark.parametrize(
    ("code", "children"),
    [
        ("A01.0", ("A01.00", "A01.01", "A01.02", "A01.03", "A01.04", "A01.05", "A01.09")),
        ("S06.0", ("S06.0X0", "S06.0X1", "S06.0XA", "S06.0X9")),  # through the placeholder
        ("S06.0X", ("S06.0X0", "S06.0X1", "S06.0XA", "S06.0X9")),
        ("A00", ("A00.0", "A00.1", "A00.9")),
        ("A00.0", ()),
    ],
)
def test_the_children_of_a_category(code: str, children: tuple[str, ...]) -> None:
    node = RELEASE.tabular.find(code)
    assert node is not None
    assert children_below(node.index, RELEASE) == children
