"""Which words of a text are said of the coded disease."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.evidence.stated.stated_words import stated_words
from icd10cm.evidence.stated.stems import names
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text
from icd10cm.titles.claims import stem

_OWN = frozenset(("dement", "ulcer", "osteomyeliti"))


def _stretches(text: str) -> tuple[tuple[str, ...], ...]:
    return read_text(text, load_lexicon(), _OWN).stretches


def _states(text: str, word: str, *, linked: bool = False) -> bool:
    group = frozenset((word if ":" in word else stem(word),))
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


@pytest.mark.parametrize(
    ("text", "word", "stated", "why"),
    [
        ("ulcer; severe", "severe", True, "a clause that adds a word and nothing else"),
        ("ulcer; severe today", "severe", True, "plain words beside it"),
        ("ulcer; G2P1 severe", "severe", True, "pregnancies and births"),
        ("ulcer; p1001 severe", "severe", True, "births alone"),
        ("ulcer; g2p1x severe", "severe", False, "no count of births"),
        ("ulcer; severe at 20 weeks", "severe", True, "weeks"),
        ("ulcer; severe cough", "severe", False, "an unknown word"),
        ("ulcer; severe painful", "severe", False, "an adjective of what is not of the disease"),
        ("ulcer; severe ulcerated", "severe", True, "an adjective of the disease"),
        ("cough; severe", "severe", True, "a sentence that says nothing else"),
        ("severe", "severe", True, "nothing else is said"),
        ("cough, severe", "severe", False, "the sentence speaks of something else"),
        ("cough, ulcer, severe", "severe", True, "the sentence names the disease"),
        ("ulcer; severe nonunion of", "severe", False, "it ends before what it is about"),
        ("severe 150", "severe", False, "a measure"),
        ("severe 3 years", "severe", True, "a time is no measure"),
        ("severe 3 mmhg", "severe", False, "a measure with its unit"),
        ("3 years severe", "severe", True, "the number stands before it"),
        ("ulcer systolic 150", "systolic", True, "a clause that names the disease"),
    ],
)
def test_a_clause_that_adds_a_word(text: str, word: str, *, stated: bool, why: str) -> None:
    assert _states(text, word) is stated, why


@pytest.mark.parametrize(
    ("text", "word", "stated", "why"),
    [
        ("chronic ulcer", "chronic", True, "right before the disease"),
        ("chronic kidney ulcer", "chronic", True, "a place between"),
        ("chronic cough, ulcer", "chronic", False, "another clause"),
        ("ulcer with chronic cough", "chronic", False, "before another noun"),
        ("chronic with ulcer", "chronic", True, "a link ends what it modifies"),
        ("secondary chronic ulcer", "secondary", True, "secondary modifies, although it links"),
        ("ulcer due to chronic cough", "chronic", False, "the cause is chronic"),
        ("acute or chronic ulcer", "acute", False, "or leaves it open"),
        ("acute or chronic ulcer", "chronic", False, "or leaves it open"),
        ("cough or fever, chronic ulcer", "chronic", True, "or is between others"),
        ("chronic severe ulcer", "chronic", True, "another modifier between"),
        ("chronic cough with chronic ulcer", "chronic", True, "said of the disease the second time"),
        ("stage 3 ulcer", "stage:3", True, "a stage before the disease"),
        ("stage 3 cough, ulcer", "stage:3", False, "a stage of something else"),
        ("chronic stage 3 ulcer", "chronic", True, "a stage between"),
        ("ulcer stage 3 cough", "stage:3", True, "a stage right behind the disease"),
        ("cough stage 3 fever, ulcer", "stage:3", False, "a stage behind something else"),
        ("ulcer cough stage 3 fever", "stage:3", False, "another noun between"),
        ("cough or fever chronic ulcer", "chronic", True, "or is between others of the clause"),
        ("cough or fever and pain chronic ulcer", "chronic", True, "or is far before it"),
        ("ulcer or chronic ulcer", "chronic", False, "or right before it"),
    ],
)
def test_what_a_modifier_is_said_of(text: str, word: str, *, stated: bool, why: str) -> None:
    assert _states(text, word) is stated, why


@pytest.mark.parametrize(
    ("text", "stated", "why"),
    [
        ("shock septic", True, "a word of each group"),
        ("septic cough", False, "of one group alone"),
        ("cough", False, "of none"),
    ],
)
def test_a_clause_with_all_words_of_a_title_names_the_disease(text: str, *, stated: bool, why: str) -> None:
    title = (frozenset(("septic",)), frozenset(("shock", "collapse")))
    group, read = frozenset(("septic",)), stated_words((_stretches(f"{text} foreign"),), _OWN, _OWN)
    assert bool(read.states(group, frozenset(), linked=False, title=title)) is stated, why
    assert not read.states(group, frozenset(), linked=False, title=title[:1]), "one group is no title"


@pytest.mark.parametrize(
    ("text", "stated", "why"),
    [
        ("ulcer in second trimester", {"second"}, "it counts the trimester"),
        ("ulcer, second visit in trimester", set(), "it counts the visit"),
        ("ulcer in second trimester, ulcer in third trimester", set(), "two trimesters"),
        ("ulcer in second or third trimester", set(), "two in one clause"),
        ("ulcer in second trimester; ulcer in second trimester", {"second"}, "one, twice"),
    ],
)
def test_a_trimester(text: str, stated: set[str], why: str) -> None:
    read = stated_words((_stretches(text),), _OWN, _OWN)
    group, others = frozenset(("first", "second", "third")), frozenset((stem("trimester"),))
    assert read.states(group, others, linked=False) == stated, why
    if len(read.clauses) > 1 and not stated:
        assert "third" not in read.clauses[-1].words, why


@pytest.mark.parametrize(
    ("texts", "coded", "clauses", "why"),
    [
        (["left ulcer"], Side.RIGHT, 0, "of the other side"),
        (["lt ulcer"], Side.RIGHT, 0, "in short"),
        (["l ulcer"], Side.RIGHT, 0, "by a letter"),
        (["right ulcer"], Side.RIGHT, 1, "of the coded side"),
        (["right ulcer"], Side.LEFT, 0, "of the other side"),
        (["rt ulcer", "r ulcer", "ulcer"], Side.LEFT, 1, "the one without a side"),
        (["left ulcer"], None, 1, "no side is coded"),
        (["left ulcer"], Side.BILATERAL, 1, "both sides are coded"),
        (["right and left ulcer"], Side.RIGHT, 1, "of both"),
        (["bilateral ulcer left"], Side.RIGHT, 1, "of both"),
        (["both left ulcer"], Side.RIGHT, 1, "of both"),
        (["b left ulcer"], Side.RIGHT, 1, "of both"),
    ],
)
def test_a_clause_about_the_other_side_is_left_out(
    texts: list[str], coded: Side | None, clauses: int, why: str
) -> None:
    read = stated_words(map(_stretches, texts), _OWN, _OWN, coded=coded)
    assert len(read.clauses) == clauses, why
    assert read.words == frozenset().union(*(each.words for each in read.clauses))


@pytest.mark.parametrize(
    ("sides", "stated"),
    [
        ((Side.RIGHT,), {Side.RIGHT}),
        ((Side.RIGHT, Side.LEFT), {Side.BILATERAL}),
        ((Side.BILATERAL,), {Side.BILATERAL}),
        ((), set()),
    ],
)
def test_both_sides_are_one(sides: tuple[Side, ...], stated: set[Side]) -> None:
    assert stated_words((), _OWN, _OWN, sides).sides == stated


def test_what_is_denied_is_kept_as_stems() -> None:
    assert stated_words((), _OWN, _OWN, denied=["No neuropathy (seen)"]).denied == {"no", "neuropathy", "seen"}


@pytest.mark.parametrize(
    ("text", "own", "why"),
    [
        ("septic embolism", _OWN | {"septic", "embolism"}, "the included line in full"),
        ("septic shock", _OWN, "a part of it"),
        ("septic; embolism", _OWN, "in two clauses"),
    ],
)
def test_an_included_line_adds_its_names(text: str, own: frozenset[str], why: str) -> None:
    read = stated_words((_stretches(text),), _OWN, _OWN, included=(frozenset(("septic", "embolism")),))
    assert read.own == own, why


@pytest.mark.parametrize(
    ("text", "called", "why"),
    [
        ("acute on chronic ulcer", True, "at the beginning"),
        ("left foot acute on chronic ulcer", True, "in the middle"),
        ("ulcer acute on chronic", True, "at the end"),
        ("acute ulcer on chronic kidney", False, "a word between"),
        ("acute cough on chronic ulcer", False, "the cough is acute"),
        ("acute on chronic cough", False, "another noun"),
        ("ulcer, acute", False, "acute alone"),
        ("acute on ulcer", False, "on what"),
    ],
)
def test_acute_on_chronic(text: str, *, called: bool, why: str) -> None:
    assert stated_words((_stretches(text),), _OWN, _OWN).acute_on_chronic is called, why


def test_what_was_worked_out_is_kept() -> None:
    read, worked = stated_words((), _OWN, _OWN), list[int]()
    assert [read.once("a key", lambda: worked.append(1) or len(worked)) for _ in range(2)] == [1, 1]
    assert read.once("another key", lambda: 7) == 7


@pytest.mark.parametrize(
    ("words", "named", "why"),
    [
        ({"cough", "osteomyeliti"}, True, "in full"),
        ({"osteo"}, True, "by its first five letters"),
        ({"osteomy"}, True, "by more of them"),
        ({"oste"}, False, "four letters begin too many words"),
        ({"myeliti"}, False, "letters from within it"),
        ({"osteomyelitisx"}, False, "a longer word"),
        ({"cough"}, False, "another word"),
    ],
)
def test_the_words_that_name_a_disease(words: set[str], *, named: bool, why: str) -> None:
    assert names(frozenset(words), frozenset(("osteomyeliti",))) is named, why


@pytest.mark.parametrize(
    ("text", "coded", "kept", "why"),
    [
        ("dog bite with punctures", set(), False, "the punctures are those of the bite"),
        ("dog bite, puncture wounds", set(), False, "in another clause"),
        ("dog bite with punctures", {"punctur"}, True, "a title of the code has them"),
        ("punctures of the hand", set(), True, "there is no bite"),
    ],
)
def test_what_a_bite_covers(text: str, coded: set[str], *, kept: bool, why: str) -> None:
    own = frozenset(("bite",))
    assert ("punctur" in stated_words((_stretches(text),), own, own | coded).words) is kept, why
