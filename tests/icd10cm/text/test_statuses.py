"""Which words of a text each cue reaches, drawn: "gout, <negated: no sprain>" affirms gout alone."""

from __future__ import annotations

from itertools import groupby

import pytest

from icd10cm.text.assertion import asserted
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.tokens import sentences_of


def _drawn(text: str, *, effects_apart: bool = False) -> str:
    """Return the sentences of a text, parted by "|", with the words that it does not affirm in brackets."""
    sentences = [asserted(each, effects_apart=effects_apart) for each in sentences_of(text, load_lexicon())]
    return " | ".join(
        " ".join(
            words if status == "affirmed" else f"<{status}: {words}>"
            for status, items in groupby(sentence, key=lambda item: item.status)
            for words in [" ".join(item.text for item in items)]
        )
        for sentence in sentences
    )


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("no gout of the knee, ankle pain", "<negated: no gout of the knee , ankle pain>", "a list"),
        (
            "pain, no gout or cellulitis, ankle",
            "pain , <negated: no gout or cellulitis , ankle>",
            "not what is before it",
        ),
        ("pain, no gout, right knee", "pain , <negated: no gout , right knee>", "a place alone behind it"),
        ("no pain, fever, right knee", "<negated: no pain , fever , right knee>", "a place alone behind a list"),
        ("no gout, knee swelling", "<negated: no gout , knee swelling>", "a place that is not alone"),
        ("gout not seen in ankle", "<negated: gout not seen in ankle>", "both ways"),
        ("negative for gout with pain", "<negated: negative for gout with pain>", "across with"),
        ("without aura with pain", "<negated: without aura> with pain", "up to with"),
        ("without aura intractable", "<negated: without aura> intractable", "a qualifier of what is before it"),
        ("without severe", "<negated: without severe>", "nothing but a qualifier"),
        (
            "knee pain (no gout, no sprain) of the left",
            "knee pain ( <negated: no gout , no sprain> ) of the left",
            "up to the end of the brackets",
        ),
        (
            "no knee pain (gout) of the left",
            "<negated: no knee pain ( gout ) of the left>",
            "across brackets that begin behind it",
        ),
        ("non-gouty arthritis", "<negated: non - gouty> arthritis", "a word with its hyphen"),
        ("non gouty arthritis pain", "<negated: non gouty> arthritis pain", "a word"),
        ("non-", "<negated: non negative>", "nothing follows"),
        ("pain ruled out, gout", "<negated: pain ruled out> , gout", "back to the beginning"),
        ("knee, gout, pain ruled out, gout", "knee , gout , <negated: pain ruled out> , gout", "back to the comma"),
        (
            "knee pain, ruled out, gout",
            "<negated: knee pain , ruled out> , gout",
            "a cue alone is of what is before it",
        ),
        ("gout with pain ruled out", "<negated: gout with pain ruled out>", "back across with"),
        ("right foot gout left foot normal", "right foot gout <negated: left foot normal>", "back to the last side"),
        ("foot pain R foot normal", "foot pain <negated: r foot normal>", "back to the last side, a letter"),
        ("heel normal", "<negated: heel normal>", "back to the beginning"),
        ("not gout", "<negated: not gout>", "forward"),
        ("denies pain; gout", "<negated: denies pain> | gout", "up to the end of the sentence"),
        ("foot pain r foot normal", "<negated: foot pain r foot normal>", "a small letter is no side"),
        (
            "pain without fever, chills, right knee",
            "pain <negated: without fever , chills> , right knee",
            "a place alone behind a list is none of it",
        ),
        (
            "pain without fever, right knee pain",
            "pain <negated: without fever , right knee pain>",
            "a place that is not alone is of it",
        ),
        ("pain without fever, severe", "pain <negated: without fever> , severe", "nor is a qualifier"),
        (
            "pain without fever, of the knee",
            "pain <negated: without fever> , of the knee",
            "nor is what is inside a place",
        ),
        (
            "(without fever, chills) right knee",
            "( <negated: without fever , chills> ) right knee",
            "brackets end a list",
        ),
        ("pain (mild) without fever", "pain ( mild ) <negated: without fever>", "brackets before it do not"),
    ],
)
def test_how_far_a_denial_reaches(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("no gout but ankle pain", "<negated: no gout> but ankle pain", "ahead of it"),
        ("ankle pain but no gout, now sprain", "ankle pain but <negated: no gout ,> now sprain", "behind it"),
        ("gout now ruled out", "<negated: gout now ruled out>", "it says the clause before"),
        ("pain but gout now ruled out", "pain but <negated: gout now ruled out>", "it says the clause right before"),
        ("gout, ankle pain now ruled out", "gout , <negated: ankle pain now ruled out>", "back to the comma"),
        ("ankle pain but gout ruled out", "ankle pain but <negated: gout ruled out>", "back to the turn"),
        ("gout except of the knee", "gout <negated: except of the knee>", "an exception is denied"),
        ("no pain except of the knee", "<negated: no pain> except of the knee", "but not that of a denial"),
        (
            "possible pain except of the knee",
            "<uncertain: possible pain> <negated: except of the knee>",
            "that of a doubt is",
        ),
    ],
)
def test_a_turn_ends_what_a_cue_reaches(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("gout: no", "<negated: gout : no>", "a cue alone behind a colon"),
        ("gout: no, ankle pain", "gout : <negated: no , ankle pain>", "something follows"),
        ("gout, sprain: no", "<negated: gout , sprain : no>", "back to the beginning"),
        ("pain: possible gout", "pain : <uncertain: possible gout>", "it says what follows"),
    ],
)
def test_an_answer(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("gout? ankle pain", "<uncertain: gout ?> ankle pain", "right behind a word"),
        ("? gout ankle", "<uncertain: ? gout ankle>", "at the beginning"),
        ("ankle ?gout pain", "ankle <uncertain: ? gout pain>", "right before a word"),
        ("ankle gout ?", "<uncertain: ankle gout ?>", "at the end"),
        ("gout ?, sprain", "gout <uncertain: ?> , sprain", "before a comma"),
        ("likely gout; sprain", "<uncertain: likely gout> | sprain", "up to the end of the sentence"),
        ("gout vs sprain of ankle", "<uncertain: gout vs sprain of ankle>", "both ways"),
        (
            "r/o gastritis (acute) pain",
            "<uncertain: r/o gastritis ( acute> ) pain",
            "brackets name again what is doubted",
        ),
        ("r/o gastritis (acute", "<uncertain: r/o gastritis ( acute>", "brackets that do not close"),
        ("no gastritis (acute) pain", "<negated: no gastritis ( acute ) pain>", "a denial reaches beyond them"),
        ("gout felt to be less likely", "<uncertain: gout felt to be less likely>", "a cue right behind a cue"),
        (
            "possible history of gout",
            "<uncertain: possible> <historical: history of gout>",
            "a cue within the reach of a cue",
        ),
        ("if gout then pain", "<hypothetical: if gout then pain>", "a condition"),
    ],
)
def test_a_doubt_or_a_condition(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("[ ] gout", "[ <hypothetical: ] gout>", "an empty box"),
        ("gout [ ] ankle, pain", "gout [ <hypothetical: ] ankle> , pain", "up to the comma"),
        (
            "[ ] gout [ ] sprain, ankle pain",
            "<hypothetical: [ ] gout [ ] sprain , ankle pain>",
            "of several none is ticked",
        ),
        ("[x] gout", "gout", "a ticked box"),
        ("[ ] gout [x] sprain", "sprain", "one of two is ticked"),
        ("gout ( acute )", "gout ( acute )", "brackets that hold something"),
    ],
)
def test_a_box(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("gout 2015", "<historical: gout 2015>", "behind what it dates"),
        ("gout in 2015, pain", "<historical: gout in 2015> , pain", "behind a preposition"),
        ("2015 gout", "<historical: 2015 gout>", "a noun behind it"),
        ("2015", "2015", "nothing else"),
        ("in 2015 he had gout, pain", "in <historical: 2015 he had gout , pain>", "the sentence begins with it"),
        ("in 2015", "<historical: in 2015>", "nothing behind it"),
        ("2015, gout", "<historical: 2015 , gout>", "a comma behind it"),
        ("2015: gout and pain", "<historical: 2015 : gout and pain>", "a colon behind it"),
        (
            "his 2015 gout and pain, sprain",
            "his <historical: 2015 gout and pain , sprain>",
            "the sentence begins with a possessive",
        ),
        ("pain after 2015 gout", "pain after <historical: 2015 gout>", "behind a link"),
        ("gout since 2015", "gout since 2015", "it goes on"),
        ("gout diagnosed in 2015", "gout diagnosed in 2015", "it began"),
        ("pain, gout diagnosed in 2015", "pain , gout diagnosed in 2015", "it began"),
        ("diagnosed, gout 2015", "diagnosed , <historical: gout 2015>", "the phrase says nothing of a beginning"),
        ("gout on 2015 film", "gout on 2015 film", "of a film"),
        ("5/2015 gout", "5 / 2015 gout", "of a date"),
        ("gout 1815", "gout 1815", "of no patient"),
        ("gout 20155", "gout 20155", "no year"),
        ("gout 2015a", "gout 2015a", "no year"),
        ("gout 1999", "<historical: gout 1999>", "of the last century"),
    ],
)
def test_a_year(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("gout last year", "<historical: gout last year>", "before it"),
        ("gout at her last visit, severe", "<historical: gout at her last visit> , severe", "up to the comma"),
        (
            "severe at her last visit with pain, gout",
            "<historical: severe at her last visit with pain> , gout",
            "behind a preposition both ways",
        ),
        ("severe at last visit", "<historical: severe at last visit>", "no possessive between"),
        ("last visit severe gout", "<historical: last visit severe gout>", "the sentence begins with it"),
        ("in last year he had gout", "in <historical: last year he had gout>", "a preposition before it"),
        ("gout since last admission", "gout since <historical: last admission>", "behind since it says what follows"),
        (
            "pain from her last admission gout",
            "pain from her <historical: last admission gout>",
            "behind since it says what follows",
        ),
        ("gout last admission", "<historical: gout last admission>", "no preposition: what is before it"),
        (
            "gout last admission pain",
            "gout <historical: last admission pain>",
            "no preposition: what follows, if anything does",
        ),
        ("gout as a child", "<historical: gout as a child>", "before it"),
        ("as a child had gout, pain", "<historical: as a child had gout , pain>", "the sentence begins with it"),
        ("gout, diagnosed as a child", "gout , diagnosed <historical: as a child>", "it began"),
        ("gout, resolved, sprain", "<historical: gout , resolved> , sprain", "back to the comma before the last"),
        ("h/o gout, pain", "<historical: h/o gout , pain>", "up to the end"),
        ("no history of gout", "<negated: no history of gout>", "a denial goes first"),
        ("old gout, new pain", "<historical: old gout> , new pain", "up to the comma"),
    ],
)
def test_a_time(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("mother had gout", "<family: mother had gout>", "all of it"),
        (
            "pain, mother had gout, pt has sprain",
            "<family: pain , mother had gout ,> pt has sprain",
            "up to the patient",
        ),
        (
            "pain, mother had gout, pt felt sprain",
            "<family: pain , mother had gout , pt felt sprain>",
            "a patient who does not have it",
        ),
        ("mother with gout, patient's caregiver", "<family: mother with gout , patient's caregiver>", "of the patient"),
        (
            "mother with gout, patient's own pain",
            "<family: mother with gout ,> patient's own pain",
            "the patient's own",
        ),
        (
            "mother had gout patient has pain",
            "<family: mother had gout patient has pain>",
            "no comma before the patient",
        ),
        (
            "pain but mother had gout now patient has pain",
            "<family: pain but mother had gout now> patient has pain",
            "a turn before the patient",
        ),
        (
            "without aura, sister with migraine",
            "<negated: without aura , sister> <family: with migraine>",
            "it ends what another cue reaches",
        ),
        ("sister with migraine but pain", "<family: sister with migraine but pain>", "across a turn"),
        ("patient and mother have gout", "<family: patient and mother have gout>", "both of them"),
    ],
)
def test_another_person(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("unspecified gout of knee", "<unspecified: unspecified gout> of knee", "the noun"),
        ("gout, unspecified knee pain", "gout , <unspecified: unspecified knee pain>", "another noun"),
    ],
)
def test_what_is_called_unspecified(text: str, drawn: str, why: str) -> None:
    assert _drawn(text) == drawn, why


@pytest.mark.parametrize(
    ("text", "drawn", "why"),
    [
        ("old stroke with right hemiparesis", "<historical: old stroke> with right hemiparesis", "up to with"),
        (
            "pain from old stroke with hemiparesis, gout",
            "pain from <historical: old stroke> with hemiparesis , gout",
            "between two links",
        ),
        ("old stroke", "<historical: old stroke>", "to the end"),
        ("stroke 2015 with hemiparesis", "<historical: stroke 2015> with hemiparesis", "back to the beginning"),
        ("no stroke with hemiparesis", "<negated: no stroke with hemiparesis>", "a denial reaches beyond"),
        (
            "pain after stroke in 2015 with hemiparesis",
            "pain <historical: after stroke in 2015> with hemiparesis",
            "back to the link",
        ),
    ],
)
def test_the_past_ends_before_its_effects(text: str, drawn: str, why: str) -> None:
    assert _drawn(text, effects_apart=True) == drawn, why
