"""CodedTwice: one condition may be coded twice: less specifically, with two 7th characters, or in contradiction.

Basis: the titles of the two codes, or the 7th-character definition. Guideline I.B.12: a code is reported once for a
condition; I.B.13 and I.B.18: an unspecified code is for a record that does not say more, and so is the unspecified code
of a whole section (F39 with a bipolar disorder), or one that a reviewed table sets against codes in other words (E78.5
with E78.2). Guideline I.A.9: "other" and "unspecified" of one condition are not both right. Guideline I.C.9.a: of two
hypertensions the one that says the coded heart or kidney disease stays; where that organ has no code, it is asked for
first. No complication is given up for an uncomplicated delivery. Guideline I.C.19.b.1: a superficial injury is not
coded with a more severe one of the same site. The code for both sides, or for an acute and a chronic form, says each.
Where the chart gives the less specific diagnosis another site or side, it is another condition, and this asks nothing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.choosing.both_sides import sides_of_both
from icd10cm.choosing.chooser import choose
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, title_basis
from icd10cm.exclusions.injuries_of_one_site import categories_of_injuries, superficial_at
from icd10cm.exclusions.light_signs import is_light_sign
from icd10cm.exclusions.pairs.acute_on_chronic import part_of_both
from icd10cm.exclusions.pairs.contradictions import categories_at_odds, contradictions
from icd10cm.exclusions.pairs.hypertensions_apart import is_asked_otherwise
from icd10cm.exclusions.pairs.section_twins import categories_of_section, definite_of_section
from icd10cm.exclusions.pairs.vaguer_codes import said_by
from icd10cm.issue import Basis, RemoveCode
from icd10cm.policy import load_policy
from icd10cm.releases.prefixes import categories_of
from icd10cm.rules.contradicted_codes import answers_to
from icd10cm.rules.less_specific import Beside, may_be_one, most_specific_twin
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.rules.less_specific import Coded

ID = "CodedTwice"


class Reason(StrEnum):
    """How the two codes differ."""

    SPECIFIC = ""
    SEVENTH = "seventh"
    CONTRADICTED = "contradicted"
    RULED_OUT = "ruled_out"
    PART = "part"
    LESSER = "lesser"


_GIVEN_UP = {True: Reason.RULED_OUT, False: Reason.PART}


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each code that may name the same condition as another one of its category."""
    for coded in _of_one_category(facts) if facts.shares_category else ():
        facts.check_time()
        yield from _less_specific(coded, facts)
        yield from _two_seventh(coded, facts)
    yield from _of_section(facts)
    yield from _in_other_words(facts)
    yield from _contradictions(facts)
    yield from _lesser_injuries(facts)
    parts = (*part_of_both(facts), *sides_of_both(facts))
    yield from (_same(one, whole, facts, Reason.PART) for one, whole in parts)


def may_be_twice(code: str, release: Release) -> frozenset[int]:
    """Return the categories beside a code of which one may be coded twice, or in contradiction: its own, and others."""
    position = release.position(code)
    if position is None:
        return frozenset()
    own = frozenset((release.notes.categories[position],))
    by_table = categories_of(said_by(code), release) | categories_at_odds(code, release)
    return own | by_table | categories_of_section(code, release) | categories_of_injuries(code, release)


def _of_one_category(facts: EncounterFacts) -> list[list[Coded]]:
    """Return the codes of each category that has several of them."""
    policy = load_policy()
    by_category: dict[str, list[Coded]] = {}
    for diagnosis, node in facts.leaves():
        if not diagnosis.code.startswith(policy.circumstances + policy.organisms):
            by_category.setdefault(node.code[:3], []).append((diagnosis, node))
    return [coded for coded in by_category.values() if len(coded) > 1]


