"""What holds of every code of the release, and of any encounter made of them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from fhir_mappings.cultures.organisms import load_organisms
from icd10cm import review
from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.encounter import CodedEncounter, Culture, Diagnosis, Evidence, SiteFact, Statement
from icd10cm.issue import AddCode, RemoveCode, ReplaceCode, Resequence
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.issue import CodingIssue, Correction

RELEASE = load_embedded()
CODES = tuple(RELEASE.valid)
ORGANISMS = tuple(load_organisms().by_id.values())
SITES = tuple(load_anatomy().sites)
# Rules about order look at ranks; the others must not care how a chart lists its diagnoses.
OF_ORDER = ("CodeFirst", "Sequencing")


def encounter(*diagnoses: Diagnosis, cultures: Iterable[Culture] = ()) -> CodedEncounter:
    return CodedEncounter(DAY, diagnoses, tuple(cultures))


def coded(code: str, number: int = 1, **more: object) -> Diagnosis:
    return replace(Diagnosis(f"Condition/{number}", code), **more)  # type: ignore[arg-type]


def issues_alone(code: str, **more: object) -> tuple[CodingIssue, ...]:
    return review(encounter(coded(code, **more)), RELEASE)


def documented_place(code: str, *places: tuple[str | None, Side | None]) -> Diagnosis:
    return coded(code, sites=tuple(SiteFact(site, side, Evidence("Condition/1", "bodySite")) for site, side in places))


@pytest.fixture(scope="module")
def alone() -> dict[str, tuple[CodingIssue, ...]]:
    """The issues of each valid code as the only diagnosis, unranked."""
    return {code: issues_alone(code) for code in CODES}


def test_a_valid_code_alone_is_neither_wrong_nor_incomplete(alone: dict[str, tuple[CodingIssue, ...]]) -> None:
    assert len(alone) == 74_719
    raised = {issue.rule for issues in alone.values() for issue in issues}
    assert raised == {"UnspecifiedLaterality", "UnspecifiedSite", "UseAdditionalCode", "CodeFirst"}


def test_a_valid_code_alone_is_only_asked_about(alone: dict[str, tuple[CodingIssue, ...]]) -> None:
    strengths = {issue.strength.value for issues in alone.values() for issue in issues}
    assert strengths == {"prompt"}


def test_no_code_alone_is_asked_about_twice_by_one_rule(alone: dict[str, tuple[CodingIssue, ...]]) -> None:
    twice = {
        code: issues
        for code, issues in alone.items()
        if len({(issue.rule, issue.basis) for issue in issues}) < len(issues)
    }
    assert not twice


def check_targets(issue: CodingIssue) -> None:
    """Choices are codes or headers of the release, and each is named once; what an option codes is valid."""
    assert len(set(issue.choices)) == len(issue.choices), issue
    for choice in issue.choices:
        assert RELEASE.node(choice) is not None, issue
    for option in issue.options:
        code = option.keeps if isinstance(option, RemoveCode) else option.code
        assert RELEASE.is_valid(code), issue
        assert code in issue.choices, issue
    assert not any(issue.codes[0] == choice for choice in issue.choices), issue


def test_what_is_offered_exists(alone: dict[str, tuple[CodingIssue, ...]]) -> None:
    for issues in alone.values():
        for issue in issues:
            check_targets(issue)


def test_a_text_that_repeats_the_title_says_nothing_more() -> None:
    """EHRs send the display of the code as its text; a word more or less does not make it evidence."""
    for code in CODES[::5]:
        words = f"{RELEASE.title(code).lower()} dx"
        statements = (Statement(words, Evidence("Condition/1", words)),)
        issues = issues_alone(code, statements=statements)
        assert not [issue for issue in issues if issue.strength != "prompt"], (code, words, issues)


def test_a_body_site_that_repeats_the_title_says_nothing_more() -> None:
    for code in CODES[::3]:
        places = [(site, side) for site, side in RELEASE.places_of(code) if site]
        issues = review(encounter(documented_place(code, *places)), RELEASE) if places else ()
        assert not [issue for issue in issues if issue.strength != "prompt"], (code, places, issues)


@pytest.mark.parametrize("side", Side)
def test_what_a_documented_side_leads_to_exists(side: Side) -> None:
    for code in CODES[::4]:
        for issue in review(encounter(documented_place(code, (None, side))), RELEASE):
            check_targets(issue)
            assert issue.rule not in {"ResidualCode", "ExcludedSite", "UnspecifiedSite"} or issue.strength == "prompt"


def taken(given_encounter: CodedEncounter, options: Sequence[Correction]) -> CodedEncounter:
    """Return the encounter with corrections carried out."""
    diagnoses = list(given_encounter.diagnoses)
    for option in options:
        match option:
            case ReplaceCode():
                diagnoses = [
                    replace(each, code=option.code) if each.reference == option.diagnosis else each
                    for each in diagnoses
                ]
            case AddCode():
                last = max((each.rank or 0 for each in diagnoses), default=0)
                rank = last + 1 if diagnoses[0].rank is not None else None
                diagnoses.append(Diagnosis(f"Condition/added-{len(diagnoses)}", option.code, rank=rank))
            case RemoveCode():
                diagnoses = [each for each in diagnoses if each.reference != option.diagnosis]
            case Resequence():
                ranked = sorted(diagnoses, key=lambda each: each.rank or 0)
                moved = next(each for each in ranked if each.reference == option.first)
                ranked.remove(moved)
                at = next(place for place, each in enumerate(ranked) if each.reference == option.then)
                ranked.insert(at, moved)
                diagnoses = [replace(each, rank=rank) for rank, each in enumerate(ranked, 1)]
    return replace(given_encounter, diagnoses=tuple(diagnoses))


def check_settled(before: CodedEncounter, issue: CodingIssue) -> None:
    """Carry out each option of an issue: the issue is gone, and no code that does not exist has come."""
    alternatives = [issue.options] if issue.together else [(option,) for option in issue.options]
    for options in alternatives:
        after = review(taken(before, options), RELEASE)
        asked = [(one.rule, one.codes, one.basis, one.choices) for one in after]
        assert (issue.rule, issue.codes, issue.basis, issue.choices) not in asked, (issue, options)
        back = {ReplaceCode(reference, code) for reference, code in zip(issue.diagnoses, issue.codes, strict=True)}
        assert not [one for one in after if back.intersection(one.options)], (issue, options)
        assert not [one for one in after if one.rule in {"InvalidCode", "IncompleteCode", "SeventhCharacter"}], options


def test_accepting_an_option_settles_the_issue(alone: dict[str, tuple[CodingIssue, ...]]) -> None:
    for code, issues in itertools.islice(alone.items(), 0, None, 5):
        for issue in issues:
            check_settled(encounter(coded(code)), issue)


@pytest.mark.parametrize(("site", "side"), [("femur", Side.RIGHT), ("knee", Side.LEFT), ("hand", None)])
def test_accepting_a_place_settles_the_issue(site: str, side: Side | None) -> None:
    for code in CODES[::17]:
        before = encounter(documented_place(code, (site, side)))
        for issue in review(before, RELEASE):
            check_targets(issue)
            check_settled(before, issue)


def test_leaves_without_their_7th_character_are_completed() -> None:
    leaves = [node for node in RELEASE.tabular.nodes if not node.children and node.code not in RELEASE.valid]
    assert len(leaves) == 12_929
    for node in leaves[::9]:
        (issue,) = [issue for issue in issues_alone(node.code) if issue.rule == "SeventhCharacter"]
        assert issue.choices == RELEASE.codes_at(node.index)
        check_targets(issue)


def test_headers_lead_to_what_is_below_them() -> None:
    for node in RELEASE.tabular.nodes:
        if node.children:
            (issue,) = [issue for issue in issues_alone(node.code) if issue.rule == "IncompleteCode"]
            assert all(node.index < (RELEASE.position(choice) or 0) < node.end for choice in issue.choices), issue


codes = st.sampled_from(CODES)
places = st.tuples(st.none() | st.sampled_from(SITES), st.none() | st.sampled_from(Side))


@st.composite
def encounters(draw: st.DrawFn) -> CodedEncounter:
    """Encounters of up to eight valid codes, some of them near to each other, with places and cultures."""
    chosen = draw(st.lists(codes, min_size=1, max_size=6, unique=True))
    near = draw(st.lists(st.sampled_from(chosen), max_size=2))
    # A neighbour in the list is more often excluded, sequenced or contradicted than a code from anywhere.
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
