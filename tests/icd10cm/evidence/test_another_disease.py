"""Which clauses name the disease of another category than the coded one."""

from __future__ import annotations

import pytest

from icd10cm.evidence.another_disease import CodedCategory, coded_category
from icd10cm.releases.loading import load_embedded
from icd10cm.text.assertion import asserted
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.status import Status
from icd10cm.text.tokens import sentences_of


def is_outdone(code: str, clause: str) -> bool:
    release = load_embedded()
    known = release.known(code)
    assert known is not None
    coded = coded_category(known.node, release)
    assert coded is not None
    (items,) = sentences_of(clause, load_lexicon())
    found = coded.is_outdone_by(items, items)
    assert coded.may_be_outdone_by(items) or not found, "the quick look lets no other disease pass"
    return found


@pytest.mark.parametrize(
    ("code", "clause"),
    [
        ("C64.9", "left testicular cancer"),  # C62
        ("C64.9", "left ovarian carcinoma"),  # C56
        ("C64.9", "left thyroid cancer"),  # C73
        ("C56.9", "right fallopian tube carcinoma"),  # C57.0-
        ("D39.10", "tumor of the left testis"),  # D40.1-
        ("N83.209", "left renal cyst"),  # N28.1
        ("H60.90", "left otitis media"),  # H66
        ("K26.9", "gastric ulcer"),  # K25
        ("F11.20", "alcohol dependence"),  # F10
        ("I34.9", "aortic stenosis"),  # I35
        ("S82.201A", "osteoporotic fracture"),  # M80
        ("J32.9", "acute maxillary sinusitis"),  # J01; J32 is chronic
        ("J01.90", "chronic frontal sinusitis"),  # J32
    ],
)
def test_a_clause_that_names_another_disease(code: str, clause: str) -> None:
    assert is_outdone(code, clause)


@pytest.mark.parametrize(
    ("code", "clause"),
    [
        ("C64.9", "left kidney cancer"),
        ("C64.9", "cancer on the left"),  # no word of another one
        ("C64.9", "left renal cell carcinoma"),
        ("N83.209", "left ovarian cyst"),
        ("M86.60", "chronic osteomyelitis of L4"),  # M46.2-: a bone tells nothing, ExcludedSite says it
        ("M19.90", "primary osteoarthritis of the right knee"),  # M17: a joint tells nothing either
        ("M25.569", "acute pain in the left knee"),  # "acute" tells nothing where nothing is chronic
        ("J32.9", "acute on chronic maxillary sinusitis"),  # both
        ("I11.0", "acute on chronic systolic heart failure"),  # I50: its note asks for it
        ("E11.22", "chronic kidney disease, stage 4"),  # N18: as above
        ("I63.9", "acute ischemic stroke"),
        ("S82.201A", "comminuted fracture of the right tibia after a fall"),
        ("C85.90", "non-Hodgkin lymphoma"),  # not the Hodgkin lymphoma of C81
        ("H04.129", "dry eyes on both sides"),
        ("J45.909", "the flare began last week"),  # names nothing
    ],
)
def test_a_clause_that_may_be_of_the_coded_disease(code: str, clause: str) -> None:
    assert not is_outdone(code, clause)


@pytest.mark.parametrize("code", ["R10.9", "Z89.511", "W19.XXXA"])
def test_signs_and_circumstances_are_compared_with_nothing(code: str) -> None:
    release = load_embedded()
    known = release.known(code)
    assert known is not None
    assert coded_category(known.node, release) is None


_OWN, _OTHER, _COMPANION = 0b10, 0b01, 0b100
_ALL = _OWN | _OTHER | _COMPANION


def _is_outdone(clause: str, *, sites: tuple[str, ...] = (), **categories: int) -> bool:
    """Return whether a clause names another category; `categories` are those that each stem is a word of."""
    coded = CodedCategory(("a release", "A00"), _OWN, _COMPANION, categories, frozenset(sites))
    (items,) = sentences_of(clause, load_lexicon())
    return coded.is_outdone_by(items, items)


