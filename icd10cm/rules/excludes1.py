"""Excludes1: two diagnoses that are not reported together, or an organism that has its own code for the infection.

Basis: the Excludes1 note ("not coded here"). Guideline I.A.12.a: the note does not apply to two separate conditions, so
the card asks: same condition, or two separate ones? Where two codes cannot be two conditions (a status or a history and
the disease, abuse and dependence, type 1 and type 2), it asks which one applies.

Where a reviewed table says so, the words of a note mean more than its codes, or they mean an injury
that may be the cause.

Silent when the notes themselves allow the pair: a category's Excludes2, or a use-additional, code-first or
code-also note, joins the two; when the titles name opposite sides or different sites of paired parts; and when the
note's own words are narrower than the code.

Evidence: the codes of the encounter; for a combination code, a culture that belongs to this diagnosis and to no other
infection of the encounter. Yeast often grows where it causes nothing, so that a text of the diagnosis has to name it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.evidence.about import about, joined
from icd10cm.evidence.basis import coded_as, note_basis
from icd10cm.exclusions.alternatives import is_ruled_out, only_one_applies
from icd10cm.exclusions.codes_offered import codes_offered, few_answers
from icd10cm.exclusions.excludes1_delete import deny_each_other, is_said_by, may_be_removed
from icd10cm.exclusions.light_signs import are_of_one_category, is_light_sign
from icd10cm.exclusions.pairs.contradictions import contradict
from icd10cm.exclusions.pairs.widenings import causes_meant, has_widened_notes, only_printed
from icd10cm.issue import RemoveCode, ReplaceCode
from icd10cm.rules.excluded_by_culture import excluded_by_culture
from icd10cm.rules.excluded_pair_answers import answers_to_pair
from icd10cm.rules.excluded_pairs import excluded_pairs
from icd10cm.rules.rule import Part, Rule, Severity
from icd10cm.rules.third_codes import third_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.rules.excluded_by_culture import CultureRoute
    from icd10cm.rules.excluded_pairs import ExcludedPair

ID = "Excludes1"


class Reason(StrEnum):
    """Why two codes, or a code and a culture, exclude each other."""

    PAIR = ""
    SEVERAL = "several"
    VAGUER = "vaguer"
    ORGANISM = "organism"
    EITHER = "either"
    RULED_OUT = "ruled_out"
    INJURY = "injury"
    CAUSE = "cause"
    ONE = "one"
    PART = "part"


_OTHER = "Other "
_PAIR = 2


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each forbidden pair, for what another may have caused, for a culture with its code."""
    yield from _pairs(facts)
    yield from _of_a_cause(facts)
    if facts.encounter.cultures:
        yield from (_routed(each, facts) for each in excluded_by_culture(facts))


def may_exclude(code: str, release: Release) -> bool | frozenset[int]:
    """Return the categories that the notes at a code name; True where their words mean more than they name."""
    position = release.position(code)
    if position is None:
        return False
    return has_widened_notes(code, release) or frozenset(release.notes.targets(position, "excludes1"))


