"""Which words of a text are said of the coded disease."""

from __future__ import annotations

import pytest

from icd10cm.evidence.stated.stated_words import stated_words
from icd10cm.evidence.stated.stems import initials
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text
from icd10cm.titles.claims import stem

_OWN = frozenset(("dement", "ulcer", "osteomyeliti"))


def _stretches(text: str) -> tuple[tuple[str, ...], ...]:
    return read_text(text, load_lexicon(), _OWN).stretches


def _states(text: str, word: str, *, linked: bool = False) -> bool:
    group = frozenset((stem(word),))
    return bool(stated_words((_stretches(text),), _OWN, _OWN).states(group, group, linked=linked))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("moderate dementia with agitation", "agitation"),
        ("dementia, moderate", "moderate"),
        ("chronic left foot ulcer", "chronic"),
        ("osteo, chronic", "chronic"),
    ],
)
def test_said_of_the_disease(text: str, word: str) -> None:
    assert _states(text, word)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("dementia, moderate hearing loss", "moderate"),
        ("dementia; hallux deformity, agitation noted by family", "agitation"),
        ("dementia without agitation", "agitation"),
        ("mild or moderate dementia", "moderate"),
        ("asthma, moderate", "moderate"),
    ],
)
def test_not_said_of_the_disease(text: str, word: str) -> None:
    assert not _states(text, word)


def test_another_disease_must_be_linked() -> None:
    assert _states("ulcer with neuropathy", "neuropathy", linked=True)
    assert _states("ulcer, due to neuropathy", "neuropathy", linked=True)
    assert not _states("ulcer, neuropathy", "neuropathy", linked=True)


def test_what_with_begins_goes_on_behind_and() -> None:
    assert _states("ulcer with pain and inflammation", "inflammation", linked=True)
    assert not _states("ulcer and neuropathy in another limb", "neuropathy", linked=True)


def test_acute_on_chronic_is_said_of_a_disease() -> None:
    assert stated_words((_stretches("acute on chronic osteomyelitis"),), _OWN, _OWN).acute_on_chronic
    assert not stated_words(
        (_stretches("acute on chronic kidney failure, osteomyelitis"),), _OWN, _OWN
    ).acute_on_chronic


def test_initials_of_a_name() -> None:
    assert "copd" in initials(["chronic", "obstructive", "pulmonary", "disease"])
    assert not initials(["low", "pain"])
