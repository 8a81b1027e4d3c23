"""A CDS Hooks card as the service means it, before it becomes JSON (CDS Hooks, "CDS Service Response")."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from cards.evidence_source import EvidenceSource

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icd10cm.issue import CodingIssue


LONGEST_SUMMARY = 139
"""CDS Hooks 2.0, "Card Attributes": a summary has fewer than 140 characters."""
REPORTS_SILENT = "reports-silent"
"""Why a card was not shown that a report or note would have brought, where those are read in silence."""


class Action(Struct, frozen=True):
    """One action of a suggestion. `resource` is whole for create and update; `resource_id` is for delete."""

    type: Literal["create", "update", "delete"]
    description: str
    resource: Mapping[str, Any] | None = None
    resource_id: str | None = None


class Suggestion(Struct, frozen=True):
    """One alternative that the EHR can carry out; its actions belong together. `code` is what it leads to.

    `settles` are the Conditions that it updates, deletes or takes the place of. `recommended` is True only where the
    chart itself documents exactly this answer and the client wants a mark.
    """

    uuid: str
    label: str
    actions: tuple[Action, ...]
    code: str
    recommended: bool = False
    settles: frozenset[str] = frozenset()


class Link(Struct, frozen=True):
    """An absolute link of a card."""

    label: str
    url: str


class OverrideReason(Struct, frozen=True):
    """A reason for setting a card aside; `code` is stable within `system` (an absolute URL)."""

    code: str
    display: str
    system: str = ""


class Source(Struct, frozen=True):
    """Who speaks on a card, and the coding of its topic; `url` and `topic_system` are absolute, "" = none."""

    label: str = "Coding Cards"
    url: str = ""
    topic_system: str = ""
    topic_display: str = ""


class Card(Struct, frozen=True):
    """A card with everything that the wire format needs, and the issue that it was built from.

    `topic` is the rule id followed by the codes without dots; `summary` is under 140 characters.
    `selection_behavior` speaks only where there are suggestions. `evidence_source` is what the report counts it by.
    """

    uuid: str
    summary: str
    detail: str
    indicator: Literal["info", "warning"]
    topic: str
    issue: CodingIssue
    suggestions: tuple[Suggestion, ...] = ()
    links: tuple[Link, ...] = ()
    override_reasons: tuple[OverrideReason, ...] = ()
    extension: Mapping[str, Any] = field(default_factory=dict)
    source: Source = field(default_factory=Source)
    selection_behavior: Literal["at-most-one", "any"] = "at-most-one"
    evidence_source: EvidenceSource = EvidenceSource.CODES


class HeldBack(Struct, frozen=True):
    """A card that was not shown, and why; nothing is written on it, unless it was to be shown before.

    `why` is "rule-off", "overridden", "strength", "quiet", "max-cards", "silent" or `REPORTS_SILENT`.
    """

    card: Card
    why: str


class Deck(Struct, frozen=True):
    """The outcome of steps 6 and 7 for one call: the cards to show, ranked, and those held back.

    `unwritten` is how many questions, the last in rank, no card was written for because there are very many.
    """

    shown: tuple[Card, ...]
    held_back: tuple[HeldBack, ...] = ()
    unwritten: int = 0
