"""CodedTwice: one condition that may be coded twice, once less specifically, or one injury with two 7th characters.

Basis: the titles of the two codes, or the 7th-character definition. Guideline I.B.12: a code is reported once for a
condition; I.B.13 and I.B.18: an unspecified code is for a record that does not say more. Where the chart gives the less
specific diagnosis another site or side, it is another condition, and this asks nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.choosing.chooser import choose
from icd10cm.choosing.open_axes import open_sides
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, title_basis
from icd10cm.exclusions.excludes1_scope import stems
from icd10cm.issue import Basis, RemoveCode
from icd10cm.policy import load_policy
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

ID = "CodedTwice"

_UNSPECIFIED = re.compile(r"^unspecified |, unspecified(?:,|$)")


class Reason(StrEnum):
    """How the two codes differ."""

    SPECIFIC = ""
    SEVENTH = "seventh"


_Coded = tuple["DiagnosisFacts", "Node"]


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each code that may name the same condition as another one of its category."""
    by_category: dict[str, list[_Coded]] = {}
    for diagnosis, node in facts.leaves():
        if not diagnosis.code.startswith(load_policy().circumstances + load_policy().organisms):
            by_category.setdefault(node.code[:3], []).append((diagnosis, node))
    for coded in by_category.values():
        if len(coded) > 1:
            facts.check_time()
            yield from _less_specific(coded, facts)
            yield from _two_seventh(coded, facts)


def _less_specific(coded: Sequence[_Coded], facts: EncounterFacts) -> Iterator[CodingIssue]:
    asked: set[str] = set()
    for diagnosis, node in coded:
        if diagnosis.code in asked:
            continue
        asked.add(diagnosis.code)
        twin = next((other for other, its in coded if _may_be(diagnosis, node, other, its, facts.release)), None)
        if twin is not None and not choose(diagnosis, facts).codes:
            yield about(diagnosis, twin).issue(
                ID,
                basis=[title_basis(each.node) for each in (diagnosis, twin) if each.node is not None],
                choices=[twin.code],
                options=[RemoveCode(diagnosis.diagnosis.reference, twin.code)],
                evidence=[coded_as(each, facts.release) for each in (diagnosis, twin)],
                minor=True,
            )


def _may_be(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether a diagnosis may be the same condition as another one, which says more."""
    if node is its or not release.is_valid(other.code):
        return False
    sides = {side for side in (release.side_of(one.code), release.side_of(other.code)) if side is not None}
    if len(sides) > 1:
        return False
    return _leaves_place_open(one, node, other, its, release) or _leaves_disease_open(node, its)


def _leaves_place_open(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether a code leaves a site or side open that another one of its subcategory says."""
    sided = {code for codes in open_sides(one.code, release).values() for code in codes}
    if other.code in sided:
        return True
    peers, its_peers = release.kin.peers(node.index), release.kin.peers(its.index)
    open_site = peers is not None and peers.leaves_open(node.index)
    if not (sided or open_site) or open_sides(other.code, release):
        return False
    if its_peers is not None and its_peers.leaves_open(its.index):
        return False
    named = peers.naming(node.index) if open_site and peers is not None else ()
    return its.index in named or node.code[:5] == its.code[:5]


def _leaves_disease_open(node: Node, its: Node) -> bool:
    """Return whether a title is unspecified, and the other one of the category says all of it and more."""
    if not _UNSPECIFIED.search(node.title.lower()) or node.code.startswith(load_policy().injuries):
        return False
    return stems(node.title) < stems(its.title)


def _two_seventh(coded: Sequence[_Coded], facts: EncounterFacts) -> Iterator[CodingIssue]:
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


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc", "sevenChrDef"),
    reasons=Reason,
    settles=frozenset(("UnspecifiedSite", "UnspecifiedLaterality")),
    may_recommend=False,
    may_be_unrelated=True,
)
