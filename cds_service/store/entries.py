"""What is recorded of a call and of a client's feedback. None of it identifies a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from cards.evidence_source import EvidenceSource


class SuggestionEntry(Struct, frozen=True):
    """A suggestion: what it leads to, and what accepting it does ("update Condition")."""

    uuid: str
    code: str
    label: str
    actions: tuple[str, ...]


class CardEntry(Struct, frozen=True):
    """A card that was built. `held_back` says why it was not shown; None = it was shown.

    `evidence_source` is the part of the chart that it is based on; None = not recorded.
    """

    uuid: str
    rule: str
    topic: str
    strength: str
    indicator: str
    codes: tuple[str, ...]
    suggested_codes: tuple[str, ...] = ()
    suggestions: tuple[SuggestionEntry, ...] = ()
    held_back: str | None = None
    evidence_source: EvidenceSource | None = None


class Subject(Struct, frozen=True):
    """Whom a call was about, as keyed hashes; `encounter` is None where the call named none."""

    patient: str
    encounter: str | None
    hook_instance: str


class CallEntry(Struct, frozen=True):
    """One call. Times are in milliseconds; `counts` says by name what was read, fetched and lacking.

    `subject` and `release` are None for a call that was refused before they were known; it has no cards then.
    """

    request_id: str
    at: datetime
    client: str
    service: str
    hook: str
    status: int
    outcome: str
    duration_ms: float
    steps_ms: Mapping[str, float] = field(default_factory=dict)
    counts: Mapping[str, Any] = field(default_factory=dict)
    release: str | None = None
    subject: Subject | None = None
    cards: tuple[CardEntry, ...] = ()


class FeedbackEntry(Struct, frozen=True):
    """The outcome of a card, as its client reports it.

    `outcome_at` is the client's time, `received_at` ours. A comment is only noted to be there: it is free text
    and may speak of the patient.
    """

    card: str
    outcome: Literal["accepted", "overridden"]
    outcome_at: datetime
    received_at: datetime
    client: str
    service: str
    suggestions: tuple[str, ...] = ()
    reason_code: str | None = None
    reason_system: str | None = None
    has_comment: bool = False
