"""IncompleteCode: a category is coded where the date of service requires more characters.

Basis: the category's own title beside its children in the tree, and the day on which a code was split. Guideline
I.B.2: a code is invalid unless it has all the characters that the classification provides. The choices are the
children, narrowed by the documented place. Silent for a code that was valid on the date of service, or may have been.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, life_span_basis, title_basis
from icd10cm.evidence.title_match import named_in_full, with_told
from icd10cm.evidence.ulcer_grade import graded
from icd10cm.issue import ReplaceCode
from icd10cm.releases.life_spans import load_life_spans
from icd10cm.releases.validity import CodeStatus, status_on
from icd10cm.rules.rule import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

ID = "IncompleteCode"

_MOST_LEAVES = 8


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis that is coded as a category."""
    release, day = facts.release, facts.encounter.date_of_service
    for diagnosis in facts.in_turn():
        if status_on(diagnosis.code, day, release) is not CodeStatus.INCOMPLETE or _lacks_seventh(diagnosis, release):
            continue
        choices = _choices(diagnosis, facts)
        reference = diagnosis.diagnosis.reference
        carries_out = all(release.is_valid(code) for code in choices)
        title = () if diagnosis.node is None else (title_basis(diagnosis.node),)
        yield about(diagnosis).issue(
            ID,
            basis=(*title, *life_span_basis(diagnosis.code, day)),
            choices=choices,
            options=tuple(ReplaceCode(reference, code) for code in choices) if carries_out else (),
            evidence=(coded_as(diagnosis, release), *(fact.evidence for fact in diagnosis.sites)),
        )


def _lacks_seventh(diagnosis: DiagnosisFacts, release: Release) -> bool:
    """Return whether a 7th character is all that the code lacks, which SeventhCharacter asks for."""
    node = diagnosis.node
    return node is not None and not node.children and not release.is_valid(node.code)


def _choices(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[str, ...]:
    """Return the codes below the category that fit the chart; those of a later list where this one has none."""
    node, release = diagnosis.node, facts.release
    if node is None or not node.children:
        newer = load_life_spans().below(diagnosis.code, facts.encounter.date_of_service)
        return newer if len(newer) <= _MOST_LEAVES else ()
    choices = _in_words(diagnosis, facts) or _narrowed(diagnosis, facts) or _children(node.index, release)
    return with_told(_of_one_grade(choices, diagnosis, release), diagnosis, release)


def _children(index: int, release: Release) -> tuple[str, ...]:
    """Return the codes of the children; a lone placeholder ("S06.0X") is passed through to its own children."""
    nodes = release.tabular.nodes
    children = nodes[index].children
    while len(children) == 1 and nodes[children[0]].children:
        children = nodes[children[0]].children
    return tuple(nodes[child].code for child in children)


def _in_words(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[str, ...]:
    """Return the code below the header whose title the text has word for word; () for none."""
    node = diagnosis.node
    nodes = facts.release.tabular.nodes
    below = [] if node is None else [each for each in nodes[node.index : node.end] if not each.children]
    named = named_in_full(below, diagnosis)
    return () if named is None else (named.code,)


def _of_one_grade(choices: tuple[str, ...], diagnosis: DiagnosisFacts, release: Release) -> tuple[str, ...]:
    """Return the choices of the stage or severity that the text states, where one of them leaves it unspecified."""
    stated = {code: graded(code, diagnosis, release) for code in choices}
    return tuple(other for code, other in stated.items() if other != code) or choices


def _narrowed(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[str, ...]:
    """Return the codes below the header that the documented place and side leave; () when they leave it open."""
    node = diagnosis.node
    if node is None:
        return ()
    nodes = facts.release.tabular.nodes
    below = [index for index in range(node.index, node.end) if not nodes[index].children]
    left = _by_side(_by_place(below, diagnosis, facts), diagnosis, facts)
    if not left or len(left) == len(below) or len(left) > _MOST_LEAVES:
        return ()
    return tuple(nodes[index].code for index in left)


def _by_place(leaves: Sequence[int], diagnosis: DiagnosisFacts, facts: EncounterFacts) -> list[int]:
    sites = [fact for fact in diagnosis.telling if fact.site]
    if not sites:
        return list(leaves)
    kin = facts.release.kin
    left = []
    for index in leaves:
        peers = kin.peers(index)
        placing = peers.place(sites) if peers is not None else None
        if placing is not None and index in placing.leaves:
            left.append(index)
    documented = {fact.site for fact in sites}
    exact = [index for index in left if documented.intersection(site for site, _ in _places(index, facts))]
    return _with_bilateral(exact or left, leaves, facts) or list(leaves)


def _places(index: int, facts: EncounterFacts) -> Sequence[tuple[str | None, Side | None]]:
    return facts.release.places_of(facts.release.tabular.nodes[index].code)


def _with_bilateral(left: Sequence[int], leaves: Sequence[int], facts: EncounterFacts) -> list[int]:
    """Add the codes for both sides, whose titles may leave the place out ("Primary open-angle glaucoma, bilateral")."""
    groups = [group for index in left if (group := facts.release.kin.side_group(index)) is not None]
    both = {index for group in groups for index in group.sided.get(Side.BILATERAL, ())}
    return sorted({*left, *both.intersection(leaves)})


def _by_side(leaves: Sequence[int], diagnosis: DiagnosisFacts, facts: EncounterFacts) -> list[int]:
    side = diagnosis.side
    if side is None:
        return list(leaves)
    nodes = facts.release.tabular.nodes
    sides = {index: facts.release.side_of(nodes[index].code) for index in leaves}
    if side not in sides.values():
        return list(leaves)
    # A code without a side is for either, unless it leaves open what others say.
    return [index for index in leaves if sides[index] is side or (sides[index] is None and not _opens(index, facts))]


def _opens(index: int, facts: EncounterFacts) -> bool:
    group = facts.release.kin.side_group(index)
    return group is not None and index in group.unspecified


RULE = Rule(id=ID, check=check, elements=("desc", "lifeSpan"), severity=Severity.UNREPORTABLE)
