"""Why an order or a procedure is done, as it says itself: Conditions that it points at, and codes that it carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.diagnoses.conditions import IcdCode, choose_code
from fhir_mappings.elements.reading import object_of, objects, text_of
from icd10cm.encounter import Diagnosis, Evidence, Statement
from icd10cm.time_limit import in_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fhir_mappings.chart.reading_context import Call
    from fhir_mappings.elements.unread import Json

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
_VOID = ("entered-in-error", "revoked", "cancelled", "stopped")


class CodedReason(Struct, frozen=True):
    """An ICD-10-CM code that an order gives as its reason, and where it stands."""

    place: str
    code: IcdCode
    text: str


class Reasons(Struct, frozen=True):
    """The reasons of one order or procedure: the references that it names, and the codes."""

    reference: str
    targets: tuple[str, ...]
    coded: tuple[CodedReason, ...]


def read_orders(call: Call, selections: tuple[str, ...] | None) -> dict[str, Reasons]:
    """Return the reasons of each draft order, and tell the call which diagnoses they name.

    An order of a FHIR version without ServiceRequest, a void one, and a resource that is no order are left out.
    """
    selected = (
        None if not selections else {call.received.references.relative(one) for one in selections if type(one) is str}
    )
    orders: dict[str, Reasons] = {}
    for reference in in_time(dict.fromkeys(call.received.orders), call.check_time):
        resource = call.received.by_reference[reference]
        kind = resource["resourceType"]
        if kind in OLD_ORDER_TYPES:
            call.log.left_out(reference, "an order of FHIR DSTU2 or STU3")
            continue
        if kind not in _REASONED_TYPES:
            continue
        reason = void(resource, reference, call) or (
            "of another patient" if call.of_another_patient(resource, reference) else None
        )
        if reason:
            call.log.left_out(reference, reason)
            continue
        read = read_reasons(resource, reference, call)
        orders[reference] = read
        call.reason_references.update(read.targets)
        if selected is None or reference in selected:
            call.ordered_references.update(read.targets)
            call.ordered_codes.update(coded.code.code for coded in read.coded)
        if read.targets or read.coded:
            call.use(reference)
        elif kind not in ("ServiceRequest", "DeviceRequest"):
            call.log.left_out(reference, "an order that names no diagnosis as its reason")
    return orders


def void(resource: Json, reference: str, call: Call) -> str | None:
    """Return why an order does not stand, or None."""
    if resource.get("doNotPerform") is True:
        return "an order not to do it"
    status = text_of(resource, "status", reference, "", call.log)
    return f"its status is {status}" if status in _VOID else None


def read_reasons(resource: Json, reference: str, call: Call) -> Reasons:
    """Read reasonReference and reasonCode (R4), or reason (R5)."""
    if not ("reasonReference" in resource or "reasonCode" in resource or "reason" in resource):
        return Reasons(reference, (), ())
    log = call.log
    targets: list[str] = []
    coded: list[CodedReason] = []
    for place, value in enumerate(objects(resource, "reasonReference", reference, "", log)):
        target = call.received.references.target(value, reference, f"reasonReference[{place}]", log)
        if target is not None:
            targets.append(call.received.key(reference, target))
    for place, concept in enumerate(objects(resource, "reasonCode", reference, "", log)):
        coded += _coded(concept, reference, f"reasonCode[{place}]", call)
    for place, value in enumerate(objects(resource, "reason", reference, "", log)):
        path = f"reason[{place}]."
        target = call.received.references.read(value, "reference", reference, path, log)
        if target is not None:
            targets.append(call.received.key(reference, target))
        inner = object_of(value, "concept", reference, path, log)
        if inner is not None:
            coded += _coded(inner, reference, path + "concept", call)
    return Reasons(reference, tuple(dict.fromkeys(targets)), tuple(coded))


def _coded(concept: Json, reference: str, path: str, call: Call) -> list[CodedReason]:
    chosen = choose_code(concept, reference, path + ".", call.log)
    if chosen is None:
        return []
    return [CodedReason(path, chosen, text_of(concept, "text", reference, path + ".", call.log))]


def order_diagnoses(orders: Iterable[Reasons], coded_already: Iterable[str], call: Call) -> list[Diagnosis]:
    """Make a diagnosis of each code that an order alone carries; a code that a Condition carries is that diagnosis.

    The first takes the order's reference, a second one of the same order that reference and its place.
    """
    seen = set(coded_already)
    diagnoses: list[Diagnosis] = []
    for order in orders:
        taken = False
        for reason in order.coded:
            code = reason.code.code
            if code in seen:
                continue
            seen.add(code)
            reference = f"{order.reference}#{reason.place}" if taken else order.reference
            taken = True
            call.used[reference] = call.received.by_reference[order.reference]
            words = reason.text
            evidence = Evidence(order.reference, words, from_text=True)
            diagnoses.append(
                Diagnosis(
                    reference=reference,
                    code=code,
                    title=reason.code.title,
                    statements=(Statement(words, evidence),) if words else (),
                    ordered=code in call.ordered_codes,
                )
            )
    return diagnoses
