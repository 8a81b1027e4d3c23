"""Chooses the code of a procedure among its codings, with the sites and sides that codes and modifiers name."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from fhir_mappings.elements.cached_reading import cached_by_content
from fhir_mappings.elements.code_systems import CPT, HCPCS, PCS, SNOMED, system_name
from fhir_mappings.elements.reading import shown
from fhir_mappings.procedures.procedure_kinds import kinds_of, regions_of
from fhir_mappings.procedures.procedure_table import ProcedureEntry, load_procedures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fhir_mappings.elements.reading import Element
    from fhir_mappings.elements.unread import Json
    from fhir_mappings.procedures.procedure_table import SiteAndSide

_SYSTEMS = (PCS, CPT, HCPCS, SNOMED)
_SEPARATORS = re.compile(r"[\s,:/-]+")
_WITH_MODIFIERS = re.compile(r"[0-9A-Z]{5}(?:[\s,:/-]+[0-9A-Z]{2})+\Z")
_NOTHING = ProcedureEntry()


class ProcedureCode(NamedTuple):
    """A code of a procedure, and what the table knows of it."""

    system: str
    code: str
    title: str
    entry: ProcedureEntry


def _chosen_code(concept: Element) -> tuple[ProcedureCode | None, tuple[SiteAndSide, ...], str]:
    """Return the coding that the table knows most of, the places that all codings and modifiers name, and the text."""
    codes: list[ProcedureCode] = []
    modifiers: list[SiteAndSide] = []
    for coding in concept.codings():
        code, own_modifiers = _read_coding(coding)
        modifiers += own_modifiers
        if code is not None:
            codes.append(code)
    best = min(codes, key=_rank, default=None)
    named = [place for code in codes for place in code.entry.places]
    text = concept.text("text") if best else ""
    if best is not None:
        best = best._replace(entry=_with_kinds(best, text or best.title))
    return best, tuple(dict.fromkeys(_with_modifiers(named, modifiers))), text


def _with_kinds(chosen: ProcedureCode, name: str) -> ProcedureEntry:
    """Return what the tables know of a code and its name; what has no kind needs no region."""
    known = chosen.entry
    kinds = known.kinds or kinds_of(chosen.system, chosen.code, name)
    return ProcedureEntry(kinds, known.places, regions_of(chosen.system, chosen.code, name) if kinds else ())


chosen_code = cached_by_content(_chosen_code)


def _read_coding(coding: Json) -> tuple[ProcedureCode | None, list[SiteAndSide]]:
    """Return the code of a coding and its modifiers; a coding may be a modifier alone."""
    table = load_procedures()
    code, system = (coding.get("code") or "").strip().upper(), system_name(coding.get("system"))
    if code in table.modifiers and system in (CPT, HCPCS, None):
        return None, [table.modifiers[code]]
    if not code or system not in _SYSTEMS:
        return None, []
    modifiers: list[str] = []
    if system in (CPT, HCPCS) and _WITH_MODIFIERS.match(code):
        code, *modifiers = _SEPARATORS.split(code)
    known = map(table.modifiers.get, modifiers)
    return ProcedureCode(system, code, shown(coding), table.entry(system, code) or _NOTHING), [*filter(None, known)]


def _rank(coded: ProcedureCode) -> tuple[bool, bool, int]:
    return not coded.entry.kinds, not coded.entry.places, _SYSTEMS.index(coded.system)


def _with_modifiers(places: list[SiteAndSide], modifiers: list[SiteAndSide]) -> Iterator[SiteAndSide]:
    """Let modifiers give the side of a code that names a site without one; a finger or toe is a site itself."""
    sides = [side for site, side in modifiers if site is None]
    if not places:
        yield from ((None, side) for side in sides)
    for site, own in places:
        yield from product((site,), (own,) if own else sides or (None,))
    yield from (modifier for modifier in modifiers if modifier[0] is not None)
