"""Builds coding issues: what an issue has in common with the diagnoses and procedures that it is about."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from icd10cm.encounter import Procedure
from icd10cm.issue import CodingIssue, Strength

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.encounter import Evidence
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.issue import Basis, Correction

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class About:
    """What an issue is about: codes and references of the diagnoses or procedures, the one to act on first."""

    codes: tuple[str, ...]
    references: tuple[str, ...]
    ordered: bool

    def issue(  # noqa: PLR0913 - the parts of an issue by their names
        self,
        rule: str,
        *,
        basis: Iterable[Basis],
        strength: Strength = Strength.DOCUMENTED,
        because: str = "",
        choices: Iterable[str] = (),
        options: Iterable[Correction] = (),
        evidence: Iterable[Evidence] = (),
        minor: bool = False,
        together: bool = False,
    ) -> CodingIssue:
        """Return the issue of a rule; see `CodingIssue` for the parts."""
        return CodingIssue(
            rule=rule,
            strength=strength,
            codes=self.codes,
            diagnoses=self.references,
            basis=tuple(basis),
            choices=tuple(choices),
            options=tuple(options),
            evidence=tuple(evidence),
            because=because,
            ordered=self.ordered,
            minor=minor,
            together=together,
        )


def about(*concerned: DiagnosisFacts | Procedure, ordered: bool | None = None) -> About:
    """Start an issue about diagnoses or procedures, the one to act on first.

    An issue is `ordered` where an order names one of them as its reason, or one of them is an order, if not given.
    """
    codes, references, any_ordered = [], [], False
    for each in concerned:
        codes.append(each.code)
        if isinstance(each, Procedure):
            references.append(each.reference)
            any_ordered |= each.is_order
        else:
            references.append(each.diagnosis.reference)
            any_ordered |= each.diagnosis.ordered
    return About(tuple(codes), tuple(references), any_ordered if ordered is None else ordered)


def joined(issues: Sequence[CodingIssue]) -> CodingIssue:
    """Return one issue about all that some issues are about, with the options of the first."""
    first = issues[0]
    return replace(
        first,
        codes=_once(each.codes for each in issues),
        diagnoses=_once(each.diagnoses for each in issues),
        basis=_once(each.basis for each in issues),
        choices=_once(each.choices for each in issues),
        evidence=_once(each.evidence for each in issues),
        ordered=any(each.ordered for each in issues),
    )


def _once(parts: Iterable[tuple[_T, ...]]) -> tuple[_T, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(parts)))
