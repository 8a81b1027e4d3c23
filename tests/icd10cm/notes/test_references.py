"""The forms in which note lines print codes, each taken from the release of April 1 2026."""

from __future__ import annotations

import pytest

from icd10cm.notes.qualifiers import (
    AfterPoint,
    CharactersAt,
    FifthOrSixthCharacter,
    FinalCharacters,
    Qualifier,
    read_qualifier,
)
from icd10cm.notes.references import NOTHING, read_references
from icd10cm.releases.loading import load_embedded

# line -> (first code, last code) of each span
SPANS = {
    "gonococcus (A54.43)": [("A54.43", "A54.43")],
    "vertebra (M46.2-)": [("M46.2", "M46.28")],
    "orbit (H05.0-)": [("H05.0", "H05.049")],
    "head injury (S00 - S09)": [("S00", "S09.93")],
    "rheumatic fever with heart involvement (I01.0 -I01.9)": [("I01.0", "I01.9")],
    "apnea of newborn (P28.3- - P28.4-)": [("P28.3", "P28.49")],
    "substance use (F10.-F19.-)": [("F10", "F19.99")],
    "substance use (F10.- -F19.-)": [("F10", "F19.99")],
    "behavioral eating disorders of infancy or childhood (F98.2.-F98.3)": [("F98.2", "F98.3")],
    "atherosclerosis of the extremities (I70.2--I70.7-)": [("I70.2", "I70.799")],
    "fracture of cervical vertebra (S12.0--S12.6.-)": [("S12.0", "S12.691")],
    "rheumatoid arthritis by site, if  known (M05.00 to M05.8A)": [("M05.00", "M05.8A")],
    "cerebral hemorrhage (I60.-. I61.-, I62.-)": [("I60", "I60.9"), ("I61", "I61.9"), ("I62", "I62.9")],
    "other acute respiratory tract infections (J00-J06; J20-J22)": [("J00", "J06.9"), ("J20", "J22")],
    "depressive disorder with stealing (F31.-,  F32.-, F33.-)": [
        ("F31", "F31.9"),
        ("F32", "F32.A"),
        ("F33", "F33.9"),
    ],
    "malignant neoplasm of auricular canal (external) (C43.2-,C44.2-)": [
        ("C43.2", "C43.22"),
        ("C44.2", "C44.299"),
    ],
    "abscess of intestine with Crohn's disease (K50.014, K50.114,)": [
        ("K50.014", "K50.014"),
        ("K50.114", "K50.114"),
    ],
    "specified adverse effects of drugs (A00-R94 and T80-T88.6, T88.8)": [
        ("A00", "R94.8"),
        ("T80", "T88.6"),
        ("T88.8", "T88.8"),
    ],
    "meconium staining (P96.83 )": [("P96.83", "P96.83")],
    "malignant pleural effusion (J91.0))": [("J91.0", "J91.0")],
    "electrolyte imbalance (E87.8}": [("E87.8", "E87.8")],
    "acquired absence of knee joint (Z89.52-": [("Z89.52", "Z89.529")],
    "jaw pain R68.84": [("R68.84", "R68.84")],
    "hyperammonemia-hyperornithinemia-homocitrullinemia syndrome E72.4": [("E72.4", "E72.4")],
    "code to identify abnormality of pelvic organs O34.-": [("O34", "O34.93")],
    "specific infections classified to A00-B99": [("A00", "B99.9")],
    "metabolic disorders classifiable to E70-E88": [("E70", "E88.A")],
    "any condition classifiable to S06.4-S06.6": [("S06.4", "S06.6X9")],
    "code(s) from F11-F16 and F18-F19 to identify manifestations": [("F11", "F16.99"), ("F18", "F19.99")],
    "from categories E08, E09 and E13 to further identify any manifestation": [
        ("E08", "E08.9"),
        ("E09", "E09.9"),
        ("E13", "E13.9"),
    ],
    "concussion classified in subcategories S06.1- to S06.6-, and S06.81- to S06.89-, code to injury": [
        ("S06.1", "S06.6X9"),
        ("S06.81", "S06.899"),
    ],
    "conditions classifiable to S06.0- to S06.8-code to injury": [("S06.0", "S06.899")],
    "code from category T31 or T32 to identify extent": [("T31", "T31.99"), ("T32", "T32.99")],
    "linezolid (T36.8X- with sixth character 1-4)": [("T36.8X", "T36.8X6")],
}


