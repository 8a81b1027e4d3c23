"""InvalidCode: the code does not exist in the release in force.

Basis: the release's own list of codes; shown is the nearest node that does exist. Silent for a date of service
outside the release: the code may be valid in the release that is not loaded. Also the ICD-10-PCS numbers that coding
guides print for beads and spacers and that do not exist.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, title_basis
from icd10cm.issue import Basis, ReplaceCode
from icd10cm.releases.release import with_seventh
from icd10cm.rules.rule import Rule, Severity
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

ID = "InvalidCode"


class Reason(StrEnum):
    """Which code does not exist."""

    UNKNOWN = ""
    PROCEDURE = "procedure"


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each diagnosis and each known procedure code that does not exist."""
    if not facts.release.in_force(facts.encounter.date_of_service):
        return
    for diagnosis in facts.in_turn():
        if diagnosis.node is None:
            yield _issue(diagnosis, facts.release)
    yield from _procedures(facts)


def _issue(diagnosis: DiagnosisFacts, release: Release) -> CodingIssue:
    choices = _meant(diagnosis.code, release)
    nearest = release.nearest(diagnosis.code)
    reference = diagnosis.diagnosis.reference
    carries_out = all(release.is_valid(code) for code in choices)
    return about(diagnosis).issue(
        ID,
        basis=() if nearest is None else (title_basis(nearest),),
        choices=choices,
        options=tuple(ReplaceCode(reference, code) for code in choices) if carries_out else (),
        evidence=(coded_as(diagnosis, release),),
    )


def _meant(code: str, release: Release) -> tuple[str, ...]:
    """Return what the code may be meant for: a missing placeholder, a 7th character that does not fit, a header."""
    nearest = release.nearest(code)
    if nearest is None:
        return ()
    if nearest.children:
        return _behind_placeholder(code, nearest.index, release) or _children(nearest.index, release)
    if release.seventh(nearest.index) is None:
        return (nearest.code,)
    rest = code.replace(".", "")[len(nearest.code.replace(".", "")) :].lstrip("X")
    full = with_seventh(nearest.code, rest) if len(rest) == 1 else ""
    return (full,) if release.is_valid(full) else release.codes_at(nearest.index)


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


def _children(index: int, release: Release) -> tuple[str, ...]:
    nodes = release.tabular.nodes
    return tuple(nodes[child].code for child in nodes[index].children)


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
    elements=("desc", "table"),
    reasons=Reason,
    settles=frozenset(("IncompleteCode", "SeventhCharacter")),
    severity=Severity.UNREPORTABLE,
)
