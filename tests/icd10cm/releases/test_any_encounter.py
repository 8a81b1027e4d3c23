"""What holds of any encounter that is made of codes of the release, with places and cultures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from icd10cm import review
from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.encounter import CodedEncounter, Culture, Evidence, SiteFact
from icd10cm.organisms.table import load_organisms
from tests.icd10cm.releases.made_encounters import CODES, RELEASE, check_settled, coded
from tests.icd10cm.rules.encounters import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.issue import CodingIssue

ORGANISMS = tuple(load_organisms().by_id.values())
SITES = tuple(load_anatomy().sites)
# Rules about order look at ranks; the others must not care how a chart lists its diagnoses.
OF_ORDER = ("CodeFirst", "Sequencing")

codes = st.sampled_from(CODES)
places = st.tuples(st.none() | st.sampled_from(SITES), st.none() | st.sampled_from(Side))


@st.composite
def encounters(draw: st.DrawFn) -> CodedEncounter:
    """Encounters of up to eight valid codes, some of them near to each other, with places and cultures."""
    chosen = draw(st.lists(codes, min_size=1, max_size=6, unique=True))
    near = draw(st.lists(st.sampled_from(chosen), max_size=2))
    # A neighbor in the list is more often excluded, sequenced or contradicted than a code from anywhere.
    chosen += [CODES[(CODES.index(code) + draw(st.integers(-40, 40))) % len(CODES)] for code in near]
    chosen = list(dict.fromkeys(chosen))
    diagnoses = tuple(
        coded(
            code,
            number,
            rank=number,
            sites=tuple(
                SiteFact(site, side, Evidence(f"Condition/{number}", "bodySite"))
                for site, side in draw(st.lists(places, max_size=2))
                if site or side
            ),
        )
        for number, code in enumerate(chosen, 1)
    )
    cultures = tuple(
        Culture(f"Observation/{number}", organism, Evidence(f"Observation/{number}", organism.name))
        for number, organism in enumerate(draw(st.lists(st.sampled_from(ORGANISMS), max_size=2, unique=True)), 1)
    )
    return CodedEncounter(DAY, diagnoses, cultures)


ANY_ENCOUNTER = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@ANY_ENCOUNTER
@given(encounters())
def test_the_same_chart_gives_the_same_bytes(chart: CodedEncounter) -> None:
    assert repr(review(chart, RELEASE)).encode() == repr(review(chart, RELEASE)).encode()


def questions(issues: Iterable[CodingIssue]) -> set[tuple[object, ...]]:
    """What is asked, whichever code of a pair is named first."""
    return {
        (issue.rule, frozenset(issue.codes), frozenset(issue.choices), issue.strength, issue.because)
        for issue in issues
        if issue.rule not in OF_ORDER
    }


@ANY_ENCOUNTER
@given(encounters(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(chart: CodedEncounter, random: object) -> None:
    shuffled = list(chart.diagnoses)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    other = replace(chart, diagnoses=tuple(shuffled))
    assert questions(review(chart, RELEASE)) == questions(review(other, RELEASE))


@ANY_ENCOUNTER
@given(encounters())
def test_what_is_asked_can_be_answered(chart: CodedEncounter) -> None:
    references = {diagnosis.reference for diagnosis in chart.diagnoses}
    for issue in review(chart, RELEASE):
        assert issue.evidence or issue.basis
        assert references.issuperset(issue.diagnoses)
        for choice in issue.choices:
            assert RELEASE.node(choice) is not None, issue
        check_settled(chart, issue)


@ANY_ENCOUNTER
@given(encounters())
def test_two_questions_are_never_the_same(chart: CodedEncounter) -> None:
    asked = [(issue.rule, issue.codes, issue.choices, issue.basis) for issue in review(chart, RELEASE)]
    assert len(set(asked)) == len(asked)
