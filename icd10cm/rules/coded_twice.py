"""CodedTwice: one condition may be coded twice: less specifically, with two 7th characters, or in contradiction.

Basis: the titles of the two codes, or the 7th-character definition. Guideline I.B.12: a code is reported once for a
condition; I.B.13 and I.B.18: an unspecified code is for a record that does not say more, and so is the unspecified code
of a whole section (F39 with a bipolar disorder), or one that a reviewed table sets against codes in other words (E78.5
with E78.00). Guideline I.A.9: "other" and "unspecified" of one condition are not both right. Guideline I.C.9.a: of two
hypertensions the one that says the coded heart or kidney disease stays. No complication is given up for an
uncomplicated delivery. Where the chart gives the less specific diagnosis another site or side, it is another condition,
and this asks nothing.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.chooser import choose
from icd10cm.choosing.open_axes import open_sides
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, title_basis
from icd10cm.exclusions.contradictions import categories_at_odds, contradictions
from icd10cm.exclusions.excludes1_delete import deny_each_other
from icd10cm.exclusions.section_twins import categories_of_section, definite_of_section
from icd10cm.exclusions.vaguer_codes import said_by
from icd10cm.issue import Basis, RemoveCode
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.releases.prefixes import categories_of
from icd10cm.rules.contradicted_codes import answers_to
from icd10cm.rules.rule import Rule
from icd10cm.titles.words import significant_words, title_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

ID = "CodedTwice"

_IN_BRACKETS = re.compile(r"\((\w+)\)")
_OPEN_DEGREE = r"(?:,| with| of)? unspecified (?:stage|severity|trimester|degree)$"
_UNSPECIFIED = re.compile(rf"^unspecified |, unspecified(?:,|$)|{_OPEN_DEGREE}")
_DEGREE = re.compile(_OPEN_DEGREE)
_OTHER = "other "


class Reason(StrEnum):
    """How the two codes differ."""

    SPECIFIC = ""
    SEVENTH = "seventh"
    CONTRADICTED = "contradicted"
    RULED_OUT = "ruled_out"
    PART = "part"


_GIVEN_UP = {True: Reason.RULED_OUT, False: Reason.PART}
_Coded = tuple["DiagnosisFacts", "Node"]


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each code that may name the same condition as another one of its category."""
    for coded in _of_one_category(facts) if facts.shares_category else ():
        facts.check_time()
        yield from _less_specific(coded, facts)
        yield from _two_seventh(coded, facts)
    yield from _of_section(facts)
    yield from _in_other_words(facts)
    yield from _contradictions(facts)


def may_be_twice(code: str, release: Release) -> frozenset[int]:
    """Return the categories beside a code of which one may be coded twice, or in contradiction: its own, and others."""
    position = release.position(code)
    if position is None:
        return frozenset()
    own = frozenset((release.notes.categories[position],))
    by_table = categories_of(said_by(code), release) | categories_at_odds(code, release)
    return own | by_table | categories_of_section(code, release)


def _of_one_category(facts: EncounterFacts) -> list[list[_Coded]]:
    """Return the codes of each category that has several of them."""
    policy = load_policy()
    by_category: dict[str, list[_Coded]] = {}
    for diagnosis, node in facts.leaves():
        if not diagnosis.code.startswith(policy.circumstances + policy.organisms):
            by_category.setdefault(node.code[:3], []).append((diagnosis, node))
    return [coded for coded in by_category.values() if len(coded) > 1]


