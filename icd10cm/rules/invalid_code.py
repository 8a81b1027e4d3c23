"""InvalidCode: the code is not effective on the date of service.

Basis: the list of codes that is effective on that day, or else the first and last effective day of every code that was
added or deleted from October 1, 2022 to March 31, 2027. The card shows the day on which the code ended or begins, what
replaced it where that is known, and otherwise the nearest code that exists. Silent on other days without a list: the
code may have been valid. Also the ICD-10-PCS numbers that coding guides print for beads and spacers and that do not
exist.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from heapq import merge
from importlib.resources import files
from typing import TYPE_CHECKING

from icd10cm.choosing.usual_sevenths import usual_sevenths
from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, life_span_basis, title_basis
from icd10cm.issue import Basis, ReplaceCode
from icd10cm.releases.life_spans import load_life_spans
from icd10cm.releases.release import with_seventh
from icd10cm.releases.validity import CodeStatus, all_valid, decides, status_on, unlisted_children
from icd10cm.rules.rule import Rule, Severity
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

ID = "InvalidCode"
_MOST = 8


class Reason(StrEnum):
    """Which code does not exist."""

    UNKNOWN = ""
    NOT_EFFECTIVE = "not effective"
    PROCEDURE = "procedure"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis and each known procedure code that does not exist on the date of service."""
    release, day = facts.release, facts.encounter.date_of_service
    if not decides(release, day):
        return
    if not all_valid(facts.codes, day, release):
        for diagnosis in facts.in_turn():
            if status_on(diagnosis.code, day, release) is CodeStatus.ABSENT:
                yield _issue(diagnosis, day, release)
    yield from _procedures(facts)


def _issue(diagnosis: DiagnosisFacts, day: date, release: Release) -> CodingIssue:
    code, reference = diagnosis.code, diagnosis.diagnosis.reference
    changed = _changed(code, day, release)
    nearest = _nearest(code, day, release)
    choices = changed or (() if nearest is None else _meant(code, nearest, day, release))
    carries_out = all(release.is_valid(each) for each in choices)
    life_span = life_span_basis(code, day)
    return about(diagnosis).issue(
        ID,
        basis=(*life_span, *(() if nearest is None else (title_basis(nearest),))),
        because=Reason.NOT_EFFECTIVE if life_span else Reason.UNKNOWN,
        choices=choices,
        options=tuple(ReplaceCode(reference, each) for each in choices) if carries_out else (),
        evidence=(coded_as(diagnosis, release),),
    )


def _changed(code: str, day: date, release: Release) -> tuple[str, ...]:
    """Return the codes that took the place of one that ended, or that one not effective yet will take the place of."""
    spans = load_life_spans()
    found = spans.replaced_by(code) or tuple(span.replaced for span in spans.of(code) if span.replaced)
    return tuple(each for each in found if status_on(each, day, release) is CodeStatus.VALID)


def _nearest(code: str, day: date, release: Release) -> Node | None:
    """Return the deepest node that begins the code and is effective on the day."""
    node = release.nearest(code)
    above = () if node is None else release.lineage(node.index)
    return next((each for each in above if status_on(each.code, day, release) is not CodeStatus.ABSENT), None)


def _meant(code: str, nearest: Node, day: date, release: Release) -> tuple[str, ...]:
    """Return what the code may be meant for: a missing placeholder, a 7th character that does not fit, a category."""
    if nearest.children:
        return (
            _behind_placeholder(code, nearest.index, release)
            or _split_since(code, nearest.index, release)
            or _children(nearest, day, release)
        )
    if release.seventh(nearest.index) is None:
        return (nearest.code,)
    rest = code.replace(".", "")[len(nearest.code.replace(".", "")) :].lstrip("X")
    full = with_seventh(nearest.code, rest) if len(rest) == 1 else ""
    return (full,) if release.is_valid(full) else usual_sevenths(release.codes_at(nearest.index), release)


def _behind_placeholder(code: str, index: int, release: Release) -> tuple[str, ...]:
    """Return the one code that the missing X of a placeholder node leads to ("S06.00A" for "S06.0X0A")."""
    nodes = release.tabular.nodes
    rest = code.replace(".", "")[len(nodes[index].code.replace(".", "")) :]
    for child in nodes[index].children:
        if nodes[child].placeholder:
            stem = nodes[child].code
            full = f"{stem}{rest}"
            if release.is_valid(full):
                return (full,)
    return ()


def _split_since(code: str, index: int, release: Release) -> tuple[str, ...]:
    """Return the codes below a category that was split, with the 7th character carried along (T81.4XXA: T81.40XA)."""
    nodes = release.tabular.nodes
    rest = code.replace(".", "")[len(nodes[index].code.replace(".", "")) :]
    if len(rest.lstrip("X")) != 1 or "X" not in rest:
        return ()
    leaves = [each for each in nodes[index + 1 : nodes[index].end] if not each.children]
    carried = tuple(with_seventh(each.code, rest[-1]) for each in leaves)
    return carried if len(carried) <= _MOST and all(map(release.is_valid, carried)) else ()


def _children(category: Node, day: date, release: Release) -> tuple[str, ...]:
    nodes = release.tabular.nodes
    listed = (nodes[child].code for child in category.children)
    return tuple(merge(listed, unlisted_children(category.code, day, release)))


def _procedures(facts: EncounterFacts) -> Iterator[CodingIssue]:
    known = _known_invalid()
    for procedure in in_time(facts.encounter.procedures, facts.check_time):
        entry = known.get(procedure.code) if procedure.system == "PCS" else None
        if entry is not None:
            yield about(procedure).issue(
                ID,
                basis=(Basis("ICD-10-PCS", "table", entry["why"]),),
                choices=tuple(entry["meant"].split()),
                evidence=(procedure.evidence,),
                because=Reason.PROCEDURE,
            )


@cache
def _known_invalid() -> Mapping[str, Mapping[str, str]]:
    """Return the reviewed table of procedure codes that do not exist, read once per process."""
    text = files("icd10cm").joinpath("data/invalid_procedures.toml").read_text(encoding="utf-8")
    return {entry["code"]: entry for entry in tomllib.loads(text)["procedure"]}


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc", "lifeSpan", "table"),
    reasons=Reason,
    settles=frozenset(("IncompleteCode", "SeventhCharacter")),
    severity=Severity.UNREPORTABLE,
)
