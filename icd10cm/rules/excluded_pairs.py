"""Pairs of diagnoses that an Excludes1 note forbids together, with the notes at each that name the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from icd10cm.exclusions.excludes1_scope import narrower, one_of_several, why_allowed
from icd10cm.exclusions.pairs.widenings import meant_too
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine


@dataclass(slots=True)
class ExcludedPair:
    """Two diagnoses in the order of the chart, and the notes at each that name the other."""

    first: DiagnosisFacts
    second: DiagnosisFacts
    at_first: list[NoteLine] = field(default_factory=list)
    at_second: list[NoteLine] = field(default_factory=list)
    forbidden_at: set[str] = field(default_factory=set)
    """The codes with a note that means both codes, and not one of several conditions that a code represents."""

    @property
    def lines(self) -> tuple[NoteLine, ...]:
        """The notes at both."""
        return (*self.at_first, *self.at_second)


def excluded_pairs(facts: EncounterFacts, rule: str) -> Iterator[ExcludedPair]:
    """Yield each pair of codes that a note forbids together and nothing allows.

    `rule` is the one to report when a long chart has more pairs than the limit.
    """
    for pair in in_time(_named_pairs(facts, rule), facts.check_time):
        if pair.forbidden_at and not why_allowed(pair.first, pair.second, pair.lines, facts):
            yield pair


def _named_pairs(facts: EncounterFacts, rule: str) -> list[ExcludedPair]:
    """Return every pair of codes that an Excludes1 note names, with all the notes that do."""
    pairs: dict[tuple[str, str], ExcludedPair] = {}
    order: dict[int, int] = {}
    for one, line, other in _named_once(facts):
        if not order:
            order.update((id(each), place) for place, each in enumerate(facts.diagnoses))
        first, second = (one, other) if order[id(one)] < order[id(other)] else (other, one)
        if len(pairs) > facts.limit.most:
            facts.limit.on_cut(rule)
            break
        pair = pairs.setdefault((first.code, second.code), ExcludedPair(first, second))
        lines = pair.at_first if one.code == first.code else pair.at_second
        if line not in lines:
            lines.append(line)
        if one.code not in pair.forbidden_at and not one_of_several(line, one, other, facts.release):
            pair.forbidden_at.add(one.code)
    return list(pairs.values())


def _named_once(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, NoteLine, DiagnosisFacts]]:
    """Yield each diagnosis, each code once, with the Excludes1 notes at it and the diagnoses that they mean."""
    seen: set[str] = set()
    for one in facts.in_turn():
        if one.node is None or one.code in seen:
            continue
        seen.add(one.code)
        for line, other in facts.named_from(one.node, "excludes1"):
            if other.node is not one.node and not narrower(line, other, facts):
                yield one, line, other
        for line, other in meant_too(one, facts):
            yield one, line, other