def _pairs(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each forbidden pair; a code that may be removed is asked about once."""
    issues = pair_issues(facts)
    removed: dict[str, CodingIssue] = {}
    for issue in issues:
        if issue.minor:
            removed.setdefault(issue.codes[0], issue)
    asked = {(kept, gone[:3]) for gone, kept in (issue.codes[:2] for issue in removed.values())}
    left = (issue for issue in issues if removed.get(issue.codes[0], issue) is issue)
    yield from _once_a_partner(_by_note(left), asked)


def _once_a_partner(issues: Iterable[CodingIssue], asked: set[tuple[str, str]]) -> Iterator[CodingIssue]:
    """Yield the issues, of those without an answer one for each code and category of partners."""
    for issue in issues:
        if issue.minor or issue.options or len(issue.codes) != _PAIR:
            yield issue
        elif asked.isdisjoint(partners := _partners(issue)):
            asked |= partners
            yield issue


def _partners(issue: CodingIssue) -> set[tuple[str, str]]:
    """Return each of two codes with the category of the other: one question for enlarged nodes of two kinds."""
    one, other = issue.codes
    return {(one, other[:3]), (other, one[:3])}


def _by_note(issues: Iterable[CodingIssue]) -> Iterator[CodingIssue]:
    """Yield one question for all codes that the notes of one code keep apart: a pain from the pains of two sites.

    Of two types of one disease one applies, however many codes each has.
    """
    found: dict[object, list[CodingIssue]] = {}
    for number, issue in enumerate(issues):
        found.setdefault(_question_of(number, issue), []).append(issue)
    for together in found.values():
        yield together[0] if len(together) == 1 else _as_one(together)


def _question_of(number: int, issue: CodingIssue) -> object:
    """Return what is the same for the pairs of one question; a vaguer code has its own answer, and so its own one."""
    if issue.minor:
        return number
    holders = frozenset(each.code for each in issue.basis)
    if issue.because is Reason.EITHER and len(holders) > 1 and len({code[:3] for code in issue.codes}) > 1:
        return holders
    apart = issue.options or issue.because is not Reason.PAIR or not is_light_sign(issue.codes[0])
    return issue.codes[0], issue.because, issue.basis if apart else tuple(sorted(holders))


def _as_one(issues: Sequence[CodingIssue]) -> CodingIssue:
    """Return one question for several codes; it has an answer where each of them rules the same code out."""
    one = joined(issues)
    if one.because is Reason.RULED_OUT:
        return one
    return replace(one, choices=(), options=(), because=Reason.SEVERAL if one.because is Reason.PAIR else one.because)


def pair_issues(facts: EncounterFacts) -> list[CodingIssue]:
    """Return an issue for each pair of codes that a note forbids together and nothing allows."""
    pairs = (pair for pair in excluded_pairs(facts, ID) if not _is_asked_otherwise(pair, facts.release))
    return [_ruled_out(pair, facts) or _third(pair, facts) or _pair_issue(pair, facts) for pair in pairs]


def _is_asked_otherwise(pair: ExcludedPair, release: Release) -> bool:
    """Return whether a pair is a question of another rule, or none: two signs of one category that weigh nothing."""
    return _contradict(pair, release) or are_of_one_category(pair.first.code, pair.second.code)


def _contradict(pair: ExcludedPair, release: Release) -> bool:
    """Return whether two codes of a category contradict each other, which is a question without a note."""
    one, other = pair.first.code, pair.second.code
    return one[:3] == other[:3] and contradict(one, other, release)


def _of_a_cause(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each condition that a note has coded otherwise if what is coded beside it is its cause."""
    for one in facts.in_turn():
        for line, widening, cause in causes_meant(one, facts):
            printed = codes_offered((line,), facts.release)
            answers = _agreeing(few_answers(printed, facts.release), one, facts.release)
            yield about(one, cause).issue(
                ID,
                basis=(note_basis(line),),
                choices=answers or printed,
                options=[ReplaceCode(one.diagnosis.reference, code) for code in answers],
                evidence=[coded_as(each, facts.release) for each in (one, cause)],
                because=Reason.INJURY if widening.injury else Reason.CAUSE,
            )


def _agreeing(codes: Sequence[str], one: DiagnosisFacts, release: Release) -> tuple[str, ...]:
    """Return the codes that do not deny what a diagnosis says, nor say what it denies: none "with" for a "without"."""
    return tuple(code for code in codes if not deny_each_other(release.title(one.code), release.title(code)))


def _ruled_out(pair: ExcludedPair, facts: EncounterFacts) -> CodingIssue | None:
    """Return the question whether to remove a code that says all is normal; None where neither does."""
    ways = ((pair.first, pair.second), (pair.second, pair.first))
    found = next(((gone, kept) for gone, kept in ways if is_ruled_out(gone.code, kept.code)), None)
    if found is None:
        return None
    gone, kept = found
    return about(gone, kept).issue(
        ID,
        basis=map(note_basis, pair.lines),
        choices=(kept.code,),
        options=(RemoveCode(gone.diagnosis.reference, kept.code),),
        evidence=[coded_as(each, facts.release) for each in found],
        because=Reason.RULED_OUT,
    )


def _pair_issue(pair: ExcludedPair, facts: EncounterFacts) -> CodingIssue:
    gone, kept, may_go = _which_goes(pair, facts.release)
    ordered = (pair.first, pair.second) if gone is None or kept is None else (gone, kept)
    choices = () if kept is None else _meant_by_notes(pair, kept, facts.release)
    options: tuple[RemoveCode, ...] = ()
    because = _question(pair, kept, facts.release)
    if may_go:
        choices, options = (ordered[1].code,), (RemoveCode(ordered[0].diagnosis.reference, ordered[1].code),)
        because = because or (Reason.PART if is_said_by(*ordered, facts.release) else Reason.VAGUER)
    elif answers := answers_to_pair(pair, facts.release, is_open=kept is None):
        ordered = pair.first, pair.second
        choices, options = tuple(each.keeps for each in answers), answers
    return about(*ordered).issue(
        ID,
        basis=map(note_basis, pair.lines),
        choices=choices,
        options=options,
        evidence=[coded_as(each, facts.release) for each in ordered],
        because=because,
        minor=may_go,
    )


def _third(pair: ExcludedPair, facts: EncounterFacts) -> CodingIssue | None:
    """Return the question whether two codes are one condition that has a code of another kind; None where it has none.

    One code is offered in place of both; of families the record says which code it is. A code that may be removed is.
    """
    ways = ((pair.first, pair.second, pair.at_first), (pair.second, pair.first, pair.at_second))
    found = ((gone, kept, third_codes(gone.code, kept.code, lines, facts.release)) for gone, kept, lines in ways)
    gone, kept, codes = next((each for each in found if each[2]), (pair.first, pair.second, ()))
    if not codes or not facts.codes.isdisjoint(codes) or _which_goes(pair, facts.release)[2]:
        return None
    replacing = len(codes) == 1 and facts.release.is_valid(codes[0])
    options = ReplaceCode(kept.diagnosis.reference, codes[0]), RemoveCode(gone.diagnosis.reference, codes[0])
    return about(gone, kept).issue(
        ID,
        basis=map(note_basis, pair.lines),
        choices=codes,
        options=options if replacing else (),
        evidence=[coded_as(each, facts.release) for each in (gone, kept)],
        because=Reason.ONE,
        together=replacing,
    )


def _meant_by_notes(pair: ExcludedPair, kept: DiagnosisFacts, release: Release) -> tuple[str, ...]:
    """Return what the notes lead to: the other code, or those that they print where only these say all of it.

    Nothing for a note at a category of other diseases (I67), which may speak of another one of them.
    """
    lines = [line for line in pair.lines if not _is_of_others(line, release)]
    if any(only_printed(line, kept.code) for line in lines):
        return codes_offered(lines, release)
    return (kept.code,) if lines else ()


def _is_of_others(line: NoteLine, release: Release) -> bool:
    return line.level == "category" and release.title(line.holder).startswith(_OTHER)


def _question(pair: ExcludedPair, kept: DiagnosisFacts | None, release: Release) -> Reason:
    """Return which question a pair is: which of two applies, or whether they are one, in its own code or not."""
    if kept is not None and any(only_printed(line, kept.code) for line in pair.lines):
        return Reason.ONE
    one, other = pair.first.node, pair.second.node
    return Reason.EITHER if one and other and only_one_applies(one, other, release) else Reason.PAIR


def _which_goes(pair: ExcludedPair, release: Release) -> tuple[DiagnosisFacts | None, DiagnosisFacts | None, bool]:
    """Return the code that gives way, the code to keep, and whether the first may be removed; None for an open pair.

    A code that may be removed gives way. Otherwise a note that names the other code says "coded there, not here"; notes
    on both sides say nothing about which.
    """
    first, second, at_first, at_second = pair.first, pair.second, pair.at_first, pair.at_second
    first_may = may_be_removed(first, second, at_first, at_second, release)
    second_may = may_be_removed(second, first, at_second, at_first, release)
    if first_may != second_may:
        return (first, second, True) if first_may else (second, first, True)
    says_nos = any(line.says_nos for line in pair.lines)
    if first_may or says_nos or bool(at_first) == bool(at_second):
        return None, None, False
    return (first, second, False) if at_first else (second, first, False)


def _routed(route: CultureRoute, facts: EncounterFacts) -> CodingIssue:
    """Return the question whether the infection is the one that its note has coded by the organism that grew."""
    nodes, reference = facts.release.tabular.nodes, route.diagnosis.diagnosis.reference
    spans = (span for each in route.line.references for span in each.spans)
    choices = tuple(dict.fromkeys(nodes[first].code for first, _ in spans))
    return about(route.diagnosis).issue(
        ID,
        basis=(note_basis(route.line),),
        choices=choices,
        options=tuple(ReplaceCode(reference, code) for code in choices if facts.release.is_valid(code)),
        evidence=(route.culture.evidence, coded_as(route.diagnosis, facts.release)),
        because=Reason.ORGANISM,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("excludes1",),
    reasons=Reason,
    routes={Reason.ORGANISM: frozenset(("MissingOrganism",))},
    severity=Severity.UNREPORTABLE,
    milder=frozenset((Reason.VAGUER, Reason.PART, Reason.INJURY, Reason.CAUSE, Reason.ONE)),
    may_recommend=False,
    may_be_unrelated=True,
    one_applies=frozenset((Reason.EITHER, Reason.RULED_OUT)),
    from_cultures=frozenset((Reason.ORGANISM,)),
    concerns=may_exclude,
    reads=frozenset((Part.CULTURES,)),
)
