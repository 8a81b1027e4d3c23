"""Reads the side that a laterality extension names, in whichever of its value types."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from fhir_mappings.elements.code_systems import SNOMED, system_name
from fhir_mappings.elements.reading import codings, objects, text_of
from fhir_mappings.sites.body_sites import load_body_sites
from icd10cm.anatomy.side import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhir_mappings.elements.reading import UnreadLog
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


def extension_sides(owner: Json, reference: str, path: str, log: UnreadLog) -> list[Side]:
    """Return the sides that the laterality extensions of `owner` name.

    Any extension whose url ends in "laterality" or "laterality-qualifier" is one: mCODE's, and those of EHRs.
    """
    if "extension" not in owner:
        return []
    sides: list[Side] = []
    for extension in objects(owner, "extension", reference, path, log):
        url = extension.get("url")
        if type(url) is not str or not url.lower().rstrip("/").endswith(_URL_ENDINGS):
            continue
        side = _side(extension, reference, path + "extension.", log)
        if side is None:
            log.left_out(reference, f"{path}extension for laterality names no side that is known")
        else:
            sides.append(side)
    return sides


def _side(extension: Json, reference: str, path: str, log: UnreadLog) -> Side | None:
    concept, coding = extension.get("valueCodeableConcept"), extension.get("valueCoding")
    words: list[str] = []
    found: Sequence[Json] = ()
    if type(concept) is dict:
        found = codings(concept, reference, path + "valueCodeableConcept.", log)
        words.append(text_of(concept, "text", reference, path + "valueCodeableConcept.", log))
    elif type(coding) is dict:
        found = codings({"coding": [coding]}, reference, path + "valueCoding.", log)
    for one in found:
        code = one.get("code")
        if code and system_name(one.get("system")) in (SNOMED, None):
            side: Side | None = load_body_sites().side(code.strip())
            if side is not None:
                return side
        words += [word for word in (code, one.get("display")) if type(word) is str]
    words += [extension[key] for key in ("valueCode", "valueString") if type(extension.get(key)) is str]
    return next((side for side in map(bare_side, words) if side is not None), None)
