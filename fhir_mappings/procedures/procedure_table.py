"""The reviewed table of procedures (`data/procedures.toml`), ready for look-up."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from icd10cm.anatomy.side import Side

if TYPE_CHECKING:
    from collections.abc import Mapping

SiteAndSide = tuple[str | None, Side | None]
_SIDES = {side.value: side for side in Side}


@dataclass(frozen=True, slots=True)
class ProcedureEntry:
    """What is known of one code: the kinds of procedure that it is, and the sites that its number names.

    `regions` are the sites within one of which it was done, by its number or its name.
    """

    kinds: tuple[str, ...] = ()
    places: tuple[SiteAndSide, ...] = ()
    regions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcedureTable:
    """The table: codes by system, body parts of ICD-10-PCS by body system and body part, modifiers."""

    entries: Mapping[tuple[str, str], ProcedureEntry]
    body_parts: Mapping[str, SiteAndSide]
    modifiers: Mapping[str, SiteAndSide]

    def entry(self, system: str, code: str) -> ProcedureEntry | None:
        """Return what is known of a code; a bone or joint code of ICD-10-PCS names its site in its 4th character."""
        known = self.entries.get((system, code))
        if known is None and system == "PCS" and len(code) == 7:
            place = self.body_parts.get(code[:2] + code[3])
            return ProcedureEntry(places=(place,)) if place else None
        return known


@cache
def load_procedures() -> ProcedureTable:
    """Return the table; read once per process."""
    data = tomllib.loads(files("fhir_mappings").joinpath("data/procedures.toml").read_text(encoding="utf-8"))
    parts = {
        table["system"] + part: _place(words)
        for table in data["pcs_body_part"]
        for part, words in table["parts"].items()
    }
    entries = {
        (row["system"], code): ProcedureEntry(tuple(row["kinds"]), _places(row, code, parts))
        for row in data["procedure"]
        for code in row["codes"]
    }
    modifiers = {code: _place(words) for code, words in data["modifiers"].items() if code != "source"}
    return ProcedureTable(MappingProxyType(entries), MappingProxyType(parts), MappingProxyType(modifiers))


def _places(row: Mapping[str, Any], code: str, parts: Mapping[str, SiteAndSide]) -> tuple[SiteAndSide, ...]:
    """Return the sites of a row; a valid ICD-10-PCS code names its own by its body part."""
    if row["system"] == "PCS" and "known-invalid-pcs" not in row["kinds"]:
        part = parts.get(code[:2] + code[3])
        if part is not None:
            return (part,)
    return tuple((site, None) for site in row.get("sites", ()))


def _place(words: str) -> SiteAndSide:
    """Read "knee right", "sternum" or "right"."""
    site, _, side = words.rpartition(" ")
    if side in _SIDES:
        return site or None, _SIDES[side]
    return words, None
