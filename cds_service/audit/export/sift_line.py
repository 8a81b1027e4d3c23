"""Sifts the lines of an export: which resource is it, whose is it, and is it of a type that the review reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import orjson

from cds_service.limits.json_depth import is_too_deep
from fhir_mappings.chart.bundles import INCOMPLETE_SEARCH, says_incomplete
from fhir_mappings.documents.attachments import LARGEST
from fhir_mappings.documents.plain_text import is_readable
from fhir_mappings.elements.bundle_references import resources_of
from fhir_mappings.elements.references import URN_UUID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fhir_mappings.elements.references import References

READ_TYPES = frozenset(
    (
        "BodyStructure",
        "Condition",
        "DeviceRequest",
        "DiagnosticReport",
        "DocumentReference",
        "Encounter",
        "Observation",
        "Procedure",
        "ServiceRequest",
        "Specimen",
    )
)
"""The resource types that the review takes facts from."""
_LONG = 16 * 1024
"""From how many bytes a line is relieved of what the review never looks at."""
UNREAD = frozenset(("text", "valueAttachment", "valueSampledData"))
"""What makes a resource long and is never read: narrative, curves, attachments of results."""
DOCUMENTS = frozenset(("presentedForm", "content"))
"""The elements that hold reports and notes; a scanned one can be megabytes. Attachments of text are read."""
_LONGEST_TEXT = LARGEST * 4 // 3


@dataclass(frozen=True, slots=True)
class Sifted:
    """What one line, or one entry of a Bundle on it, holds.

    `patient` is set for a resource to review ("Patient/1"), and `body` is its JSON. Otherwise `fault` says why the line
    could not be read, and without a fault it is a resource of a type that is not read here.
    """

    kind: str = ""
    patient: str = ""
    fault: str = ""
    body: bytes = b""


def sift(line: bytes, references: References) -> Sifted:
    """Return what a line holds; never raises, whatever the line is. A Bundle is a resource of a type not read here."""
    resource = _parsed(line)
    return resource if isinstance(resource, Sifted) else _sifted(resource, references, line)


def sift_all(line: bytes, references: References) -> tuple[Sifted, ...]:
    """Return what a line holds, of a Bundle what each of its entries holds; never raises, whatever the line is."""
    resource = _parsed(line)
    if isinstance(resource, Sifted):
        return (resource,)
    if resource.get("resourceType") != "Bundle":
        return (_sifted(resource, references, line),)
    if is_too_deep(resource):
        return (Sifted(fault="the line is a Bundle that is nested too deeply"),)
    found = tuple(_sifted(each, references, orjson.dumps(each)) for each in resources_of(resource))
    return (*found, *_lacking(found, line)) if says_incomplete(resource) else found


def _lacking(found: Iterable[Sifted], line: bytes) -> Iterator[Sifted]:
    """Yield, for each patient of a Bundle that lacks Conditions, what tells the review so."""
    body = orjson.dumps({**INCOMPLETE_SEARCH, "id": f"incomplete-{crc32(line):08x}"})
    for patient in dict.fromkeys(filter(None, (each.patient for each in found))):
        yield Sifted("Bundle", patient, body=body)


def _parsed(line: bytes) -> dict[str, Any] | Sifted:
    try:
        resource = orjson.loads(line)
    except orjson.JSONDecodeError:
        return Sifted(fault="the line is not JSON")
    return resource if type(resource) is dict else Sifted(fault="the line is JSON, but not a resource")


def _sifted(resource: dict[str, Any], references: References, line: bytes) -> Sifted:
    kind = resource.get("resourceType")
    if type(kind) is not str or not kind:
        return Sifted(fault="resourceType is missing or no text")
    if kind not in READ_TYPES:
        return Sifted(kind)
    patient = patient_of(resource, references)
    if not patient.startswith("Patient/"):
        return Sifted(kind, fault="the resource names no patient")
    return Sifted(kind, patient, body=line if len(line) < _LONG else _relieved(resource, line))


def _relieved(resource: dict[str, Any], line: bytes) -> bytes:
    """Return a long resource without what the review never looks at: memory is for the rest."""
    try:
        return orjson.dumps(relieved(resource))
    except orjson.JSONEncodeError:  # nested deeper than is written here, though not than is read
        return line


def relieved(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a resource without what the review never looks at: of documents only those of text stay.

    A text that is longer than what is read of one is dropped. Where a note has text and a scan, the text is kept.
    """
    kept: dict[str, Any] = {}
    for name, value in resource.items():
        if name in DOCUMENTS:
            texts = [entry for entry in value if _holds_text(name, entry)] if type(value) is list else []
            kept |= {name: texts} if texts else {}
        elif name not in UNREAD:
            kept[name] = value
    return kept


def _holds_text(name: str, entry: object) -> bool:
    """Return whether an entry of an element of documents is a text: of notes it holds the attachment."""
    if name == "content":
        return type(entry) is dict and _is_text(entry.get("attachment"))
    return _is_text(entry)


def _is_text(attachment: object) -> bool:
    if type(attachment) is not dict:
        return False
    kind, data = attachment.get("contentType"), attachment.get("data", "")
    return type(kind) is str and is_readable(kind) and type(data) is str and len(data) <= _LONGEST_TEXT


def patient_of(resource: dict[str, Any], references: References) -> str:
    """Return the patient that a resource names, as "Patient/1"; "" when it names none."""
    return target_of(resource, "subject" if "subject" in resource else "patient", references, "Patient")


def target_of(resource: dict[str, Any], key: str, references: References, kind: str) -> str:
    """Return the target of the Reference element `key`; "" when it is absent or faulty.

    A "urn:uuid:" outside of a Bundle names the resource of type `kind` with that id, as exports that were made of
    Bundles have it.
    """
    value = resource.get(key)
    target = value.get("reference") if type(value) is dict else None
    return _named(target, references, kind) if type(target) is str else ""


def encounter_named(target: str, references: References) -> str:
    """Return the encounter that a reference names, as "Encounter/1"."""
    return _named(target, references, "Encounter")


def _named(target: str, references: References, kind: str) -> str:
    named = references.relative(target)
    if ":" not in named:  # the usual case
        return named
    return f"{kind}/{named[len(URN_UUID) :]}" if named[: len(URN_UUID)].lower() == URN_UUID else named