class _Beside:
    """The codes of one category, to find the few that may be more specific than one of them without looking at all."""

    def __init__(self, coded: Sequence[_Coded], release: Release) -> None:
        self._release = release
        self._order = {diagnosis.code: place for place, (diagnosis, _) in reversed([*enumerate(coded)])}
        self._by_code = {diagnosis.code: (diagnosis, node) for diagnosis, node in reversed(coded)}
        self._by_leaf: dict[int, list[_Coded]] = {}
        self._by_seventh: dict[str, list[_Coded]] = {}
        self._by_place: dict[tuple[str, str], list[_Coded]] = {}
        for each in self._by_code.values():
            diagnosis, node = each
            seventh = self._seventh(diagnosis, node)
            self._by_leaf.setdefault(node.index, []).append(each)
            self._by_seventh.setdefault(seventh, []).append(each)
            self._by_place.setdefault((node.code[:5], seventh), []).append(each)

    def candidates(self, diagnosis: DiagnosisFacts, node: Node) -> list[_Coded]:
        """Return the codes that may say more than one does, in the order of the chart."""
        found: Iterable[_Coded] = ()
        if _is_unspecified(node):
            sevenths = self._compatible(diagnosis, node)
            found = chain.from_iterable(self._by_seventh.get(one, ()) for one in sevenths)
        elif _is_open(diagnosis, node, self._release):
            found = chain(self._in_subcategory(diagnosis, node), self._naming_more(diagnosis, node))
        return sorted(found, key=lambda each: self._order[each[0].code])

    def _compatible(self, diagnosis: DiagnosisFacts, node: Node) -> tuple[str, ...]:
        """Return the 7th characters that may be of the same injury; a code without one goes with any."""
        seventh = self._seventh(diagnosis, node)
        return (seventh, "") if seventh else tuple(self._by_seventh)

    def _in_subcategory(self, diagnosis: DiagnosisFacts, node: Node) -> Iterator[_Coded]:
        for seventh in self._compatible(diagnosis, node):
            yield from self._by_place.get((node.code[:5], seventh), ())

    def _naming_more(self, diagnosis: DiagnosisFacts, node: Node) -> Iterator[_Coded]:
        """Yield the codes that name the site or the side which a code leaves open."""
        for leaf in _naming(node.index, self._release) or ():
            yield from self._by_leaf.get(leaf, ())
        sided = chain.from_iterable(open_sides(diagnosis.code, self._release).values())
        yield from (self._by_code[code] for code in sided if code in self._by_code)

    def _seventh(self, diagnosis: DiagnosisFacts, node: Node) -> str:
        return diagnosis.code[-1] if self._release.seventh(node.index) is not None else ""


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


def _same(diagnosis: DiagnosisFacts, twin: DiagnosisFacts, facts: EncounterFacts) -> CodingIssue:
    """Return the question whether a code names the same condition as a more specific one."""
    return about(diagnosis, twin).issue(
        ID,
        basis=[title_basis(each.node) for each in (diagnosis, twin) if each.node is not None],
        choices=[twin.code],
        options=[RemoveCode(diagnosis.diagnosis.reference, twin.code)],
        evidence=[coded_as(each, facts.release) for each in (diagnosis, twin)],
        minor=True,
    )


def _less_specific(coded: Sequence[_Coded], facts: EncounterFacts) -> Iterator[CodingIssue]:
    asked: set[str] = set()
    beside = _Beside(coded, facts.release)
    for diagnosis, node in coded:
        if diagnosis.code in asked:
            continue
        asked.add(diagnosis.code)
        twin = most_specific_twin(diagnosis, node, beside.candidates(diagnosis, node), facts)
        if twin is not None and not choose(diagnosis, facts).codes:
            yield _same(diagnosis, twin, facts)


def most_specific_twin(
    diagnosis: DiagnosisFacts, node: Node, coded: Iterable[_Coded], facts: EncounterFacts
) -> DiagnosisFacts | None:
    """Return the diagnosis that may be the same condition and says most; None for none.

    Of "heart failure, unspecified", "unspecified diastolic" and "acute diastolic" the last one stays.
    """
    facts.check_time()
    twin: _Coded | None = None
    for other, its in coded:
        if not may_be(diagnosis, node, other, its, facts.release):
            continue
        if twin is None or may_be(*twin, other, its, facts.release):
            twin = other, its
    return None if twin is None else twin[0]