@pytest.mark.parametrize(("line", "expected"), SPANS.items())
def test_each_form_names_its_spans(line: str, expected: list[tuple[str, str]]) -> None:
    tabular = load_embedded().tabular
    read = read_references(line, tabular)
    assert read.whole
    found = [
        (tabular.nodes[first].code, tabular.nodes[end - 1].code)
        for reference in read.targets
        for first, end in reference.spans
    ]
    assert found == expected


def test_a_range_follows_document_order() -> None:
    """M1A stands before M05 in ASCII order only."""
    tabular = load_embedded().tabular
    (reference,) = read_references("inflammatory polyarthropathies (M05-M14)", tabular).targets
    ((first, end),) = reference.spans
    assert first <= tabular.by_code["M1A"] < end


@pytest.mark.parametrize(
    "line",
    [
        "O157:H7 Escherichia coli [E. coli]",
        "G6PD deficiency anemia",
        "megaloblastic anemia unresponsive to vitamin B12 or folate therapy",
        "influenza due to H1N1 virus",
        "Growth hormone gene 1 (GH1) defect",
        "MN blood group in COVID-19",
        "nephritic syndrome with C3 glomerulonephritis",
    ],
)
def test_what_looks_like_a_code_is_none(line: str) -> None:
    assert read_references(line, load_embedded().tabular) is NOTHING


@pytest.mark.parametrize(
    ("line", "targets", "scope"),
    [
        ("pneumoconiosis associated with tuberculosis, any type in A15 (J65)", ["J65"], ["A15"]),
        (
            "code, if applicable, for codes G31.0-G31.83, G31.85-G31.9, to identify:",
            [],
            ["G31.0-G31.83, G31.85-G31.9"],
        ),
        ("body mass index for adults (Z68.1-Z68.45) or pediatrics (Z68.5-)", ["Z68.1-Z68.45", "Z68.5-"], []),
        ("vitamin B12 deficiency anemia (D51.-)", ["D51.-"], []),
        ("diabetes (E08, E09, E11, E13 with final characters .00 or .01)", None, []),
    ],
)
def test_scope_words_are_no_targets(line: str, targets: list[str] | None, scope: list[str]) -> None:
    read = read_references(line, load_embedded().tabular)
    if targets is not None:
        assert [reference.text for reference in read.targets] == targets
    assert [reference.text for reference in read.scope] == scope


def test_a_code_that_the_list_does_not_hold_is_told_not_guessed() -> None:
    """F02 means G31.09, which only a person can tell."""
    read = read_references("other frontotemporal neurocognitive disorder (G31.90)", load_embedded().tabular)
    assert read.targets == ()
    assert read.unresolved == ("G31.90",)
    assert not read.whole


def test_a_range_whose_end_is_missing_reaches_to_the_last_code_before_it() -> None:
    """R10.85 names R10.1-R10.4-, and there is no R10.4."""
    tabular = load_embedded().tabular
    read = read_references("localized abdominal pain (R10.1-R10.4-)", tabular)
    ((first, end),) = read.targets[0].spans
    assert (tabular.nodes[first].code, tabular.nodes[end].code) == ("R10.1", "R10.8")
    assert read.unresolved == ("R10.1-R10.4",)


@pytest.mark.parametrize("line", ["conditions in A00-Y89", "something (R10.85-R10.1)"])
def test_a_range_that_cannot_be_one_names_nothing(line: str) -> None:
    read = read_references(line, load_embedded().tabular)
    assert read.targets == ()
    assert read.unresolved


def test_words_that_no_form_explains_are_told() -> None:
    read = read_references("something (A15 with an unheard-of condition)", load_embedded().tabular)
    assert read.unread == (" with an unheard-of condition)",)


