"""UnspecifiedKind: an inpatient's codes leave the acuity, type, stage or degree open that decides the treatment.

Basis: the titles, and a reviewed table with its sources. Guideline I.B.18: an unspecified code is right when the record
does not say more. The notes at I11 to I13 ask for the type of a heart failure and the stage of a kidney disease,
guideline I.C.12.a for the stage of a pressure ulcer.

One question an encounter, whatever number of codes leaves something open. Asked of inpatients alone, and shown only
where a hospital turns the rule on: one stay in four gets its question. Silent where the chart or another code says it:
then that is its own question; so is an open site or side of a pressure ulcer.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec

from icd10cm.attaching.additional_codes import fits_notes
from icd10cm.choosing.chooser import choose
from icd10cm.choosing.open_axes import open_sides
from icd10cm.encounter import Setting
from icd10cm.evidence.about import about, joined
from icd10cm.evidence.basis import title_basis
from icd10cm.issue import ReplaceCode, Strength
from icd10cm.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

ID = "UnspecifiedKind"


class Reason(StrEnum):
    """What is open."""

    ACUITY = "acuity"
    TYPE = "type"
    STAGE = "stage"
    DEGREE = "degree"
    SITE = "site"
    SEVERAL = "several"


class OpenKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Codes that leave something open, what it is, and the codes that say it; see `data/open_kinds.toml`."""

    codes: tuple[str, ...]
    aspect: Reason
    choices: tuple[str, ...]
    answered_by: tuple[str, ...]
    source: str
    title: tuple[str, ...] = ()

    def leaves_open(self, code: str, title: str) -> bool:
        """Return whether a code is one of these."""
        return code.startswith(self.codes) and all(words in title for words in self.title)

    def offered(self, node: Node, release: Release) -> tuple[str, ...]:
        """Return the codes that say what one leaves open: those of the table, or its siblings."""
        if self.choices:
            codes = (choice.replace("?", node.code[-1]) for choice in self.choices)
            return tuple(code for code in codes if release.node(code) is not None)
        siblings = (release.tabular.nodes[at] for at in range(node.parent, release.tabular.nodes[node.parent].end))
        return tuple(one.code for one in siblings if one.parent == node.parent and one is not node)


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    open: tuple[OpenKind, ...]


@cache
def load_open_kinds() -> tuple[OpenKind, ...]:
    """Return the reviewed table, read once per process."""
    return msgspec.toml.decode(files("icd10cm").joinpath("data/open_kinds.toml").read_bytes(), type=_Table).open


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield one question for all codes of an inpatient that leave open what decides the treatment."""
    if facts.encounter.setting is not Setting.INPATIENT:
        return
    issues = {diagnosis.code: issue for diagnosis, issue in _open(facts)}
    if len(issues) == 1:
        yield from issues.values()
    elif issues:
        # Whose answer a button would be, one card cannot show.
        yield msgspec.structs.replace(joined(tuple(issues.values())), options=(), because=Reason.SEVERAL)


def leaves_kind_open(code: str, release: Release) -> bool:
    """Return whether a code is of the table."""
    return _kind_of(code, release) is not None


def _kind_of(code: str, release: Release) -> OpenKind | None:
    title = release.title(code).lower()
    return next((kind for kind in load_open_kinds() if kind.leaves_open(code, title)), None)


def _open(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, CodingIssue]]:
    for diagnosis, node in facts.leaves():
        kind = _kind_of(diagnosis.code, facts.release)
        if kind is None or not diagnosis.asked or any(code.startswith(kind.answered_by) for code in facts.codes):
            continue
        if kind.aspect is not Reason.SITE and _leaves_place_open(diagnosis, node, facts.release):
            continue  # the site or side is asked for first
        if not choose(diagnosis, facts).codes:
            yield diagnosis, _question(diagnosis, node, kind, facts)


def _leaves_place_open(diagnosis: DiagnosisFacts, node: Node, release: Release) -> bool:
    peers = release.families.site_family(node.index)
    return bool(open_sides(diagnosis.code, release)) or (peers is not None and peers.leaves_open(node.index))


def _question(diagnosis: DiagnosisFacts, node: Node, kind: OpenKind, facts: EncounterFacts) -> CodingIssue:
    release = facts.release
    choices = [code for code in kind.offered(node, release) if fits_notes(code, diagnosis, facts)]
    return about(diagnosis).issue(
        ID,
        strength=Strength.PROMPT,
        basis=(title_basis(node),),
        choices=choices,
        options=[ReplaceCode(diagnosis.diagnosis.reference, code) for code in choices if release.is_valid(code)],
        because=kind.aspect,
    )


RULE = Rule(
    id=ID,
    check=check,
    elements=("desc",),
    strengths=(Strength.PROMPT,),
    reasons=Reason,
    may_recommend=False,
    yields_to_removal=True,
    is_optional=True,
    concerns=leaves_kind_open,
)