def may_be(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether a diagnosis may be the same condition as another one, which says more."""
    if node is its or one.code.startswith(load_policy().never_removed):
        return False
    return may_be_one(one, node, other, its, release) and (
        _leaves_place_open(one, node, other, its, release) or _leaves_disease_open(node, its)
    )


def may_be_one(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether nothing in two titles keeps them apart: no 7th character, no denial, no side."""
    if not release.is_valid(other.code) or _other_encounter(one, node, other, its, release):
        return False
    sides = {side for side in (release.side_of(one.code), release.side_of(other.code)) if side is not None}
    return len(sides) < 2 and not deny_each_other(node.title, its.title)


def _other_encounter(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether two injuries have different 7th characters: an open fracture is not a closed one."""
    both = release.seventh(node.index) is not None and release.seventh(its.index) is not None
    return both and one.code[-1] != other.code[-1]


def _leaves_place_open(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether a code leaves a site or side open that another one of its subcategory says."""
    sided = {code for codes in open_sides(one.code, release).values() for code in codes}
    if other.code in sided:
        return True
    named = _naming(node.index, release)
    if named is None and not sided:
        return False
    if _is_open(other, its, release) or not _lies_within(node, its, release):
        return False
    return its.index in (named or ()) or node.code[:5] == its.code[:5]


@kept_with_release
def _naming(index: int, release: Release) -> frozenset[int] | None:
    """Return the leaves that name the site which a code leaves open; None where it leaves none open."""
    peers = release.families.site_family(index)
    return frozenset(peers.naming(index)) if peers is not None and peers.leaves_open(index) else None


def _is_open(diagnosis: DiagnosisFacts, node: Node, release: Release) -> bool:
    return bool(open_sides(diagnosis.code, release)) or _naming(node.index, release) is not None


def _lies_within(node: Node, its: Node, release: Release) -> bool:
    """Return whether the place of a title is that of another one or a part of it, and the disease is the same.

    Only at the very same place has the other title to repeat all words: a femoral vein is one of the deep veins.
    """
    anatomy = load_anatomy()
    own, others = ({site for site, _ in release.places_of(each.code) if site} for each in (node, its))
    if not all(any(anatomy.is_part_of(inner, outer) for inner in others) for outer in own):
        return False
    narrower_place = bool(own) and not (own & others)
    return narrower_place or _disease(node, release) <= _disease(its, release)


def _disease(node: Node, release: Release) -> frozenset[str]:
    """Return the words of a title that say something and name no place."""
    return significant_words(" ".join(release.families.place(node.index).template))


def _is_unspecified(node: Node) -> bool:
    """Return whether a title leaves its disease unspecified; an injury is definite all the same."""
    return bool(_UNSPECIFIED.search(node.title.lower())) and not node.code.startswith(load_policy().injuries)


def _leaves_disease_open(node: Node, its: Node) -> bool:
    """Return whether a title is unspecified, and the other one of the category says all of it and more."""
    if not _is_unspecified(node):
        return False
    degree = _DEGREE.search(node.title.lower())
    if degree is not None:  # "sacral region, unspecified stage" beside "sacral region, stage 3"
        return its.title.lower().startswith(node.title.lower()[: degree.start()]) and not _is_unspecified(its)
    own, its_own = significant_words(node.title), significant_words(its.title)
    everything = its_own.union(title_words(its.title))  # "nonrheumatic mitral (valve) prolapse"
    says_more = own != its_own or its.title.lower().startswith(_OTHER)
    return says_more and own <= everything and set(_IN_BRACKETS.findall(node.title.lower())) <= everything


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


def _contradictions(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Find codes of which only one can be right; which of them, the record says."""
    for coded in contradictions(facts):
        answered = answers_to(coded, facts)
        gone = answered.given_up
        yield about(*sorted(coded, key=lambda one: bool(gone) and one.code != gone)).issue(
            ID,
            basis=[title_basis(one.node) for one in coded if one.node is not None],
            choices=[each.keeps for each in answered.options],
            options=answered.options,
            evidence=[coded_as(one, facts.release) for one in coded],
            because=_GIVEN_UP[answered.is_ruled_out] if gone else Reason.CONTRADICTED,
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
