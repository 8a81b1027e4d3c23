"""What a card asks: one coding issue, and the others that it speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from icd10cm.issue import CodingIssue


class Question(Struct, frozen=True):
    """An issue to ask about, and the `twins` that it speaks for: the same codes on other resources.

    The options of each twin answer those of the issue one by one.
    """

    issue: CodingIssue
    twins: tuple[CodingIssue, ...] = ()
