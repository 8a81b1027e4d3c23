"""UnspecifiedSite: a code that leaves the site open where the chart names it, or a prompt to name one.

Basis: the title of the code ("unspecified site") beside the titles of the codes that name sites. Guideline I.B.18:
code to the highest specificity documented; an unspecified code is right when the chart does not say more. Guideline
I.B.13: two sides of one bone are not multiple sites.

A side known with the site gives the code for both: one question, one issue.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import title_basis
from icd10cm.evidence.code_choice import families, lift
from icd10cm.evidence.procedure_sites import corrections_to, procedure_sites
from icd10cm.issue import Strength
from icd10cm.releases.derived import kept_with_release
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.anatomy.side import Side
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.site_family import Peers

ID = "UnspecifiedSite"


class Reason(StrEnum):
    """What the code leaves open."""

    SITE = ""
    SIDE = "side"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis whose code leaves its site open."""
    peers_of = facts.release.kin.peers
    for diagnosis, node in facts.leaves():
        peers = peers_of(node.index)
        if peers is not None and peers.leaves_open(node.index):
            issue = _check(diagnosis, node, peers, facts)
            if issue is not None:
                yield issue


def _check(diagnosis: DiagnosisFacts, node: Node, peers: Peers, facts: EncounterFacts) -> CodingIssue | None:
    release = facts.release
    for sites, strength in (
        (diagnosis.telling, Strength.DOCUMENTED),
        (procedure_sites(diagnosis, facts), Strength.PROCEDURE),
    ):
        if not any(fact.site for fact in sites):
            continue
        placing = peers.place_of(node.index, sites)
        if placing is None or peers.same_place(node.index, placing.leaves):
            return None
        codes, options = corrections_to(diagnosis, placing, release)
        return about(diagnosis).issue(
            ID,
            strength=strength,
            basis=(title_basis(node),),
            choices=codes,
            options=options,
            evidence=tuple(dict.fromkeys(fact.evidence for fact in placing.facts)),
            because=Reason.SIDE if any(fact.side for fact in placing.facts) else Reason.SITE,
            together=placing.together,
        )
    if any(fact.site for fact in diagnosis.telling):
        return None
    group = release.kin.side_group(node.index)
    if not diagnosis.asked or (group is not None and node.index in group.unspecified and not group.finer):
        return None
    choices = _families((diagnosis.code, node.index, diagnosis.side or release.side_of(node.code)), release)
    if len(choices) < 2:
        return None
    return about(diagnosis).issue(
        ID,
        strength=Strength.PROMPT,
        basis=(title_basis(node),),
        choices=choices,
    )


@kept_with_release
def _families(open_code: tuple[str, int, Side | None], release: Release) -> tuple[str, ...]:
    """Return the families among which the site that a code leaves open is to be chosen, on a side if one is known."""
    code, index, side = open_code
    peers = release.kin.peers(index)
    if peers is None:
        return ()
    named = peers.on_side(peers.naming(index), side)
    summing = peers.on_side(peers.summing_up(index), side) if named else ()
    within = peers.slots[index].sites
    choices = families(sorted({*named, *summing}), code, release, within, side)
    apart = {peers.slots[leaf].sites for leaf in named if peers.slots[leaf].residual != "multiple"}
    return choices or (lift(named, code, release) if within and len(apart) > 1 else ())


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc",),
    strengths=(Strength.DOCUMENTED, Strength.PROCEDURE, Strength.PROMPT),
    reasons=Reason,
    settles=frozenset(("UnspecifiedLaterality",)),
)
