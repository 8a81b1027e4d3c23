"""What reading a chart needs and what it gives: FHIR JSON with its context in, the coding logic's types out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fhir_mappings.elements.unread import Json, Unread
    from icd10cm.encounter import CodedEncounter


class ChartSource(Struct, frozen=True):
    """The parts of one hook call that the chart is read from.

    `resources` are values as received from prefetch and from the FHIR server: resources or Bundles, in the
    order received, each with a word for where it came from ("prefetch.conditions", "fetched.cultures").
    `draft_orders` is `context.draftOrders` (a Bundle) or None; `selections` are its selected references, None
    when the hook has none. `new_conditions` is `context.conditions` of problem-list-item-create, or None.
    `absent` names what could not be had ("cultures", "procedures", "encounter"); it is never taken for proof
    that there is none. `base_url` is the FHIR server, against which absolute references are made relative.
    `reads_documents` is False where reports and notes are not to be read.
    `icd_10_cm_systems` are further URIs by which this client names ICD-10-CM.
    """

    patient_id: str
    today: date
    encounter_id: str | None = None
    user: str | None = None
    resources: tuple[tuple[str, Any], ...] = ()
    draft_orders: Any = None
    selections: tuple[str, ...] | None = None
    new_conditions: Any = None
    absent: frozenset[str] = frozenset()
    base_url: str | None = None
    reads_documents: bool = True
    icd_10_cm_systems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ConditionCounts:
    """How many Conditions were received and read, and why the others were left out.

    `left_out` counts them by reason, `systems` by the code systems of their codes: a Condition with codes of two
    systems counts for both, one without any code as "text only" or "no code". Both are words of this package, never
    what a client sent; `uris` has the code systems as sent, of the Conditions of the encounter.
    """

    received: int = 0
    read: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    systems: Mapping[str, int] = field(default_factory=dict)
    uris: Mapping[str, int] = field(default_factory=dict, repr=False)

    @property
    def is_nothing_read(self) -> bool:
        """Whether Conditions were received and none could be read as a coded diagnosis for lack of a code."""
        return self.read == 0 and self.left_out.get(NO_CODE, 0) > 0


NO_CODE = "no ICD-10-CM code"


@dataclass(frozen=True, slots=True)
class Chart:
    """An encounter as read, and where each fact came from.

    `resources` holds each resource behind a fact as it was received, by reference ("Condition/1").
    `patient`, `encounter_reference` and `user` are relative references, or None where the call had none.
    `absent` is handed through from the source. `drafts` are the references of resources that only the call
    carries (draft orders, the new Conditions of problem-list-item-create); no action can change those.
    `category` is what a further Condition of this chart is: an encounter diagnosis or an item of the problem list.
    `conditions` counts the Conditions received, read and left out.
    """

    encounter: CodedEncounter
    resources: Mapping[str, Json] = field(repr=False)
    patient: str
    encounter_reference: str | None = None
    user: str | None = None
    unread: tuple[Unread, ...] = ()
    absent: frozenset[str] = frozenset()
    drafts: frozenset[str] = frozenset()
    category: Literal["encounter-diagnosis", "problem-list-item"] = "encounter-diagnosis"
    conditions: ConditionCounts = field(default_factory=ConditionCounts)
