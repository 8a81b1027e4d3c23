"""What a run came to, in numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FAULTS = frozenset(("line", "file", "element", "failed", "encounter-missing", "incomplete", "no-day", "shared-id"))
"""The kinds of unreadable rows that mean that something is missing; the others say what was rightly left aside."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers of one run.

    `kinds` counts resources by type, `kept` those of types that the review reads, `unreadable` the rows of that table
    by kind. `spent_ms` is the time of the steps of all reviews, in milliseconds, `seconds` the time of the steps of
    this run by the clock.
    """

    lines: int = 0
    kept: int = 0
    bytes_kept: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    patients: int = 0
    encounters: int = 0
    issues: int = 0
    diagnoses: int = 0
    unreadable: Mapping[str, int] = field(default_factory=dict)
    spent_ms: Mapping[str, float] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of_sifting(cls, notes: Iterable[dict[str, Any]]) -> Totals:
        """Return the totals of the chunks' notes."""
        kinds: Counter[str] = Counter()
        lines = kept = size = 0
        for note in notes:
            kinds.update(note["kinds"])
            lines += note["lines"]
            kept += note["kept"]
            size += note["bytes"]
        return cls(lines, kept, size, dict(sorted(kinds.items())))

    def with_review(self, notes: Iterable[dict[str, Any]]) -> Totals:
        """Return the totals with the notes of the reviewed parts."""
        spent: Counter[str] = Counter()
        patients = 0
        for note in notes:
            patients += note["patients"]
            spent.update(note["spent_ms"])
        return replace(self, patients=patients, spent_ms=dict(spent))

    def with_tables(self, written: dict[str, Any]) -> Totals:
        """Return the totals with what the tables hold."""
        return replace(
            self,
            encounters=written["encounters"],
            issues=written["issues"],
            diagnoses=written["diagnoses"],
            unreadable=written["unreadable"],
        )

    @property
    def is_nothing_read(self) -> bool:
        """Whether the encounters hold Conditions and no diagnosis could be read in any of them."""
        return self.encounters > 0 and self.diagnoses == 0 and self.kinds.get("Condition", 0) > 0

    @property
    def is_whole(self) -> bool:
        """Return whether everything could be read."""
        return FAULTS.isdisjoint(self.unreadable)


def absent_types(kinds: Mapping[str, int]) -> frozenset[str]:
    """Return what an export holds nothing of, in the words of a chart."""
    absent = set()
    if not kinds.get("Observation") and not kinds.get("DiagnosticReport"):
        absent.add("cultures")
    if not kinds.get("Procedure"):
        absent.add("procedures")
    return frozenset(absent)
