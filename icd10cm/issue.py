"""What a review finds: coding issues, each with its evidence, its basis and the corrections on offer."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from icd10cm.encounter import Evidence


class Strength(StrEnum):
    """How well the chart supports an issue, strongest first."""

    DOCUMENTED = "documented"
    PROCEDURE = "procedure"
    PROMPT = "prompt"


class Basis(Struct, frozen=True):
    """The note of the tabular list that an issue is based on.

    `code` is the node that holds the note (a chapter is "chapter 13", a section "B95-B97"), `element` its
    kind in the XML ("excludes1", "desc", "sevenChrDef" ...), `note` its words as printed.
    """

    code: str
    element: str
    note: str


class ReplaceCode(Struct, frozen=True):
    """Code the diagnosis `diagnosis` (a reference) as `code`, and `also` as these codes: right and left."""

    diagnosis: str
    code: str
    also: tuple[str, ...] = ()


class AddCode(Struct, frozen=True):
    """Code `code` in addition, sequenced after the diagnosis `after` (a reference)."""

    code: str
    after: str


class RemoveCode(Struct, frozen=True):
    """Take the diagnosis `diagnosis` (a reference) off the encounter; `keeps` is the code that stays."""

    diagnosis: str
    keeps: str


class Resequence(Struct, frozen=True):
    """Sequence the diagnosis `first` before the diagnosis `then` (references); `code` is the code of `first`."""

    first: str
    then: str
    code: str


Correction = ReplaceCode | AddCode | RemoveCode | Resequence


class CodingIssue(Struct, frozen=True):
    """One question about the coding of an encounter.

    `rule` is the public id of the rule. `codes` are the codes concerned, as coded, the one to act on first;
    `diagnoses` are their references in the same order (a procedure's reference where a procedure is concerned).
    `choices` are what the options lead to, in the order of the tabular list: codes, or headers where the chart
    leaves a family open. `options` are the corrections that can be carried out, one alternative each; empty
    where the reader has to look for the answer.
    `because` names a special reason within the rule for the wording ("side and site", "organism" ...); "" = none.
    `ordered` tells that an order names one of the diagnoses as its reason.
    `minor` marks an issue to rank last: a vaguer code beside the definite one.
    `together` tells that the options all apply (right and left); otherwise they are alternatives.
    """

    rule: str
    strength: Strength
    codes: tuple[str, ...]
    diagnoses: tuple[str, ...]
    basis: tuple[Basis, ...]
    choices: tuple[str, ...] = ()
    options: tuple[Correction, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    because: str = ""
    ordered: bool = False
    minor: bool = False
    together: bool = False
