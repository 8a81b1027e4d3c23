"""CombinationCode: one combination code covers two coded conditions.

Basis: an Excludes1 note that names the combination ("cholecystitis with cholelithiasis (K80.-)" at K81), and a code
that the note leads to whose title says both. Guideline I.B.9: a combination code that identifies all elements
replaces several codes. One question a code, and none for a vaguer one that a definite code makes needless. Only what
the new title says may be removed; a tie between titles asks nothing. Right and left become the bilateral code, if the
list has one and they differ in the side alone (guideline I.B.13). An uncomplicated dependence and a milder use of the
substance with something become the dependence with it (guideline I.C.5.b.2), an acute and a chronic form the code for
both, if there is one (guideline I.B.8), hypertensive heart and kidney disease one hypertension (guideline I.C.9.a.3).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.anatomy.side import Side
from icd10cm.choosing.both_sides import code_for_both, sides_coded_apart
from icd10cm.evidence.about import about, joined
from icd10cm.evidence.basis import coded_as, note_basis, title_basis
from icd10cm.evidence.kept import kept_with_encounter
from icd10cm.exclusions.excludes1_delete import is_integral
from icd10cm.exclusions.pairs.acute_on_chronic import acute_and_chronic, has_form_of_both
from icd10cm.exclusions.pairs.hypertension import load_hypertension
from icd10cm.exclusions.pairs.hypertensions_apart import hypertensions_apart
from icd10cm.exclusions.pairs.substance_use import speaks_of_use, worse_with_complication
from icd10cm.issue import RemoveCode, ReplaceCode
from icd10cm.notes.note_index import NEAR
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.releases.prefixes import categories_of
from icd10cm.rules.combined_titles import fit, is_sign, may_cover, names_combination, said
from icd10cm.rules.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue, Correction
    from icd10cm.notes.note_index import NoteLine, Target
    from icd10cm.releases.release import Release
    from icd10cm.rules.combined_titles import Rank
    from icd10cm.tabular.model import Node

ID = "CombinationCode"

_MOST_LEAVES = 80
_MOST_OF_SIGN = 2000  # "diabetes mellitus (E08-E13)"


class Reason(StrEnum):
    """Why one code covers two, whether one of the two stays, and whether the chart has several that it may be."""

    ONE = ""
    STAYS = "stays"
    SEVERAL = "several"
    SIDES = "sides"
    USE = "use"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each pair of codes that one code of the list covers; one for each code that may go into it."""
    found: dict[str, list[CodingIssue]] = {}
    for issue in pair_issues(facts):
        found.setdefault(issue.codes[0], []).append(issue)
    for issues in found.values():
        yield _in_one(issues)
    yield from _wholes(facts)


