"""Reads the ICD-10-CM codes of a concept: every one of them is a diagnosis."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.elements.code_systems import ICD_10_CM, plain_uri, system_name
from fhir_mappings.elements.reading import Element

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from fhir_mappings.elements.unread import Json

_LOOKS_LIKE_CODE = re.compile(r"[A-Z0-9](?:[A-Z0-9.\-]{1,11})\Z")


class IcdCode(Struct, frozen=True):
    """An ICD-10-CM code among the codings of a concept: upper case, with its dot."""

    code: str
    title: str


def icd_codes(concept: Element, aliases: Collection[str] = ()) -> tuple[IcdCode, ...]:
    """Return the ICD-10-CM codes of a concept, each once: the one that the user selected first.

    `aliases` are further URIs of ICD-10-CM (`plain_uri`). A display or text without a code is never taken for one.
    """
    named = [coding for coding in concept.codings() if is_icd_10_cm(coding, aliases)]
    coded = [coding for coding in named if (coding.get("code") or "").strip()]
    if not coded:
        _note_no_code(concept, is_named=bool(named))
        return ()
    coded.sort(key=lambda coding: coding.get("userSelected") is not True)
    return tuple({code.code: code for code in reversed([*_sound(concept, coded)])}.values())[::-1]


def is_icd_10_cm(coding: Json, aliases: Collection[str]) -> bool:
    """Return whether a coding names ICD-10-CM as its code system, by any of its names."""
    system = coding.get("system")
    return system_name(system) == ICD_10_CM or (system is not None and plain_uri(system) in aliases)


def _sound(concept: Element, codings: list[Json]) -> Iterator[IcdCode]:
    for coding in codings:
        index = next(number for number, one in enumerate(concept.json["coding"]) if one is coding)
        own = Element(coding, concept.reference, concept.log, f"{concept.path}coding[{index}].")
        code = dotted(coding["code"])
        if _LOOKS_LIKE_CODE.match(code):
            yield IcdCode(code, own.text("display"))
        else:
            own.faulty(f"{own.path}code does not read as an ICD-10-CM code")


def _note_no_code(concept: Element, *, is_named: bool) -> None:
    if is_named:
        concept.left_out(f"{concept.path}coding names ICD-10-CM without a code; a name alone is not read as one")
    elif type(concept.json.get("coding")) in (list, type(None)):
        concept.left_out(f"{concept.path}coding holds no ICD-10-CM code")


def dotted(code: str) -> str:
    """Return a code in upper case, without blanks, with its dot after the third character."""
    plain = code.upper() if code.isalnum() else "".join(code.split()).upper().rstrip(".")
    return f"{plain[:3]}.{plain[3:]}" if len(plain) > 3 and "." not in plain else plain