QUALIFIERS: list[tuple[str, Qualifier]] = [
    (" with fifth or sixth character 5)", FifthOrSixthCharacter(frozenset("5"))),
    (" with fifth or six character 5)", FifthOrSixthCharacter(frozenset("5"))),
    (") with fifth or sixth character 6", FifthOrSixthCharacter(frozenset("6"))),
    (" with fifth or sixth character 1-4 or 6)", FifthOrSixthCharacter(frozenset("12346"))),
    (" with fifth or sixth character to indicate intent)", FifthOrSixthCharacter(frozenset("1234"))),
    (" with 5th character 9)", CharactersAt(5, frozenset("9"))),
    (" with 5th character .6)", CharactersAt(5, frozenset("6"))),
    (" with fifth-character 1)", CharactersAt(5, frozenset("1"))),
    (", with sixth character 1-4)", CharactersAt(6, frozenset("1234"))),
    (" with fifth to sixth characters 51)", CharactersAt(5, frozenset({"51"}))),
    ("with 7th character B)", CharactersAt(7, frozenset("B"))),
    (" with 7th character B or C)", CharactersAt(7, frozenset("BC"))),
    (" with seventh character S)", CharactersAt(7, frozenset("S"))),
    (" with open fracture 7th character)", CharactersAt(7, frozenset("BC"))),
    (" with final characters -23)", FinalCharacters(frozenset({"23"}))),
    (" with final characters .00 or .01)", FinalCharacters(frozenset({"00", "01"}))),
    (" with final character 6)", FinalCharacters(frozenset({"6"}))),
    (" with .51-.52)", AfterPoint(frozenset({"51", "52"}))),
    (" with .62-)", AfterPoint(frozenset({"62"}))),
    (" with .15. .25, .95)", AfterPoint(frozenset({"15", "25", "95"}))),
    (", with .17, .27, .97)", AfterPoint(frozenset({"17", "27", "97"}))),
]


@pytest.mark.parametrize(("words", "expected"), QUALIFIERS)
def test_each_qualifier_is_read(words: str, expected: Qualifier) -> None:
    assert read_qualifier(words)[0] == expected


def test_other_words_are_no_qualifier() -> None:
    assert read_qualifier(" with ketoacidosis") == (None, 0)


@pytest.mark.parametrize(
    ("qualifier", "code", "admitted"),
    [
        # Character 6 if the code has one, otherwise character 5, never either.
        (FifthOrSixthCharacter(frozenset("1234")), "T39.015A", False),
        (FifthOrSixthCharacter(frozenset("5")), "T39.015A", True),
        (FifthOrSixthCharacter(frozenset("5")), "T36.95XA", True),
        (FifthOrSixthCharacter(frozenset("1234")), "T64.01XA", True),
        (FifthOrSixthCharacter(frozenset("5")), "T36.0X5A", True),
        (FifthOrSixthCharacter(frozenset("5")), "T36", False),
        (CharactersAt(5, frozenset("9")), "V01.09XA", True),
        (CharactersAt(7, frozenset("BC")), "S82.202C", True),
        (CharactersAt(7, frozenset("BC")), "S82.202A", False),
        (CharactersAt(7, frozenset("BC")), "S82.202", False),
        (CharactersAt(5, frozenset({"51"})), "F11.151", True),
        (CharactersAt(5, frozenset({"51"})), "F11.150", False),
        (FinalCharacters(frozenset({"23"})), "I69.023", True),
        (FinalCharacters(frozenset({"23"})), "I69.021", False),
        (FinalCharacters(frozenset({"6"})), "T36.0X6A", True),
        (FinalCharacters(frozenset({"6"})), "T36.96XA", True),
        (FinalCharacters(frozenset({"00", "01"})), "E11.00", True),
        (FinalCharacters(frozenset({"00", "01"})), "E11.10", False),
        (AfterPoint(frozenset({"51", "52"})), "E11.51", True),
        (AfterPoint(frozenset({"62"})), "E11.621", True),
        (AfterPoint(frozenset({"62"})), "E11.69", False),
    ],
)
def test_a_qualifier_admits_full_codes(qualifier: Qualifier, code: str, *, admitted: bool) -> None:
    assert qualifier.admits(code) is admitted
