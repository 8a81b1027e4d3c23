"""Follows references to a BodyStructure, where some EHRs keep the site and the side of a diagnosis or a procedure.

R4 points at it by the extension `bodySite` and has location and locationQualifier; R5 has bodyStructure and, in it,
includedStructure with structure and laterality.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.elements.reading import codings, object_of, objects, text_of

if TYPE_CHECKING:
    from fhir_mappings.chart.reading_context import Call
    from fhir_mappings.elements.unread import Json

_URL_ENDINGS = ("/bodysite", "/bodystructure")


def structure_entries(resource: Json, reference: str, call: Call) -> list[tuple[str, Json]]:
    """Return the concepts of the BodyStructures that a resource names, each with its path; none is the usual case."""
    entries: list[tuple[str, Json]] = []
    if "bodyStructure" in resource:
        entries += _followed(resource, "bodyStructure", reference, call)
    if "extension" in resource:
        for extension in objects(resource, "extension", reference, "", call.log):
            url = extension.get("url")
            if type(url) is str and url.lower().endswith(_URL_ENDINGS):
                entries += _followed(extension, "valueReference", reference, call)
    return entries


def _followed(owner: Json, key: str, reference: str, call: Call) -> list[tuple[str, Json]]:
    received = call.received
    target = received.references.read(owner, key, reference, "", call.log)
    found = received.find(reference, target)
    if found is None or target is None or found.get("resourceType") != "BodyStructure":
        return []
    own = received.key(reference, target)
    call.use(own)
    parts = [found]
    if "includedStructure" in found:
        parts = list(objects(found, "includedStructure", own, "", call.log))
    return [(f"{key} {place}", entry) for place, part in enumerate(parts) for entry in _concepts(part, own, call)]


def _concepts(part: Json, reference: str, call: Call) -> list[Json]:
    """Return a structure and its qualifiers as one concept, as a bodySite with its side beside it."""
    structure = object_of(part, "structure" if "structure" in part else "location", reference, "", call.log)
    if structure is None:
        return []
    qualifiers = [*objects(part, "locationQualifier", reference, "", call.log)]
    laterality = object_of(part, "laterality", reference, "", call.log)
    if laterality is not None:
        qualifiers.append(laterality)
    found = [coding for concept in (structure, *qualifiers) for coding in codings(concept, reference, "", call.log)]
    return [{"coding": found, "text": text_of(structure, "text", reference, "", call.log)}]
