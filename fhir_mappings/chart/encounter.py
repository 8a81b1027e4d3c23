"""Reads the Encounter: its setting, its days, and the diagnoses that it names with rank and use.

Sources: FHIR R4 and R5 Encounter; HL7 v3 ActEncounterCode for `class`; ICD-10-CM Official Guidelines section IV for
what counts as outpatient (emergency visits and observation stays do).
"""

from __future__ import annotations

from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from fhir_mappings.chart.current_encounter import current_encounter, period_of
from fhir_mappings.elements.reading import Element, UnreadLog, json_type, shown
from icd10cm.encounter import Setting

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from fhir_mappings.chart.resource_index import ResourceIndex

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
# Where a Condition has several uses, the first of these counts: coding is done for the discharge.
_USES = ("dd", "billing", "cc", "ad")


class NamedDiagnosis(Struct, frozen=True):
    """A diagnosis that an Encounter names: by its target, or as a `concept` at a `place` within the Encounter."""

    target: str | None
    rank: int | None
    use: str
    place: str = ""
    concept: Element | None = None


class EncounterSummary(Struct, frozen=True):
    """What the Encounter says.

    `named` is the encounter of the call, None when it names none; `reference` is the one whose diagnoses count: the
    named one, otherwise the current one. `parts` are the encounters that are part of it (Encounter.partOf).
    `received` is True when the Encounter was there.
    """

    named: str | None
    reference: str | None
    received: bool = False
    parts: frozenset[str] = frozenset()
    setting: Setting = Setting.UNKNOWN
    start: date | None = None
    end: date | None = None
    diagnoses: tuple[NamedDiagnosis, ...] = ()

    def date_of_service(self, today: date) -> date:
        """Return the end of the period; without it its start, or today for an inpatient who is still there."""
        if self.end is not None:
            return self.end
        if self.start is None or self.setting is Setting.INPATIENT:
            return today
        return self.start


def read_encounter(encounter_id: str | None, index: ResourceIndex, today: date) -> EncounterSummary:
    """Find and read the Encounter of the call; the other Encounters received are left out with a reason."""
    named = _wanted(encounter_id, index) if encounter_id else None
    reference = named or current_encounter(index, today)
    parts = _parts(reference, index) if reference else frozenset()
    for other in index.by_type.get("Encounter", ()):
        if other != reference and other not in parts:
            index.log.left_out(other, "another encounter" if reference else "the call names no encounter")
    if reference is None or index.by_reference.get(reference, {}).get("resourceType") != "Encounter":
        return EncounterSummary(named, reference)
    return _read(index.element(reference), EncounterSummary(named, reference, parts=parts), index)


def _parts(reference: str, index: ResourceIndex) -> frozenset[str]:
    """Return the encounters that are part of an encounter, directly or through another one.

    FHIR: partOf is "another Encounter of which this encounter is a part of (administratively or in time)". The
    diagnoses of a stay on a unit are diagnoses of the stay; those of the stay are not diagnoses of the unit alone.
    """
    parts = [one for one in index.by_type.get("Encounter", ()) if "partOf" in index.by_reference[one]]
    if not parts:  # the usual case
        return frozenset()
    wholes = {one: index.references.read(index.element(one), "partOf") for one in parts}
    found: set[str] = set()
    while more := {part for part, whole in wholes.items() if whole == reference or whole in found} - found:
        found |= more
    return frozenset(found - {reference})


def _wanted(encounter_id: str, index: ResourceIndex) -> str:
    return index.references.relative(encounter_id if "/" in encounter_id else f"Encounter/{encounter_id}")


def _read(encounter: Element, summary: EncounterSummary, index: ResourceIndex) -> EncounterSummary:
    status = encounter.text("status")
    if status in ("entered-in-error", "cancelled"):
        encounter.left_out(f"its status is {status}")
        return summary
    setting = _setting(encounter)
    start, end = period_of(encounter)
    return replace(
        summary,
        received=True,
        setting=setting,
        start=start,
        end=end,
        diagnoses=tuple(_diagnoses(encounter, index)),
    )


