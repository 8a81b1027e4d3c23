"""Short names: every reviewed one belongs to its code, and nothing in a name says more than the title."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cards.phrases.shortening import fitted_name
from cards.short_names import (
    abbreviated,
    core_name,
    differences,
    differing_name,
    everyday_names,
    is_plural,
    kind_of,
    name_beside,
    name_in_list,
    name_with_seventh,
    of_the_side,
    short_name,
)
from icd10cm.titles.side_groups import side_in, title_words

if TYPE_CHECKING:
    from icd10cm.releases.release import Release

DATA = tomllib.loads((Path(__file__).parents[2] / "cards/data/everyday_names.toml").read_text(encoding="utf-8"))
NAMES = everyday_names().names


def test_there_are_about_three_hundred_reviewed_names_or_more() -> None:
    assert len(NAMES) >= 300


def test_every_group_and_phrase_says_why() -> None:
    assert all(each["why"] for each in (*DATA["group"], *DATA["phrase"], *DATA["seventh"], *DATA["abbreviation"]))


def test_no_code_is_listed_twice() -> None:
    listed = [code for group in DATA["group"] for code in group["names"]]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("code", NAMES)
def test_a_reviewed_name_is_for_a_code_of_the_list(code: str, release: Release) -> None:
    node = release.node(code)
    assert node is not None
    assert node.code == code


@pytest.mark.parametrize("code", NAMES)
def test_a_reviewed_name_is_short_and_names_the_side_of_its_title(code: str, release: Release) -> None:
    name, title = NAMES[code], release.title(code)
    assert len(name) <= 70
    assert side_in(title_words(name.replace("both sides", "bilateral"))) in {side_in(title_words(title)), None}
    assert (side_in(title_words(title)) is None) or "right" in name or "left" in name or "both sides" in name


@pytest.mark.parametrize("code", NAMES)
def test_a_reviewed_name_adds_no_negation_and_no_openness(code: str, release: Release) -> None:
    title = release.title(code).lower()
    for word in ("open", "closed", "acute", "chronic", "severe", "recurrent", "bilateral"):
        assert not re.search(rf"\b{word}\b", NAMES[code]) or word in title


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("M86.561", "chronic hematogenous osteomyelitis, right tibia and fibula"),
        ("M86.50", "chronic hematogenous osteomyelitis"),
        ("T84.51XA", "infected right hip prosthesis"),
        ("E11.9", "type 2 diabetes"),
        ("B95.62", "MRSA"),
        ("F02.80", "dementia"),
        ("L97.512", "chronic ulcer of right foot"),
        ("S82.242A", "displaced spiral fracture of shaft of left tibia"),
        ("C50.912", "cancer of left female breast"),
        ("C83.73", "Burkitt lymphoma, intra-abdominal lymph nodes"),
        ("E11.43", "type 2 diabetes with diabetic autonomic neuropathy"),
        ("J18.1", "lobar pneumonia"),
        ("C55", "cancer of uterus"),
        ("K56.609", "intestinal obstruction"),
        ("O30.003", "twin pregnancy, third trimester"),
        ("O14.13", "severe preeclampsia, third trimester"),
        ("K25.4", "chronic or unspecified gastric ulcer with hemorrhage"),
        ("L89.159", "pressure ulcer of sacral region"),
        ("I82.412", "acute thrombosis of left femoral vein"),
        ("I70.235", "atherosclerosis of right leg with ulceration of other part of foot"),
        ("K80.12", "gallstones with acute and chronic cholecystitis"),
        ("K80.13", "gallstones with acute and chronic cholecystitis with obstruction"),
        ("H25.11", "age-related nuclear cataract, right eye"),
        ("C34.11", "right upper lobe lung cancer"),
        ("C34.80", "cancer of lung, overlapping sites"),
        ("C34.91", "cancer of right lung"),
        ("C13.8", "cancer of hypopharynx, overlapping sites"),
        ("C16.4", "cancer of pylorus"),
        ("C77.0", "cancer in lymph nodes of head, face and neck"),
        ("C91.00", "acute lymphoblastic leukemia"),
        ("C91.01", "acute lymphoblastic leukemia, in remission"),
        ("K80.67", "gallbladder and bile duct stones with acute and chronic cholecystitis with obstruction"),
        ("M80.051A", "age-related osteoporotic fracture, right femur"),
        ("I63.512", "stroke due to blockage of left middle cerebral artery"),
        ("T81.41XA", "superficial surgical site infection"),
        ("S01.01XA", "laceration of scalp"),
        ("S01.02XA", "laceration with foreign body of scalp"),
        ("no code", ""),
    ],
)
def test_names(code: str, name: str, release: Release) -> None:
    assert short_name(code, release) == name


@pytest.mark.sweep
def test_no_name_of_the_whole_list_loses_its_side(release: Release) -> None:
    for code in list(release.valid)[::11]:
        # A side in brackets is another name of the site: "ascending [right] colon".
        title = title_words(re.sub(r"\[[^]]*\]", "", release.node(code).title))  # type: ignore[union-attr]
        if side_in(title) is not None:
            assert side_in(title_words(short_name(code, release).replace("both sides", "bilateral"))) == side_in(title)


@pytest.mark.parametrize(
    ("codes", "apart"),
    [
        (("M86.50", "M86.561"), ["unspecified site", "right tibia and fibula"]),
        (("T84.54XA", "T84.54XD", "T84.54XS"), ["active treatment", "follow-up", "late effect"]),
        (("S82.242A", "S82.242C"), ["closed fracture", "open fracture type IIIA, IIIB, or IIIC"]),
        (("T84.51XA", "T84.53XA"), ["right hip prosthesis", "right knee prosthesis"]),
        (("B95.61", "B95.62"), ["MSSA or unspecified S. aureus", "MRSA"]),
        (("M54.50", "M54.59"), ["low back pain, unspecified", "other low back pain"]),
        (("N18.3", "N18.32"), ["stage 3 (moderate)", "stage 3b"]),
        (
            ("J96.01", "J96.21"),
            ["acute respiratory failure with hypoxia", "acute and chronic respiratory failure with hypoxia"],
        ),
        (("S82.241B", "S82.241C"), ["type I or II", "type IIIA, IIIB, or IIIC"]),
        (("T84.53", "T84.53XA", "T84.53XS"), ["", "active treatment", "late effect"]),
        (("M86.9", "M86.551"), ["osteomyelitis", "chronic hematogenous osteomyelitis, right femur"]),
    ],
)
def test_differences(codes: tuple[str, ...], apart: list[str], release: Release) -> None:
    assert list(differences(codes, release).values()) == apart


def test_differences_keep_similar_codes_apart(release: Release) -> None:
    for header in ("M86.5", "S82.24", "T84.5", "I63.3", "C50.9", "H25.1"):
        node = release.node(header)
        assert node is not None
        codes = tuple(release.tabular.nodes[child].code for child in node.children)
        assert len(set(differences(codes, release).values())) == len(codes)


def test_a_name_up_to_the_word_that_differs(release: Release) -> None:
    assert differing_name("E10.9", "E11.9", release) == "type 1"
    assert differing_name("A54.43", "M86.661", release) == "gonococcal osteomyelitis"


@pytest.mark.parametrize(
    ("organism", "short"),
    [
        ("Staphylococcus epidermidis", "S. epidermidis"),
        ("Klebsiella pneumoniae ss. pneumoniae", "K. pneumoniae ss. pneumoniae"),
        ("Staphylococcus species", "Staphylococcus species"),
        ("Salmonella Enteritidis", "Salmonella Enteritidis"),
        ("E. coli", "E. coli"),
        ("MRSA", "MRSA"),
    ],
)
def test_an_organism_is_abbreviated_as_laboratories_do(organism: str, short: str) -> None:
    assert abbreviated(organism) == short


def test_a_name_with_the_7th_character(release: Release) -> None:
    assert name_with_seventh("T84.53XA", release) == "infected right knee prosthesis, active treatment"
    assert name_with_seventh("E11.9", release) == "type 2 diabetes"


@pytest.mark.parametrize(
    ("code", "kind"),
    [("B96.20", "an organism code"), ("Y92.0", "an external cause code"), ("F02.80", "a manifestation code")],
)
def test_kinds_of_codes_that_are_never_first(code: str, kind: str) -> None:
    assert kind_of(code) == kind


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("chronic osteomyelitis, right tibia and fibula", "chronic osteomyelitis of the right tibia and fibula"),
        ("age-related nuclear cataract, left eye", "age-related nuclear cataract of the left eye"),
        ("hemiplegia, right dominant side", "hemiplegia, right dominant side"),
        ("monoplegia, left side", "monoplegia, left side"),
        ("primary osteoarthritis of right knee", "primary osteoarthritis of right knee"),
        ("osteomyelitis, femur", "osteomyelitis, femur"),
        ("gout, right ankle and foot, with tophus", "gout, right ankle and foot, with tophus"),
    ],
)
def test_a_side_at_the_end_is_said_as_in_a_sentence(name: str, spoken: str) -> None:
    assert of_the_side(name) == spoken


def test_the_side_of_a_seventh_character_is_part_of_the_name(release: Release) -> None:
    assert short_name("E11.3211", release).endswith("with macular edema, right eye")
    assert short_name("E11.3219", release).endswith("with macular edema")
    assert short_name("S82.242A", release) == short_name("S82.242D", release)


@pytest.fixture(scope="module")
def all_names(release: Release) -> frozenset[str]:
    """The names of all codes and categories; a letter in the 7th place changes none, so A does for all."""
    codes = (code for code in release.valid if len(code) < 8 or code[-1] in "A0123456789")
    return frozenset(short_name(code, release) for code in (*codes, *release.tabular.by_code))


REPEATED = re.compile(r"\b(?P<word>[a-z]{4,}),? (?:of )?(?P=word)s?\b(?! to)")
HANGING = re.compile(r"(?:,|(?<!-)\b(?:of|in|to|at|with|without|and|or|by|the|other|unspecified))$")
BEGINNING = re.compile(r"^(?:(?:types?|forms?|kinds?) of|(?:of|with|without|and|or|to|due|unspecified)\b|,|(?:at|in) )")


@pytest.mark.sweep
def test_no_name_says_a_word_twice_or_leaves_one_hanging(all_names: frozenset[str]) -> None:
    """Of each code and category: "trigger thumb, thumb", "metastasis to", "type of carcinoma in situ"."""
    faults = (REPEATED, HANGING, BEGINNING)
    assert sorted(name for name in all_names if name and any(fault.search(name) for fault in faults)) == []


@pytest.mark.sweep
def test_no_name_says_the_last_place_twice(all_names: frozenset[str]) -> None:
    """Of each code: "contusion of breast, left breast", "atherosclerosis of extremities, extremity"."""
    places = re.compile(r"\b(?P<place>[a-z]{4,})s?\b[^,]*, (?:right |left )?(?P=place)s?$")
    assert sorted(name for name in all_names if places.search(name) and " level, " not in name) == []


@pytest.mark.parametrize(
    ("name", "plural"),
    [
        ("multiple rib fractures", True),
        ("esophageal varices without bleeding", True),
        ("gallstones with acute cholecystitis", True),
        ("type 2 diabetes with foot ulcer", False),
        ("chronic osteomyelitis, right tibia and fibula", False),
        ("fracture of metatarsal bones, foot", False),
        ("abscess of bursa, right hand", False),
        ("ascites", False),
    ],
)
def test_a_verb_agrees_with_a_name(name: str, plural: bool) -> None:  # noqa: FBT001 - a case
    assert is_plural(name) == plural


@pytest.mark.parametrize("code", everyday_names().listed)
def test_a_name_in_a_list_is_for_a_code_and_unlike_the_others_of_its_category(code: str, release: Release) -> None:
    names = [name for other, name in everyday_names().listed.items() if other[:3] == code[:3]]
    assert release.node(code) is not None
    assert names.count(everyday_names().listed[code]) == 1


def test_a_list_has_one_wording(release: Release) -> None:
    stages = ("N18.1", "N18.2", "N18.30", "N18.31", "N18.32", "N18.4", "N18.5", "N18.6")
    said = [name_in_list(code, stages) for code in stages]
    assert said == ["stage 1", "stage 2", "stage 3, unspecified", "stage 3a", "stage 3b", "stage 4", "stage 5", "ESRD"]
    assert name_in_list("N18.5", ("N18.5", "N18.6")) == "stage 5"
    assert name_in_list("N18.5", ("N18.5",)) == name_in_list("N18.5", ("N18.5", "I10")) == ""
    assert release.is_valid("N18.5")


def test_the_kind_of_a_fracture_stays(release: Release) -> None:
    assert core_name(short_name("M80.051A", release)) == "osteoporotic fracture of the right femur"
    assert core_name(short_name("M84.551A", release)) == "pathological fracture of the right femur"
    assert core_name(short_name("S72.001A", release)) == "fracture of the right femur"


@pytest.mark.parametrize(
    ("codes", "names"),
    [
        (("B67.90", "B67.99"), ("unspecified echinococcosis", "other echinococcosis")),
        (("N48.9", "N48.89"), ("unspecified disorder of penis", "other disorders of penis")),
        (("K76.9", "K76.89"), ("unspecified liver disease", "other diseases of liver")),
        (("R32", "N39.498"), ("unspecified urinary incontinence", "other urinary incontinence")),
        (("N48.9", "N48.29"), ("disorder of penis", "inflammatory disorders of penis")),  # told apart as they are
        (("S72.001A", "S72.001B"), ("fracture of neck of right femur", "fracture of neck of right femur")),
    ],
)
def test_what_is_left_over_tells_two_codes_apart(
    codes: tuple[str, str], names: tuple[str, str], release: Release
) -> None:
    assert tuple(name_beside(code, codes, release) for code in codes) == names


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("H54.62", "unqualified visual loss, left eye, normal vision right eye"),
        ("H54.61", "unqualified visual loss, right eye, normal vision left eye"),
        ("D49.512", "neoplasm of unspecified behavior of left kidney"),
        ("D49.6", "neoplasm of unspecified behavior of brain"),
    ],
)
def test_a_name_keeps_what_it_is_of(code: str, name: str, release: Release) -> None:
    assert short_name(code, release) == name


def test_a_kind_left_open_is_left_out_whole(release: Release) -> None:
    name = short_name("N12", release)
    assert fitted_name(name, (), 40) == "tubulo-interstitial nephritis"
