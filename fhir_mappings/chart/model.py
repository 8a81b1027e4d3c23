"""What reading a chart needs and what it gives: FHIR JSON with its context in, the coding logic's types out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from fhir_mappings.elements.unread import Json, Unread
    from icd10cm.encounter import CodedEncounter


@dataclass(frozen=True, slots=True)
class ChartSource:
    """The parts of one hook call that the chart is read from.

    `resources` are values as received from prefetch and from the FHIR server: resources or Bundles, in the
    order received, each with a word for where it came from ("prefetch.conditions", "fetched.cultures").
    `draft_orders` is `context.draftOrders` (a Bundle) or None; `selections` are its selected references, None
    when the hook has none. `new_conditions` is `context.conditions` of problem-list-item-create, or None.
    `absent` names what could not be had ("cultures", "procedures", "encounter"); it is never taken for proof
    that there is none. `base_url` is the FHIR server, against which absolute references are made relative.
    `reads_documents` is False where reports and notes are not to be read.
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


@dataclass(frozen=True, slots=True)
class Chart:
    """An encounter as read, and where each fact came from.

    `resources` holds each resource behind a fact as it was received, by reference ("Condition/1").
    `patient`, `encounter_reference` and `user` are relative references, or None where the call had none.
    `absent` is handed through from the source. `drafts` are the references of resources that only the call
    carries (draft orders, the new Conditions of problem-list-item-create); no action can change those.
    `category` is what a further Condition of this chart is: an encounter diagnosis or an item of the problem list.
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