def _setting(encounter: Element) -> Setting:
    if encounter.json.get("class") is None:
        return Setting.UNKNOWN
    codes = encounter.codes("class")
    for name in chain(codes, _class_displays(encounter)):
        if name in _SETTINGS:
            return _SETTINGS[name]
    if codes:
        encounter.left_out("class is not of the codes that tell inpatients from outpatients")
    return Setting.UNKNOWN


def _class_displays(encounter: Element) -> Iterator[str]:
    """Yield the displays of the class in lower case: a Coding in R4, a list of concepts in R5."""
    value = encounter.json.get("class")
    for concept in value if type(value) is list else (value,):
        if type(concept) is dict:
            own = Element(concept, encounter.reference, UnreadLog())  # its faults are noted with its codes
            for coding in (concept, *own.codings()):
                yield shown(coding).lower()


def _diagnoses(encounter: Element, index: ResourceIndex) -> Iterable[NamedDiagnosis]:
    entries = encounter.json.get("diagnosis")
    found: list[NamedDiagnosis] = []
    for entry in entries if type(entries) is list else ():
        named = _plain_diagnosis(entry, encounter.reference, index)
        if named is None:
            return _diagnoses_in_any_form(encounter, index)
        found.append(named)
    return found or _diagnoses_in_any_form(encounter, index)


def _plain_diagnosis(entry: object, encounter: str, index: ResourceIndex) -> NamedDiagnosis | None:
    """Return a diagnosis that has no more than a plain Reference and a sound rank; None for one in another form."""
    if type(entry) is not dict or "use" in entry:
        return None
    value, rank = entry.get("condition"), entry.get("rank")
    reference = value.get("reference") if type(value) is dict else None
    if type(reference) is not str or (rank is not None and (type(rank) is not int or rank < 1)):
        return None
    return NamedDiagnosis(index.key(encounter, index.references.relative(reference)), rank, "")


def _diagnoses_in_any_form(encounter: Element, index: ResourceIndex) -> Iterator[NamedDiagnosis]:
    for entry in encounter.children("diagnosis"):
        rank = entry.json.get("rank")
        if rank is not None and (type(rank) is not int or rank < 1):
            entry.faulty(f"{entry.path}rank is {json_type(rank)}, not a position from 1 up")
            rank = None
        use = _use(entry) if "use" in entry.json else ""
        for condition in _conditions(entry):
            named = _named(condition, rank, use, index)
            if named is not None:
                yield named


def _conditions(entry: Element) -> Sequence[Element]:
    """Return the `condition` of a diagnosis: one Reference in R4, an array of CodeableReferences in R5."""
    if type(entry.json.get("condition")) is list:
        return entry.children("condition")
    condition = entry.child("condition")
    return () if condition is None else (condition,)


def _named(condition: Element, rank: int | None, use: str, index: ResourceIndex) -> NamedDiagnosis | None:
    """Read one Reference to a Condition, or a CodeableReference with one or with a concept."""
    inner = condition.child("reference") if type(condition.json.get("reference")) is dict else condition
    target = index.references.target(inner) if inner is not None else None
    if target is not None:
        return NamedDiagnosis(index.key(condition.reference, target), rank, use)
    concept = condition.child("concept")
    if concept is not None:
        return NamedDiagnosis(None, rank, use, condition.place, concept)
    condition.left_out(f"{condition.place} names no resource")
    return None


def _use(entry: Element) -> str:
    """Return the code of a diagnosis use as the chart has it, the text where there is no code, "" for none."""
    if type(entry.json.get("use")) is list:
        uses = entry.children("use")
    else:
        use = entry.child("use")
        uses = () if use is None else (use,)
    found: list[str] = []
    for concept in uses:
        codes = [coding["code"].strip() for coding in concept.codings() if coding.get("code")]
        text = concept.text("text")
        found.extend(codes or ([text] if text else []))
    return min(found, key=preference) if found else ""


def preference(use: str) -> int:
    """Order the uses of one Condition: discharge, billing, chief complaint, admission, any other."""
    lowered = use.lower()
    return _USES.index(lowered) if lowered in _USES else len(_USES)
