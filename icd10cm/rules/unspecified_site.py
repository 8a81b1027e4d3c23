"""UnspecifiedSite: the code leaves the site unspecified; the chart names it, or the card asks for it.

Basis: the title of the code ("unspecified site") and the titles of the codes that name sites. Guideline I.B.18:
code to the highest specificity documented; an unspecified code is right when the chart does not say more. Guideline
I.B.13: two sides of one bone are not multiple sites.

A side known with the site gives the code for both: one question, one issue.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.choosing.chooser import Question, Silence, choose
from icd10cm.choosing.code_choice import families, lift
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import title_basis
from icd10cm.evidence.prompting import AS_USUAL, OpenPlaces, asks_for_place
from icd10cm.exclusions.codes_offered import few_answers
from icd10cm.issue import ReplaceCode, Strength
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.rules.rule import Rule
from icd10cm.titles.words import significant_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.anatomy.side import Side
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

ID = "UnspecifiedSite"
_REST = re.compile(r"(.+) of other and unspecified sites")
_MOST_ELSEWHERE = 3


class Reason(StrEnum):
    """What the code leaves open."""

    SITE = ""
    SIDE = "side"


def check(facts: EncounterFacts, places: OpenPlaces = AS_USUAL) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis whose code leaves its site open; `places` widens or narrows the prompts."""
    for diagnosis, node in facts.leaves():
        if leaves_open(diagnosis.code, facts.release):
            issue = _documented(diagnosis, node, facts) or _prompt(diagnosis, node, facts, places)
            if issue is not None:
                yield issue


@kept_with_release
def leaves_open(code: str, release: Release) -> bool:
    """Return whether a code leaves its site open; kept, since a long chart has more categories than are unpacked."""
    index = release.position(code)
    peers = None if index is None else release.families.site_family(index)
    return index is not None and peers is not None and peers.leaves_open(index)


def _documented(diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts) -> CodingIssue | None:
    """Return the question whether it is at the site that the chart names."""
    choice = choose(diagnosis, facts)
    if choice.question is not Question.SITE:
        return None
    return about(diagnosis).issue(
        ID,
        strength=choice.strength,
        basis=(title_basis(node),),
        choices=choice.codes,
        options=choice.options(diagnosis.diagnosis.reference, facts.release),
        evidence=choice.evidence,
        because=Reason.SIDE if choice.sided else Reason.SITE,
        together=choice.together,
    )


def _prompt(diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts, places: OpenPlaces) -> CodingIssue | None:
    """Return the question at which site it is, where nothing in the chart is about the site."""
    if (
        _is_known(diagnosis, facts)
        or _leaves_side_alone_open(node, facts)
        or not asks_for_place(diagnosis, facts, places)
    ):
        return None
    if _is_part_of_sided_organ(diagnosis, facts) and not places.asks(diagnosis.code):
        return None
    side = diagnosis.side or facts.release.side_of(node.code)
    choices = _families((diagnosis.code, node.index, side), facts.release)
    if len(choices) < 2:
        return None
    answers = few_answers(choices, facts.release)
    if len(answers) != len(choices):
        answers = ()  # a family that asks more of the place
    return about(diagnosis).issue(
        ID,
        strength=Strength.PROMPT,
        basis=(title_basis(node),),
        choices=choices,
        options=[ReplaceCode(diagnosis.diagnosis.reference, code) for code in answers],
    )


def _is_known(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the chart says something of the site, whatever follows from it."""
    choice = choose(diagnosis, facts)
    return bool(choice.codes) or choice.silence is Silence.CODED or any(fact.site for fact in diagnosis.telling)


def _leaves_side_alone_open(node: Node, facts: EncounterFacts) -> bool:
    group = facts.release.families.side_group(node.index)
    return group is not None and node.index in group.unspecified and not group.finer


def _is_part_of_sided_organ(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a neoplasm's organ and side are coded, and the quadrant or lobe alone is open.

    The treatment goes by the organ; the part is asked for where an order names the neoplasm.
    """
    neoplasm = diagnosis.code.startswith(load_policy().malignant_neoplasms)
    return neoplasm and facts.release.side_of(diagnosis.code) is not None and not diagnosis.diagnosis.ordered


@kept_with_release
def _families(open_code: tuple[str, int, Side | None], release: Release) -> tuple[str, ...]:
    """Return the families among which the site that a code leaves open is to be chosen, on a side if one is known."""
    code, index, side = open_code
    peers = release.families.site_family(index)
    if peers is None:
        return ()
    named = peers.on_side(peers.naming(index), side)
    summing = peers.on_side(peers.summing_up(index), side) if named else ()
    within = peers.slots[index].sites
    choices = families(sorted({*named, *summing}), code, release, within, side)
    apart = {peers.slots[leaf].sites for leaf in named if peers.slots[leaf].residual != "multiple"}
    if choices and not within:
        return (*_sites_elsewhere(index, release), *choices)
    return choices or (lift(named, code, release) if within and len(apart) > 1 else ())


def _sites_elsewhere(index: int, release: Release) -> tuple[str, ...]:
    """Return the categories before one "of other and unspecified sites" that hold its named sites; none for many.

    Bones of limbs (C40) are not in C41, nor lymph nodes, lungs and liver (C77, C78) among the metastases of C79.
    """
    own = release.category(index)
    found = _REST.fullmatch(own.title)
    sections = release.tabular.sections_at(index)
    if found is None or not sections:
        return ()
    words = significant_words(found[1])
    before = (
        node for node in release.tabular.nodes[max(each.first for each in sections) : own.index] if node.parent < 0
    )
    named = tuple(node.code for node in before if words <= significant_words(node.title))
    return named if len(named) <= _MOST_ELSEWHERE else ()


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc",),
    strengths=(Strength.DOCUMENTED, Strength.PROCEDURE, Strength.PROMPT),
    reasons=Reason,
    settles=frozenset(("UnspecifiedLaterality",)),
    concerns=leaves_open,
)