def _wholes(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for two sides, forms, patterns of use or hypertensions that have one code.

    The first of each two becomes the code, and the second is removed.
    """
    found = {
        Reason.SIDES: sides_coded_apart(facts),
        Reason.ONE: (*acute_and_chronic(facts), *hypertensions_apart(facts)),
        Reason.USE: worse_with_complication(facts),
    }
    for because, pairs in found.items():
        for one, other, code in pairs:
            yield _one_for_both(one, other, code, because, facts)


def _one_for_both(
    one: DiagnosisFacts, other: DiagnosisFacts, code: str, because: Reason, facts: EncounterFacts
) -> CodingIssue:
    node = facts.release.node(code)
    pair = sorted((one, other), key=facts.diagnoses.index)
    return about(*pair).issue(
        ID,
        basis=[] if node is None else [title_basis(node)],
        choices=[code],
        options=[ReplaceCode(one.diagnosis.reference, code), RemoveCode(other.diagnosis.reference, code)],
        evidence=[coded_as(each, facts.release) for each in pair],
        because=because,
        together=True,
    )


def _in_one(issues: list[CodingIssue]) -> CodingIssue:
    """Return one question about a code: with the combination that covers most, or which of several others it is of.

    A hemorrhage beside a diverticulosis and a duodenitis is of one of the two: only the provider knows which.
    """
    best: dict[tuple[str, ...], CodingIssue] = {}
    for issue in issues:
        before = best.get(issue.choices)
        if before is None or len(issue.options) > len(before.options):
            best[issue.choices] = issue
    if len(best) == 1:
        return next(iter(best.values()))
    return replace(joined(tuple(best.values())), options=(), because=Reason.SEVERAL, together=False)


def pair_issues(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each pair of codes that one code covers, once where both have the note."""
    seen: set[tuple[frozenset[str], tuple[str, ...]]] = set()
    for issue in _found_at_notes(facts):
        pair = frozenset(issue.codes), issue.choices
        if pair not in seen:
            seen.add(pair)
            yield issue


def _found_at_notes(facts: EncounterFacts) -> Iterator[CodingIssue]:
    release, here = facts.release, facts.categories
    seen: set[tuple[str, str]] = set()
    for diagnosis, node in facts.leaves():
        targets = release.notes.targets(node.index, "excludes1")
        if not targets or targets.keys().isdisjoint(here):  # the usual case
            continue
        by_category = _leaves_by_category(facts)
        for category in targets.keys() & by_category.keys():
            leaves = _leaves_that_may_cover((diagnosis.code, node.index, category), release)
            for other in by_category[category] if leaves else ():
                if (diagnosis.code, other.code) in seen or not _may_combine(diagnosis, other):
                    continue
                seen.add((diagnosis.code, other.code))
                yield from _covered(diagnosis, other, leaves, facts)


@kept_with_encounter
def _leaves_by_category(facts: EncounterFacts) -> Mapping[int, Sequence[DiagnosisFacts]]:
    """Return the diagnoses that are not headers by the position of their category."""
    found: dict[int, list[DiagnosisFacts]] = {}
    for diagnosis, node in facts.leaves():
        found.setdefault(facts.release.notes.categories[node.index], []).append(diagnosis)
    return found


@kept_with_release
def _leaves_that_may_cover(place: tuple[str, int, int], release: Release) -> tuple[tuple[NoteLine, Node], ...]:
    """Return what the notes of a code lead to in another category that may say what the code says, and more.

    It is asked of each pair of a long chart what covers it, and few titles can.
    """
    code, index, category = place
    lines = _combining(code, release.notes.targets(index, "excludes1")[category])
    return tuple((line, leaf) for line, leaf in _leaves(lines, release) if may_cover(code, line, leaf, release))


def _may_combine(one: DiagnosisFacts, other: DiagnosisFacts) -> bool:
    """Return whether one code may cover two: not one on the right and one on the left, nor a code that never goes."""
    stays = load_policy().never_removed
    return (
        one.node is not other.node
        and {one.side, other.side} != {Side.RIGHT, Side.LEFT}
        and not (one.code.startswith(stays) or other.code.startswith(stays))
        and not is_integral(one.code, other.code)
    )


def may_be_part(code: str, release: Release) -> bool | frozenset[int]:
    """Return whether a code may be one of two that another code covers, by its side or its substance.

    Otherwise the categories of the codes that its notes may combine it with.
    """
    node = release.node(code)
    if node is None:
        return False
    if code_for_both(code, release) is not None or speaks_of_use(code, release):
        return True
    found = _combined_with(release.notes.holder(node.index, "excludes1"), release)
    if code in load_hypertension().codes:
        return found | categories_of(tuple(load_hypertension().codes), release)
    return found | {release.notes.categories[node.index]} if has_form_of_both(code, release) else found


@kept_with_release
def _combined_with(index: int, release: Release) -> frozenset[int]:
    """Return the categories of the codes with which the notes at a node may combine a code."""
    targets, code = release.notes.targets(index, "excludes1"), release.tabular.nodes[index].code
    return frozenset(category for category, named in targets.items() if any(_combining(code, named)))


def _combining(code: str, targets: Iterable[Target]) -> Iterator[tuple[NoteLine, int, int]]:
    """Yield the notes that name a combination, with the codes that they lead to if those are few enough.

    Those of a sign name its disease: hypoxemia and an acute respiratory failure are one with hypoxia.
    """
    most = _MOST_OF_SIGN if is_sign(code) else _MOST_LEAVES
    for _, first, end, line, qualifier in targets:
        near = line.level in NEAR and end - first <= most
        if qualifier is None and near and names_combination(code, line):
            yield line, first, end


def _covered(
    one: DiagnosisFacts, other: DiagnosisFacts, leaves: Iterable[tuple[NoteLine, Node]], facts: EncounterFacts
) -> Iterator[CodingIssue]:
    """Find the one code, of those that the notes of `one` lead to, that says what both codes say."""
    release = facts.release
    found: dict[str, tuple[Rank, NoteLine]] = {}
    for line, leaf in leaves:
        rank = None if leaf is other.node else fit(one, other, leaf, line, release)
        if rank is not None:
            found.setdefault(leaf.code, (rank, line))
    best = min((rank for rank, _ in found.values()), default=None)
    codes = [code for code, (rank, _) in found.items() if rank == best]
    if len(codes) == 1 and release.is_valid(codes[0]) and codes[0] not in facts.codes:
        yield _issue(one, other, codes[0], found[codes[0]][1], facts)


def _leaves(lines: Iterable[tuple[NoteLine, int, int]], release: Release) -> Iterator[tuple[NoteLine, Node]]:
    for line, first, end in lines:
        yield from ((line, leaf) for leaf in release.tabular.nodes[first:end] if not leaf.children)


def _issue(one: DiagnosisFacts, other: DiagnosisFacts, code: str, line: NoteLine, facts: EncounterFacts) -> CodingIssue:
    release = facts.release
    new = said(code, release).affirmed
    covers_other = said(other.code, release).affirmed <= new
    replaced, rest = (other, one) if covers_other else (one, other)
    options: list[Correction] = [ReplaceCode(replaced.diagnosis.reference, code)]
    if covers_other:
        options.append(RemoveCode(rest.diagnosis.reference, code))
    node = release.node(code)
    return about(one, other).issue(
        ID,
        basis=[note_basis(line), *([] if node is None else [title_basis(node)])],
        choices=[code],
        options=options,
        evidence=[coded_as(each, release) for each in (one, other)],
        because=Reason.ONE if covers_other else Reason.STAYS,
        together=covers_other,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("excludes1", "desc"),
    reasons=Reason,
    milder=frozenset((Reason.SIDES,)),
    settles=frozenset(("Excludes1",)),
    yields_to_removal=True,
    severity=Severity.UNREPORTABLE,
    may_recommend=False,
    may_be_unrelated=True,
    concerns=may_be_part,
)
