"""Reads a whole chart: the FHIR JSON of one hook call as a `Chart`.

The reading is tolerant: the few elements needed are taken where they are right, and each part that could not be
read, or was rightly left out, is listed in `Chart.unread` with its reason. A fault in one resource never touches
another.
"""

from __future__ import annotations

from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from fhir_mappings.chart.bundles import lacks_conditions
from fhir_mappings.chart.condition_counts import ConditionTally
from fhir_mappings.chart.encounter import read_encounter
from fhir_mappings.chart.model import Chart
from fhir_mappings.chart.reading_context import ReadingContext
from fhir_mappings.chart.resource_index import ResourceIndex
from fhir_mappings.cultures.culture_resources import CultureReader
from fhir_mappings.diagnoses.conditions import read_conditions
from fhir_mappings.diagnoses.inline_diagnoses import inline_diagnoses
from fhir_mappings.diagnoses.order_reasons import OLD_ORDER_TYPES, order_diagnoses, read_orders
from fhir_mappings.diagnoses.same_code import with_shared_facts
from fhir_mappings.documents.document_resources import read_documents
from fhir_mappings.elements.reading import UnreadLog
from fhir_mappings.procedures.procedure_resources import read_procedures
from icd10cm.encounter import CodedEncounter, MissingDiagnoses
from icd10cm.time_limit import no_limit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from fhir_mappings.chart.encounter import EncounterSummary
    from fhir_mappings.chart.model import ChartSource
    from icd10cm.time_limit import CheckTime

_READ_TYPES = frozenset(
    ("Condition", "Encounter", "Observation", "DiagnosticReport", "Procedure", "ServiceRequest", "DeviceRequest")
)
_NAMED_TYPES = frozenset(("Specimen", "BodyStructure", "Binary"))
_ORDER_TYPES = OLD_ORDER_TYPES | {"MedicationRequest", "SupplyRequest", "CommunicationRequest"}


def read_chart(source: ChartSource, check_time: CheckTime = no_limit) -> Chart:
    """Return what the resources of a call say about its encounter.

    Never raises for anything that JSON can hold; `check_time` is called on the way and may raise to end a reading that
    takes too long. Diagnoses, cultures and procedures are sorted (rank, then reference), whichever order they were
    received in.
    """
    log = UnreadLog()
    index = ResourceIndex(source, log)
    encounter = _encounter(source, index)
    tally = ConditionTally()
    context = ReadingContext(source, index, encounter, tally, check_time)
    orders = read_orders(context, source.selections)
    diagnoses = read_conditions(context)
    diagnoses += inline_diagnoses(context)
    diagnoses += order_diagnoses(orders.values(), [one.code for one in diagnoses], context)
    diagnoses = with_shared_facts(diagnoses)
    by_code = {one.code: one.reference for one in reversed(diagnoses)}
    procedures = read_procedures(context, orders, by_code, diagnoses)
    documents = read_documents(context) if source.reads_documents else ()
    cultures = CultureReader(context, by_code).read()
    not_received = _note_the_rest(context)
    diagnoses.sort(key=lambda one: (one.rank or inf, one.use, one.reference))
    cultures.sort(key=lambda one: (one.reference, one.organism.id))
    procedures.sort(key=attrgetter("reference"))
    return Chart(
        encounter=CodedEncounter(
            date_of_service=context.date_of_service,
            diagnoses=tuple(diagnoses),
            cultures=tuple(cultures),
            procedures=tuple(procedures),
            setting=encounter.setting,
            documents=documents,
            missing=MissingDiagnoses(context.uncoded, not_received, _is_incomplete(source, index)),
        ),
        resources=context.used,
        patient=context.patient,
        encounter_reference=encounter.named,
        user=source.user,
        unread=tuple(dict.fromkeys(log.entries)),
        absent=source.absent,
        drafts=context.drafts,
        category="encounter-diagnosis" if source.new_conditions is None else "problem-list-item",
        conditions=tally.counts(),
    )


def _encounter(source: ChartSource, index: ResourceIndex) -> EncounterSummary:
    """Return the encounter; a problem list is the patient's, so that no encounter limits it."""
    encounter = read_encounter(source.encounter_id, index, source.today)
    return encounter if source.new_conditions is None else replace(encounter, reference=None)


def _is_incomplete(source: ChartSource, index: ResourceIndex) -> bool:
    """Return whether Conditions are known to be missing from the lists received."""
    return "conditions" in source.absent or (bool(index.bundles) and lacks_conditions(index.bundles))


def _note_the_rest(context: ReadingContext) -> int:
    """Note the resources that no reader takes, and the diagnoses named but not received; return how many these are."""
    by_type = context.index.by_type
    if not by_type.keys() <= _READ_TYPES:
        noted = {entry.reference for entry in context.log.entries}
        for kind in [each for each in by_type if each not in _READ_TYPES]:
            _note_unused(kind, by_type[kind], noted, context)
    if context.encounter.received and context.encounter.named:
        context.use(context.encounter.named)
    named = context.reason_references.union(context.named_by_encounter)
    missing = sorted(filter(_may_be_condition, named.difference(context.index.by_reference)))
    for target in missing:
        context.log.left_out(target, "named by the encounter or an order, but not received")
    return len(missing)


def _may_be_condition(reference: str) -> bool:
    """Return whether a reference names a Condition, or does not say what it names (a fullUrl, a contained resource)."""
    kind = reference.partition("/")[0]
    return kind == "Condition" or not kind.isalpha() or "#" in reference


def _note_unused(kind: str, references: Iterable[str], noted: AbstractSet[str], context: ReadingContext) -> None:
    why = "nothing that was read names it" if kind in _NAMED_TYPES else "a resource type that is not read here"
    for reference in references:
        known = reference in context.used or reference in context.documents
        if not known and not (kind in _ORDER_TYPES and reference in noted):
            context.log.left_out(reference, why)
