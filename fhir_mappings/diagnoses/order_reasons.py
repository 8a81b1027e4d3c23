"""Why an order or a procedure is done, as it says itself: Conditions that it points at, and codes that it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.diagnoses.icd_codes import IcdCode, icd_codes
from icd10cm.encounter import Diagnosis, Evidence, Statement
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.elements.reading import Element

OLD_ORDER_TYPES = frozenset(
    (
        "MedicationOrder",
        "ProcedureRequest",
        "DiagnosticOrder",
        "ReferralRequest",
        "DeviceUseRequest",
        "DiagnosticRequest",
    )
)
"""Order types of FHIR DSTU2 and STU3 that R4 no longer has."""
_REASONED_TYPES = frozenset(
    ("ServiceRequest", "DeviceRequest", "MedicationRequest", "SupplyRequest", "CommunicationRequest")
)
_REASON_KEYS = frozenset(("reasonReference", "reasonCode", "reason"))
_VOID = ("entered-in-error", "revoked", "cancelled", "stopped")


class CodedReason(Struct, frozen=True):
    """An ICD-10-CM code that an order gives as its reason, and its place in the order."""

    place: str
    code: IcdCode
    text: str


class Reasons(Struct, frozen=True):
    """The reasons of one order or procedure: the references that it names, the codes, and words without a code."""

    reference: str
    targets: tuple[str, ...] = ()
    coded: tuple[CodedReason, ...] = ()
    words: tuple[str, ...] = ()


def read_orders(context: ReadingContext, selections: tuple[str, ...] | None) -> dict[str, Reasons]:
    """Return the reasons of each draft order, and note in the context which diagnoses they name.

    An order of a FHIR version without ServiceRequest, a void one, and a resource that is not an order are left out.
    """
    if not context.index.orders:
        return {}
    references = context.index.references
    selected = {references.relative(one) for one in selections or () if type(one) is str}
    orders: dict[str, Reasons] = {}
    for reference in in_time(dict.fromkeys(context.index.orders), context.check_time):
        order = context.index.element(reference)
        if order.json["resourceType"] not in _REASONED_TYPES | OLD_ORDER_TYPES:
            continue
        reason = _why_no_draft(order, context)
        if reason:
            order.left_out(reason)
            continue
        orders[reference] = read_reasons(order, context)
        _note_reasons(orders[reference], context, selected=not selections or reference in selected)
    return orders


def _note_reasons(reasons: Reasons, context: ReadingContext, *, selected: bool) -> None:
    """Note in the context which diagnoses an order names."""
    context.reason_references.update(reasons.targets)
    if selected:
        context.ordered_references.update(reasons.targets)
        context.ordered_codes.update(coded.code.code for coded in reasons.coded)
    order = context.index.element(reasons.reference)
    if reasons.targets or reasons.coded:
        context.use(order.reference)
    elif order.json["resourceType"] not in ("ServiceRequest", "DeviceRequest"):
        order.left_out("an order that names no diagnosis as its reason")


def _why_no_draft(order: Element, context: ReadingContext) -> str | None:
    if order.json.get("resourceType") in OLD_ORDER_TYPES:
        return "an order of FHIR DSTU2 or STU3"
    return why_void(order) or ("of another patient" if context.of_another_patient(order) else None)


def why_void(order: Element) -> str | None:
    """Return why an order does not count, or None."""
    if order.json.get("doNotPerform") is True:
        return "an order not to do it"
    status = order.text("status")
    return f"its status is {status}" if status in _VOID else None


def read_reasons(resource: Element, context: ReadingContext) -> Reasons:
    """Read reasonReference and reasonCode (R4), or reason (R5)."""
    if _REASON_KEYS.isdisjoint(resource.json):
        return Reasons(resource.reference)
    references = context.index.references
    reasons = resource.children("reason")
    targets = [
        *map(references.target, resource.children("reasonReference")),
        *(references.read(reason, "reference") for reason in reasons),
    ]
    concepts = [*resource.children("reasonCode"), *(reason.child("concept") for reason in reasons)]
    keys = [context.index.key(resource.reference, target) for target in targets if target is not None]
    coded: list[CodedReason] = []
    words: list[str] = []
    for concept in filter(None, concepts):
        found = _coded(concept, context)
        coded += found
        words += () if found else (concept.text("text"),)
    return Reasons(resource.reference, tuple(dict.fromkeys(keys)), tuple(coded), tuple(filter(None, words)))


def _coded(concept: Element, context: ReadingContext) -> list[CodedReason]:
    codes = icd_codes(concept, context.icd_10_cm_systems)
    return [CodedReason(concept.place, code, concept.text("text")) for code in codes]


def order_diagnoses(
    orders: Iterable[Reasons], coded_already: Iterable[str], context: ReadingContext
) -> list[Diagnosis]:
    """Make a diagnosis of each code that an order alone carries; a code that a Condition carries is that diagnosis.

    The first takes the order's reference, a second one of the same order that reference and its place.
    """
    seen = set(coded_already)
    diagnoses: list[Diagnosis] = []
    for order in orders:
        new = [reason for reason in order.coded if reason.code.code not in seen]
        first_of_code = {reason.code.code: reason for reason in reversed(new)}
        seen.update(first_of_code)
        taken = [reason for reason in new if first_of_code[reason.code.code] is reason]
        for number, reason in enumerate(taken):
            reference = f"{order.reference}#{reason.place}" if number else order.reference
            context.used[reference] = context.index.by_reference[order.reference]
            diagnoses.append(_diagnosis(reason, order.reference, reference, context))
    return diagnoses


def _diagnosis(reason: CodedReason, order: str, reference: str, context: ReadingContext) -> Diagnosis:
    evidence = Evidence(order, reason.text, from_text=True)
    return Diagnosis(
        reference=reference,
        code=reason.code.code,
        title=reason.code.title,
        statements=(Statement(reason.text, evidence),) if reason.text else (),
        ordered=reason.code.code in context.ordered_codes,
    )
