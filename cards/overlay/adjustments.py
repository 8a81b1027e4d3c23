"""What a hospital changes of the cards: which are shown where, how loud they are, and from which strength on.

An overlay is read from a file by the service; here it is only applied. It is a list of adjustments, of which a later
one overrides an earlier one: a rule can be off everywhere and on in one department.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cards.selection.topics import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.issue import CodingIssue, Strength

ANY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a card would be shown: the service and the client of the call, and the departments of the encounter.

    Departments are in lower case, as `fhir_mappings.chart.departments` gives them.
    """

    service: str = ""
    client: str = ""
    departments: frozenset[str] = ANY


class Ruling(Struct, frozen=True):
    """What holds for one card; None leaves it as it is without an overlay."""

    is_shown: bool | None = None
    minimum_strength: Strength | None = None
    indicator: Literal["info", "warning"] | None = None


_AS_IT_IS = Ruling()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One entry: for which cards it holds, and what holds for them. An empty selector holds for all.

    `departments` are in lower case, `codes` are prefixes without dots; one code of an issue that begins with one of
    them is enough.
    """

    ruling: Ruling
    rules: frozenset[str] = ANY
    services: frozenset[str] = ANY
    clients: frozenset[str] = ANY
    departments: frozenset[str] = ANY
    codes: tuple[str, ...] = ()

    def holds_for(self, issue: CodingIssue, situation: Situation) -> bool:
        """Return whether the entry holds for an issue in a situation."""
        return (
            _allows(self.rules, rules_of(issue))
            and _allows(self.services, (situation.service,))
            and _allows(self.clients, (situation.client,))
            and _allows(self.departments, situation.departments)
            and self._names_code(issue)
        )

    def _names_code(self, issue: CodingIssue) -> bool:
        """Return whether a code of the issue begins with one of the prefixes; without prefixes, any issue will do."""
        return not self.codes or any(code.replace(".", "").startswith(self.codes) for code in issue.codes)


def _allows(selector: frozenset[str], names: Iterable[str]) -> bool:
    """Return whether a selector names one of these; an empty one allows all."""
    return not selector or not selector.isdisjoint(names)


@dataclass(frozen=True, slots=True)
class Overlay:
    """All adjustments, in the order in which they were written."""

    adjustments: tuple[Adjustment, ...] = ()

    @property
    def asks_for_departments(self) -> bool:
        """Return whether any entry holds for certain departments only."""
        return any(each.departments for each in self.adjustments)

    def ruling(self, issue: CodingIssue, situation: Situation) -> Ruling:
        """Return what holds for an issue: of each thing, what the last entry that holds for it says."""
        if not self.adjustments:
            return _AS_IT_IS
        is_shown, minimum_strength, indicator = None, None, None
        for each in self.adjustments:
            if each.holds_for(issue, situation):
                ruling = each.ruling
                is_shown = is_shown if ruling.is_shown is None else ruling.is_shown
                minimum_strength = ruling.minimum_strength or minimum_strength
                indicator = ruling.indicator or indicator
        return Ruling(is_shown, minimum_strength, indicator)
