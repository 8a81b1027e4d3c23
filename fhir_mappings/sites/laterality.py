"""Reads the side that a laterality extension names, in whichever of its value types."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from fhir_mappings.elements.code_systems import SNOMED, system_name
from fhir_mappings.elements.reading import Element
from fhir_mappings.sites.body_sites import load_body_sites
from icd10cm.anatomy.side import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhir_mappings.elements.unread import Json

_URL_ENDINGS = ("laterality", "laterality-qualifier")
_WORDS = MappingProxyType(
    {
        "r": Side.RIGHT,
        "rt": Side.RIGHT,
        "right": Side.RIGHT,
        "l": Side.LEFT,
        "lt": Side.LEFT,
        "left": Side.LEFT,
        "b": Side.BILATERAL,
        "bilat": Side.BILATERAL,
        "bilateral": Side.BILATERAL,
        "both": Side.BILATERAL,
    }
)


def bare_side(words: str) -> Side | None:
    """Return the side that a text names when it names nothing else ("Right", "LT", "left side")."""
    plain = words.strip().lower().removesuffix("(qualifier value)").rstrip().removesuffix(" side")
    return _WORDS.get(plain)


def extension_sides(owner: Element) -> list[Side]:
    """Return the sides that the laterality extensions of `owner` name.

    Any extension whose url ends in "laterality" or "laterality-qualifier" is one: mCODE's, and those of EHRs.
    """
    if "extension" not in owner.json:  # the usual case
        return []
    sides: list[Side] = []
    for extension in owner.children("extension"):
        url = extension.json.get("url")
        if type(url) is not str or not url.lower().rstrip("/").endswith(_URL_ENDINGS):
            continue
        side = _side(extension)
        if side is None:
            owner.left_out(f"{owner.path}extension for laterality names no side that is known")
        else:
            sides.append(side)
    return sides


def _side(extension: Element) -> Side | None:
    concept = _concept(extension)
    codings = concept.codings() if concept is not None else ()
    coded = (_coded_side(coding) for coding in codings)
    named = (bare_side(words) for words in _words(extension, concept, codings))
    return next((side for side in (*coded, *named) if side is not None), None)


def _concept(extension: Element) -> Element | None:
    """Return the value of an extension as a CodeableConcept, if it is a CodeableConcept or a Coding."""
    if type(extension.json.get("valueCodeableConcept")) is dict:
        return extension.child("valueCodeableConcept")
    coding = extension.json.get("valueCoding")
    if type(coding) is not dict:
        return None
    return Element({"coding": [coding]}, extension.reference, extension.log, extension.path + "valueCoding.")


def _coded_side(coding: Json) -> Side | None:
    code = coding.get("code")
    if not code or system_name(coding.get("system")) not in (SNOMED, None):
        return None
    return load_body_sites().side(code.strip())


def _words(extension: Element, concept: Element | None, codings: Sequence[Json]) -> list[str]:
    words = [concept.text("text")] if concept is not None else []
    words += [word for coding in codings for word in (coding.get("code"), coding.get("display")) if type(word) is str]
    values = [extension.json.get(key) for key in ("valueCode", "valueString")]
    return words + [value for value in values if type(value) is str]
