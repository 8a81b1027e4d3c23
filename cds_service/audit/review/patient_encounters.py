"""What belongs to each encounter of one patient, as the prefetch of a hook call would bring it.

The service is handed the patient's resources and leaves out those of other encounters. To hand every encounter the
whole patient would cost the square of the encounters, so those resources are left out here already, unless something of
the encounter points at them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, AnyStr, NamedTuple

import orjson
from msgspec import Struct

from cds_service.audit.export.sift_line import encounter_named, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from fhir_mappings.elements.references import References

_REFERENCE = re.compile(rb'"reference"\s*:\s*"(?!Encounter/)([^"]+)"')
"""Any reference but a plain one to an encounter, which none of these is handed by."""


class Line(NamedTuple):
    """A line of the export about one patient: where it stands, and its bytes."""

    file: str
    number: int
    body: bytes


class Held(Struct):
    """A resource of the patient as it is in the export. `encounter` is "" where it names none."""

    name: str
    line: Line
    resource: dict[str, Any]
    encounter: str
    targets: frozenset[str] | None = None


@dataclass(slots=True)
class Patient:
    """The resources of one patient by their names, and the copies that were left out, with the reason."""

    held: dict[str, Held] = field(default_factory=dict)
    copies: list[tuple[Held, str]] = field(default_factory=list)


def read_patient(lines: Iterable[Line], references: References) -> Patient:
    """Return the resources on the lines, each once: of differing copies the last updated, else the first."""
    patient = Patient()
    encounters = _Named(partial(encounter_named, references=references))
    for line in lines:
        resource = orjson.loads(line.body)
        own = resource.get("id")
        name = f"{resource['resourceType']}/{own}" if type(own) is str and own else f"{line.file} line {line.number}"
        encounter = resource.get("encounter" if "encounter" in resource else "context")
        target = encounter.get("reference") if type(encounter) is dict else None
        held = Held(name, line, resource, encounters[target] if type(target) is str else "")
        before = patient.held.get(name)
        if before is None:
            patient.held[name] = held
        else:
            _leave_out(before, held, patient)
    references.by_id = lambda: {name.rpartition("/")[2].lower(): name for name in patient.held if "/" in name}
    return patient


def _leave_out(before: Held, held: Held, patient: Patient) -> None:
    """Leave one of two copies of a resource out: the one that comes again, or was updated earlier."""
    if before.line.body == held.line.body or before.resource == held.resource:
        patient.copies.append((held, "the same resource again"))
    elif _updated(held.resource) > _updated(before.resource):
        patient.held[held.name] = held
        patient.copies.append((before, "an older copy of the same resource"))
    else:
        patient.copies.append((held, "another copy of the same resource"))


@dataclass(slots=True)
class Gathered:
    """The encounters of a patient and what each is handed; `free` are the resources that name no encounter."""

    encounters: list[tuple[Held, list[Held]]]
    free: list[Held]
    astray: list[Held]
    """The resources whose encounter the export does not hold."""


def gather(patient: Patient, references: References) -> Gathered:
    """Return what each encounter of the patient is handed."""
    encounters = {name: held for name, held in patient.held.items() if held.resource["resourceType"] == "Encounter"}
    own, free, astray = _shared_out(encounters, patient)
    elsewhere = len(encounters) > 1 or bool(astray)
    gathered: list[tuple[Held, list[Held]]] = []
    parts = _parts(encounters, references)
    names = _Named(partial(_named_in_json, references=references))
    for name, encounter in encounters.items():
        handed = [encounter, *own[name], *free]
        for part in parts.get(name, ()):
            handed += [encounters[part], *own[part]]
        if elsewhere:
            _pointed_at(handed, patient, names)
        gathered.append((encounter, handed))
    return Gathered(gathered, free, astray)


def _shared_out(
    encounters: Mapping[str, Held], patient: Patient
) -> tuple[dict[str, list[Held]], list[Held], list[Held]]:
    """Return the resources by the encounter that they name, those that name none, and those whose own is missing."""
    own: dict[str, list[Held]] = {name: [] for name in encounters}
    free: list[Held] = []
    astray: list[Held] = []
    for name, held in patient.held.items():
        if name in encounters:
            continue
        if not held.encounter:
            free.append(held)
        else:
            own.get(held.encounter, astray).append(held)
    return own, free, astray


def _parts(encounters: Mapping[str, Held], references: References) -> dict[str, list[str]]:
    """Return by encounter those that are part of it, directly or through another one (Encounter.partOf)."""
    wholes = {
        name: target_of(held.resource, "partOf", references, "Encounter")
        for name, held in encounters.items()
        if "partOf" in held.resource
    }
    parts: dict[str, list[str]] = {}
    for part, whole in wholes.items():
        seen = {part}
        while whole in encounters and whole not in seen:
            seen.add(whole)
            parts.setdefault(whole, []).append(part)
            whole = wholes.get(whole, "")  # noqa: PLW2901 - on to the next level
    return parts


class _Named(dict[AnyStr, str]):
    """What the references of a patient's resources name, as they are written: few things again and again."""

    __slots__ = ("_name",)

    def __init__(self, name: Callable[[AnyStr], str]) -> None:
        super().__init__()
        self._name: Callable[[AnyStr], str] = name

    def __missing__(self, target: AnyStr) -> str:
        """Return what a reference names that is asked for the first time."""
        named = self[target] = self._name(target)
        return named


def _named_in_json(target: bytes, references: References) -> str:
    """Return what a reference names, as JSON has it between quotes."""
    return references.relative(target.replace(b"\\/", b"/").decode("utf-8", "replace"))


def _pointed_at(handed: list[Held], patient: Patient, names: _Named[bytes]) -> None:
    """Add what the resources handed point at, and what that points at; other encounters stay out."""
    known = {held.name for held in handed}
    for held in handed:  # grows on the way
        if held.targets is None:
            held.targets = _targets(held.line.body, names)
        for target in held.targets - known:
            if target in patient.held and not target.startswith("Encounter/"):
                known.add(target)
                handed.append(patient.held[target])


def _targets(body: bytes, names: _Named[bytes]) -> frozenset[str]:
    return frozenset(map(names.__getitem__, _REFERENCE.findall(body)))


def _updated(resource: dict[str, Any]) -> str:
    """Return meta.lastUpdated, "" when it is not known; instants of one server compare as text."""
    meta = resource.get("meta")
    updated = meta.get("lastUpdated") if type(meta) is dict else None
    return updated if type(updated) is str else ""