@pytest.mark.parametrize(
    ("clause", "categories", "why"),
    [
        ("diabetic ulcer", {"ulcer": _OWN | _OTHER, "diabet": _OTHER}, "another one has both words"),
        ("diabetic ulcer heel", {"ulcer": _OWN | _OTHER, "diabet": _OTHER, "heel": _OWN}, "right before its name"),
        ("diabetic ulcer", {"ulcer": _ALL, "diabet": _OTHER}, "a companion has a word"),
        ("ulcer diabetic", {"ulcer": _OWN | _OTHER, "diabet": _OTHER}, "behind its name"),
        ("diabetic ulcer", {"ulcer": _OWN | 1 << 3, "diabet": ((1 << 80) - 1) << 3}, "of 80"),
        ("renal ulcer", {"ulcer": _OWN | _OTHER, "renal": _OTHER, "kidney": _OTHER}, "an organ"),
        ("non healing old diabetic ulcer", {"ulcer": _OWN | _OTHER, "diabet": _OTHER}, "another word is denied"),
    ],
)
def test_a_word_that_tells_another_category(clause: str, categories: dict[str, int], why: str) -> None:
    assert _is_outdone(clause, **categories), why


@pytest.mark.parametrize(
    ("clause", "categories", "why"),
    [
        ("ulcer", {"ulcer": _OWN | _OTHER}, "no word more"),
        ("diabetic", {"ulcer": _OWN | _OTHER, "diabet": _OTHER}, "no word of its own"),
        ("diabetic ulcer", {"ulcer": _OWN | _OTHER, "diabet": _ALL}, "it has the word itself"),
        ("diabetic ulcer", {"ulcer": _OWN, "diabet": _OTHER}, "no other one has its word"),
        ("diabetic ulcer", {"ulcer": _OWN | _COMPANION, "diabet": _COMPANION}, "its notes name the other one"),
        ("diabetic ulcer", {"ulcer": _OWN | 1 << 3, "diabet": ((1 << 81) - 1) << 3}, "of 81"),
        ("ulcer diabetic heel", {"ulcer": _OWN | _OTHER, "diabet": _OTHER, "heel": _OWN}, "not right before its name"),
        ("diabetic heel", {"heel": _OWN, "diabet": _OTHER}, "before a place that many diseases have"),
        ("heel ulcer", {"ulcer": _OWN | _OTHER, "heel": _OTHER}, "a place that is no organ"),
        ("non diabetic ulcer", {"ulcer": _OWN | _OTHER, "diabet": _OTHER}, "denied within a word"),
        ("non-diabetic ulcer", {"ulcer": _OWN | _OTHER, "diabet": _OTHER}, "the same with its hyphen"),
    ],
)
def test_words_that_tell_no_other_category(clause: str, categories: dict[str, int], why: str) -> None:
    assert not _is_outdone(clause, **categories), why


@pytest.mark.sweep
def test_no_title_names_another_disease_than_its_own() -> None:
    release, lexicon = load_embedded(), load_lexicon()
    outdone = []
    for node in release.tabular.nodes[::37]:
        coded = coded_category(node, release)
        sentences = sentences_of(node.title, lexicon)
        sure = ([each for each in asserted(items) if each.status is Status.AFFIRMED] for items in sentences)
        outdone += [node.code for items in sure if coded is not None and coded.is_outdone_by(items, items)]
    assert outdone == []


def test_a_sentence_of_the_coded_disease_alone_is_not_looked_at() -> None:
    release = load_embedded()
    known = release.known("E11.9")
    assert known is not None
    coded = coded_category(known.node, release)
    assert coded is not None
    said = {text: coded.may_be_outdone_by(next(iter(sentences_of(text, load_lexicon())))) for text in _SENTENCES}
    assert said == _SENTENCES


_SENTENCES = {"type 2 diabetes mellitus with hyperglycemia": False, "type 2 diabetes, testicular cancer": True}
