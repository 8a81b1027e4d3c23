"""Reads a whole chart: the FHIR JSON of one hook call as a `Chart`.

The reading is tolerant: the few elements needed are taken where they are right, and each part that could not be
read, or was rightly left out, is listed in `Chart.unread` with its reason. A fault in one resource never touches
another.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from fhir_mappings.chart.encounter import read_encounter
from fhir_mappings.chart.model import Chart
from fhir_mappings.chart.reading_context import Call
from fhir_mappings.chart.resource_index import Received
from fhir_mappings.cultures.culture_resources import CultureReader
from fhir_mappings.diagnoses.conditions import choose_code, read_conditions
from fhir_mappings.diagnoses.order_reasons import OLD_ORDER_TYPES, order_diagnoses, read_orders
from fhir_mappings.elements.reading import UnreadLog, text_of
from fhir_mappings.procedures.procedure_resources import read_procedures
from icd10cm.encounter import CodedEncounter, Diagnosis, Evidence, Statement
from icd10cm.time_limit import no_limit

if TYPE_CHECKING:
    from fhir_mappings.chart.model import ChartSource
    from icd10cm.time_limit import CheckTime

_READ_TYPES = frozenset(
    ("Condition", "Encounter", "Observation", "DiagnosticReport", "Procedure", "ServiceRequest", "DeviceRequest")
)
_NAMED_TYPES = frozenset(("Specimen", "BodyStructure"))
_ORDER_TYPES = OLD_ORDER_TYPES | {"MedicationRequest", "SupplyRequest", "CommunicationRequest"}


def read_chart(source: ChartSource, check_time: CheckTime = no_limit) -> Chart:
    """Return what the resources of a call say about its encounter.

    Never raises for anything that JSON can hold; `check_time` is called on the way and may raise to end a reading that
    takes too long. Diagnoses, cultures and procedures come in an order of their own (rank, then reference), whatever
    order they were received in.
    """
    log = UnreadLog()
    received = Received(source, log)
    encounter = read_encounter(source.encounter_id, received, log)
    call = Call(source, received, encounter, log, check_time)
    orders = read_orders(call, source.selections)
    diagnoses = read_conditions(call)
    diagnoses += _named_inline(call)
    diagnoses += order_diagnoses(orders.values(), [one.code for one in diagnoses], call)
    by_code = {one.code: one.reference for one in reversed(diagnoses)}
    procedures = read_procedures(call, orders, by_code)
    cultures = CultureReader(call).read()
    _note_the_rest(call)
    diagnoses.sort(key=lambda one: (one.rank or inf, one.use, one.reference))
    cultures.sort(key=lambda one: (one.reference, one.organism.id))
    procedures.sort(key=lambda one: one.reference)
    return Chart(
        encounter=CodedEncounter(
            date_of_service=call.date_of_service,
            diagnoses=tuple(diagnoses),
            cultures=tuple(cultures),
            procedures=tuple(procedures),
            setting=encounter.setting,
        ),
        resources=call.used,
        patient=call.patient,
        encounter_reference=encounter.reference,
        user=source.user,
        unread=tuple(dict.fromkeys(log.entries)),
        absent=source.absent,
        drafts=call.drafts,
        category="encounter-diagnosis" if source.new_conditions is None else "problem-list-item",
    )


def _named_inline(call: Call) -> list[Diagnosis]:
    """Make a diagnosis of each concept that an R5 Encounter.diagnosis holds without a Condition."""
    encounter = call.encounter
    diagnoses: list[Diagnosis] = []
    for named in encounter.diagnoses:
        if named.concept is None or encounter.reference is None:
            continue
        path = f"{named.place}.concept."
        chosen = choose_code(named.concept, encounter.reference, path, call.log)
        if chosen is None:
            continue
        text = text_of(named.concept, "text", encounter.reference, path, call.log)
        statement = Statement(text, Evidence(encounter.reference, text, from_text=True))
        diagnoses.append(
            Diagnosis(
                reference=f"{encounter.reference}#{named.place}",
                code=chosen.code,
                title=chosen.title,
                statements=(statement,) if text else (),
                rank=named.rank,
                use=named.use,
                ordered=chosen.code in call.ordered_codes,
            )
        )
    return diagnoses


def _note_the_rest(call: Call) -> None:
    """Note the resources that no reader takes, and the Conditions that are named but were not received."""
    received, log = call.received, call.log
    noted = {entry.reference for entry in log.entries}
    for kind, references in received.by_type.items():
        if kind in _READ_TYPES:
            continue
        for reference in references:
            if reference in call.used or (kind in _ORDER_TYPES and reference in noted):
                continue
            why = "nothing that was read names it" if kind in _NAMED_TYPES else "a resource type that is not read here"
            log.left_out(reference, why)
    if call.encounter.received and call.encounter.reference:
        call.use(call.encounter.reference)
    for target in sorted({*call.named_by_encounter, *call.reason_references}):
        if target.startswith("Condition/") and target not in received.by_reference:
            log.left_out(target, "named by the encounter or an order, but not received")
