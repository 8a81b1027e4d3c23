"""Follows references to a BodyStructure, where some EHRs keep the site and the side of a diagnosis or a procedure.

R4 points at it by the extension `bodySite` and has location and locationQualifier; R5 has bodyStructure and, in it,
includedStructure with structure and laterality.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fhir_mappings.elements.reading import Element

if TYPE_CHECKING:
    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.elements.unread import Json

_URL_ENDINGS = ("/bodysite", "/bodystructure")


def structure_entries(resource: Element, context: ReadingContext) -> list[Element]:
    """Return the concepts of the BodyStructures that a resource names; most resources name none."""
    entries = _followed(resource, "bodyStructure", context)
    for extension in resource.children("extension"):
        url = extension.json.get("url")
        if type(url) is str and url.lower().endswith(_URL_ENDINGS):
            entries += _followed(extension, "valueReference", context)
    return entries


def _followed(owner: Element, key: str, context: ReadingContext) -> list[Element]:
    structure = context.index.find(owner.reference, context.index.references.read(owner, key))
    if structure is None or structure.json.get("resourceType") != "BodyStructure":
        return []
    context.use(structure.reference)
    parts = structure.children("includedStructure") if "includedStructure" in structure.json else [structure]
    concepts = [concept for concept in map(_concept, parts) if concept is not None]
    return [Element(concept, owner.reference, owner.log, f"{key} {number}.") for number, concept in enumerate(concepts)]


def _concept(part: Element) -> Json | None:
    """Return a structure and its qualifiers as one concept, as a bodySite with its side among its codings."""
    structure = part.child("structure" if "structure" in part.json else "location")
    if structure is None:
        return None
    laterality = part.child("laterality")
    qualifiers = [*part.children("locationQualifier"), *([laterality] if laterality is not None else [])]
    found = [coding for concept in (structure, *qualifiers) for coding in concept.codings()]
    return {"coding": found, "text": structure.text("text")}
