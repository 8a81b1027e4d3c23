"""What a choice is: the codes that the chart leads to, the question that they answer, or the reason for silence."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.issue import AddCode, ReplaceCode, Strength

if TYPE_CHECKING:
    from icd10cm.encounter import Evidence
    from icd10cm.issue import Correction
    from icd10cm.releases.release import Release


class Question(StrEnum):
    """What a choice answers: the first thing that the code leaves open and the chart does not."""

    SITE = "site"
    SIDE = "side"
    RESIDUAL = "residual"
    KIND = "kind"
    SEVENTH = "seventh"
    PLACE = "place"


class Silence(StrEnum):
    """Why there is no choice."""

    NOTHING_NEW = "nothing better is known"
    TIE = "the facts lead to more than one code"
    CONTRADICTION = "the facts contradict each other or the code"
    RESIDUAL = "text does not choose a residual code"
    CODED = "coded already"
    LOST = "no code keeps all that is stated"


class Choice(Struct, frozen=True):
    """The codes that the facts of a diagnosis lead to.

    `together` tells that all of them apply, otherwise they are alternatives; `adds` that the code itself stays.
    `sided` tells that a side was among the facts, `by_rule` that the dominant side is that of the guideline.
    Without codes, `silence` is the reason.
    """

    codes: tuple[str, ...] = ()
    question: Question | None = None
    strength: Strength = Strength.DOCUMENTED
    evidence: tuple[Evidence, ...] = ()
    together: bool = False
    adds: bool = False
    sided: bool = False
    by_rule: bool = False
    silence: Silence | None = None

    def options(self, reference: str, release: Release) -> tuple[Correction, ...]:
        """Return the corrections of the diagnosis `reference` that can be carried out."""
        valid = [code for code in self.codes if release.is_valid(code)]
        return tuple(
            AddCode(code, reference) if self.adds or (self.together and number) else ReplaceCode(reference, code)
            for number, code in enumerate(valid)
        )