def _of_section(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Find the unspecified code of a whole section beside a definite one of it."""
    for vague, other in definite_of_section(facts):
        yield _same(vague, other, facts)


def _in_other_words(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Find a vaguer code of the reviewed table beside a code that says what it leaves open."""
    coded = {diagnosis.code: (diagnosis, node) for diagnosis, node in reversed(list(facts.leaves()))}
    for vague, node in reversed(coded.values()):
        definite = said_by(vague.code)
        if not definite:  # the usual case: the rest is looked at for the few codes of the table alone
            continue
        others = ((one, its) for one, its in reversed(coded.values()) if one.code.startswith(definite))
        twin = next((one for one, its in others if may_be_one(vague, node, one, its, facts.release)), None)
        if twin is not None and not choose(vague, facts).codes:
            yield _same(vague, twin, facts)


def _lesser_injuries(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Find a superficial injury with a more severe one of the same site."""
    for lesser, worse in superficial_at(facts):
        yield _same(lesser, worse, facts, Reason.LESSER)


def _same(
    diagnosis: DiagnosisFacts, twin: DiagnosisFacts, facts: EncounterFacts, because: Reason = Reason.SPECIFIC
) -> CodingIssue:
    """Return the question whether a code names the same condition as a more specific one, or the same injury.

    A shock is not offered for removal, though an unspecified one with a named one is asked about.
    """
    stays = diagnosis.code.startswith(load_policy().never_removed)
    return about(diagnosis, twin).issue(
        ID,
        basis=[title_basis(each.node) for each in (diagnosis, twin) if each.node is not None],
        choices=[twin.code],
        options=[] if stays else [RemoveCode(diagnosis.diagnosis.reference, twin.code)],
        evidence=[coded_as(each, facts.release) for each in (diagnosis, twin)],
        because=because,
        minor=not stays,
    )


def _less_specific(coded: Sequence[Coded], facts: EncounterFacts) -> Iterator[CodingIssue]:
    asked: set[str] = set()
    beside = Beside(coded, facts.release)
    for diagnosis, node in coded:
        if diagnosis.code in asked:
            continue
        asked.add(diagnosis.code)
        if is_light_sign(diagnosis.code):
            continue
        twin = most_specific_twin(diagnosis, node, beside.candidates(diagnosis, node), facts)
        if twin is not None and not choose(diagnosis, facts).codes:
            yield _same(diagnosis, twin, facts)


def _two_seventh(coded: Sequence[Coded], facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Find one injury with two 7th characters: active treatment beside healing or a late effect."""
    first: dict[int, DiagnosisFacts] = {}
    for diagnosis, node in coded:
        seventh = facts.release.seventh(node.index)
        if seventh is None or not facts.release.is_valid(diagnosis.code):
            continue
        meanings = dict(seventh.meanings)
        before = first.setdefault(node.index, diagnosis)
        if before.code == diagnosis.code or not any("encounter" in each for each in meanings.values()):
            continue
        yield about(before, diagnosis).issue(
            ID,
            basis=[
                Basis(seventh.holder, "sevenChrDef", f"{each.code[-1]} {meanings.get(each.code[-1], '')}")
                for each in (before, diagnosis)
            ],
            evidence=[coded_as(each, facts.release) for each in (before, diagnosis)],
            because=Reason.SEVENTH,
        )


def _contradictions(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Find codes of which only one can be right; which of them, the record says."""
    for coded in contradictions(facts):
        if is_asked_otherwise(coded, facts):
            continue
        answered = answers_to(coded, facts)
        gone = answered.given_up
        yield about(*sorted(coded, key=lambda one: bool(gone) and one.code != gone)).issue(
            ID,
            basis=[title_basis(one.node) for one in coded if one.node is not None],
            choices=[each.keeps for each in answered.options],
            options=answered.options,
            evidence=[coded_as(one, facts.release) for one in coded],
            because=_GIVEN_UP[answered.is_denied] if gone else Reason.CONTRADICTED,
        )


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc", "sevenChrDef"),
    reasons=Reason,
    settles=frozenset(("UnspecifiedSite", "UnspecifiedLaterality")),
    may_recommend=False,
    may_be_unrelated=True,
    one_applies=frozenset((Reason.CONTRADICTED, Reason.RULED_OUT, Reason.PART)),
    concerns=may_be_twice,
)
