"""Reads the Encounter: its setting, its days, and the diagnoses that it names with rank and use.

Sources: FHIR R4 and R5 Encounter; HL7 v3 ActEncounterCode for `class`; ICD-10-CM Official Guidelines section IV for
what counts as outpatient (emergency visits and observation stays do).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.elements.dates import day_of
from fhir_mappings.elements.reading import codings, kind_of, object_of, objects, status_codes, text_of
from icd10cm.encounter import Setting

if TYPE_CHECKING:
    from datetime import date

    from fhir_mappings.chart.resource_index import Received
    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json

_SETTINGS = MappingProxyType(
    {
        "imp": Setting.INPATIENT,
        "acute": Setting.INPATIENT,
        "nonac": Setting.INPATIENT,
        "nonacc": Setting.INPATIENT,
        "inpatient": Setting.INPATIENT,
        "inpatient encounter": Setting.INPATIENT,
        "inpatient acute": Setting.INPATIENT,
        "inpatient non-acute": Setting.INPATIENT,
        "obsenc": Setting.OUTPATIENT,
        "amb": Setting.OUTPATIENT,
        "vr": Setting.OUTPATIENT,
        "hh": Setting.OUTPATIENT,
        "fld": Setting.OUTPATIENT,
        "outpatient": Setting.OUTPATIENT,
        "ambulatory": Setting.OUTPATIENT,
        "observation": Setting.OUTPATIENT,
        "observation encounter": Setting.OUTPATIENT,
        "virtual": Setting.OUTPATIENT,
        "home health": Setting.OUTPATIENT,
        "emer": Setting.EMERGENCY,
        "emergency": Setting.EMERGENCY,
    }
)
# Where a Condition has several uses, the first of these is told: coding is done for the discharge.
_USES = ("dd", "billing", "cc", "ad")


class NamedDiagnosis(Struct, frozen=True):
    """A diagnosis that an Encounter names: by its target, or as a `concept` that stands in a `place` of it."""

    target: str | None
    rank: int | None
    use: str
    place: str = ""
    concept: Json | None = None


@dataclass(frozen=True, slots=True)
class EncounterFacts:
    """What the Encounter says. `reference` is None when the call names none; `received` tells that it was there."""

    reference: str | None
    received: bool = False
    setting: Setting = Setting.UNKNOWN
    start: date | None = None
    end: date | None = None
    diagnoses: tuple[NamedDiagnosis, ...] = field(default=())

    def date_of_service(self, today: date) -> date:
        """Return the end of the period; without it its start, or today for an inpatient who is still there."""
        if self.end is not None:
            return self.end
        if self.start is None or self.setting is Setting.INPATIENT:
            return today
        return self.start


def read_encounter(encounter_id: str | None, received: Received, log: UnreadLog) -> EncounterFacts:
    """Find and read the Encounter of the call; the other Encounters received are left out with a reason."""
    wanted = None
    if encounter_id:
        wanted = encounter_id if "/" in encounter_id else f"Encounter/{encounter_id}"
        wanted = received.references.relative(wanted)
    encounters = received.by_type.get("Encounter", ())
    # A call that names no encounter but hands over a single one is about it: its days and ranks count. Which
    # Conditions are reviewed stays open (`reference` is None): all active ones.
    only = encounters[0] if wanted is None and len(encounters) == 1 else None
    for reference in encounters:
        if reference not in (wanted, only):
            log.left_out(reference, "another encounter" if wanted else "the call names no encounter")
    found = wanted or only
    resource = received.by_reference.get(found) if found else None
    if found is None or resource is None or resource.get("resourceType") != "Encounter":
        return EncounterFacts(wanted)
    status = text_of(resource, "status", found, "", log)
    if status in ("entered-in-error", "cancelled"):
        log.left_out(found, f"its status is {status}")
        return EncounterFacts(wanted)
    setting = _setting(resource, found, log)
    key = "actualPeriod" if "actualPeriod" in resource else "period"  # R5 renamed it
    period = object_of(resource, key, found, "", log)
    start = day_of(period, "start", found, key + ".", log) if period else None
    end = day_of(period, "end", found, key + ".", log) if period else None
    return EncounterFacts(
        wanted,
        received=True,
        setting=setting,
        start=start,
        end=end,
        diagnoses=_diagnoses(resource, found, received, log),
    )


def _setting(resource: Json, reference: str, log: UnreadLog) -> Setting:
    value = resource.get("class")
    if value is None:
        return Setting.UNKNOWN
    codes = status_codes(resource, "class", reference, log)
    for code in codes:
        if code in _SETTINGS:
            return _SETTINGS[code]
    for concept in value if type(value) is list else (value,):
        if type(concept) is dict:
            for coding in (concept, *codings(concept, reference, "class.", log)):
                display = coding.get("display")
                if type(display) is str and display.strip().lower() in _SETTINGS:
                    return _SETTINGS[display.strip().lower()]
    if codes:
        log.left_out(reference, "class is not of the codes that tell inpatients from outpatients")
    return Setting.UNKNOWN


def _diagnoses(resource: Json, reference: str, received: Received, log: UnreadLog) -> tuple[NamedDiagnosis, ...]:
    named: list[NamedDiagnosis] = []
    for place, entry in enumerate(objects(resource, "diagnosis", reference, "", log)):
        rank = entry.get("rank")
        if rank is not None and (type(rank) is not int or rank < 1):
            log.faulty(reference, f"diagnosis[{place}].rank is {kind_of(rank)}, not a position from 1 up")
            rank = None
        use = _use(entry, reference, f"diagnosis[{place}].", log) if "use" in entry else ""
        value = entry.get("condition")
        if type(value) is dict and type(value.get("reference")) is str:  # the usual case
            target = received.references.known(value["reference"])
            named.append(NamedDiagnosis(received.key(reference, target), rank, use))
        elif type(value) is list:  # R5: CodeableReferences
            for number, condition in enumerate(objects(entry, "condition", reference, f"diagnosis[{place}].", log)):
                where = f"diagnosis[{place}].condition[{number}]"
                named += _named(condition, where, reference, rank, use, received, log)
        elif type(value) is dict:
            named += _named(value, f"diagnosis[{place}].condition", reference, rank, use, received, log)
        elif value is not None:
            log.wrong_type(reference, f"diagnosis[{place}].condition", value, "an object")
    return tuple(named)


def _named(
    condition: Json, where: str, reference: str, rank: int | None, use: str, received: Received, log: UnreadLog
) -> tuple[NamedDiagnosis, ...]:
    """Read one Reference to a Condition, or a CodeableReference with one or with a concept."""
    inner = condition.get("reference")
    if type(inner) is dict:
        target = received.references.target(inner, reference, where + ".reference", log)
    else:
        target = received.references.target(condition, reference, where, log)
    if target is not None:
        return (NamedDiagnosis(received.key(reference, target), rank, use),)
    concept = object_of(condition, "concept", reference, where + ".", log)
    if concept is not None:
        return (NamedDiagnosis(None, rank, use, where, concept),)
    log.left_out(reference, f"{where} names no resource")
    return ()


def _use(entry: Json, reference: str, path: str, log: UnreadLog) -> str:
    """Return the code of a diagnosis use as the chart has it, the text where there is no code, "" for none."""
    value = entry.get("use")
    if value is None:
        return ""
    uses = (
        objects(entry, "use", reference, path, log)
        if type(value) is list
        else [object_of(entry, "use", reference, path, log)]
    )
    found: list[str] = []
    for concept in uses:
        if concept is None:
            continue
        own = [
            coding["code"].strip() for coding in codings(concept, reference, path + "use.", log) if coding.get("code")
        ]
        text = text_of(concept, "text", reference, path + "use.", log)
        found.extend(own or ([text] if text else []))
    return min(found, key=preference) if found else ""


def preference(use: str) -> int:
    """Order the uses of one Condition: discharge, billing, chief complaint, admission, any other."""
    lowered = use.lower()
    return _USES.index(lowered) if lowered in _USES else len(_USES)
