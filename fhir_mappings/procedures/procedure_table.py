"""The reviewed table of procedures (`data/procedures.toml`), ready for look-up."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side

if TYPE_CHECKING:
    from collections.abc import Mapping

Place = tuple[str | None, Side | None]
_SIDES = {side.value: side for side in Side}


@dataclass(frozen=True, slots=True)
class ProcedureEntry:
    """What the table says of one code: the kinds of procedure that it is, and the places that its number names."""

    kinds: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class ProcedureTable:
    """The table: codes by system, body parts of ICD-10-PCS by body system and body part, modifiers."""

    entries: Mapping[tuple[str, str], ProcedureEntry]
    body_parts: Mapping[str, Place]
    modifiers: Mapping[str, Place]

    def entry(self, system: str, code: str) -> ProcedureEntry | None:
        """Return what is known of a code; a bone or joint code of ICD-10-PCS names its place in its 4th character."""
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
    entries: dict[tuple[str, str], ProcedureEntry] = {}
    for row in data["procedure"]:
        for code in row["codes"]:
            named: tuple[Place, ...] = tuple((site, None) for site in row.get("sites", ()))
            part = parts.get(code[:2] + code[3])
            if row["system"] == "PCS" and part is not None and "known-invalid-pcs" not in row["kinds"]:
                named = (part,)
            entries[row["system"], code] = ProcedureEntry(tuple(row["kinds"]), named)
    modifiers = {code: _place(words) for code, words in data["modifiers"].items() if code != "source"}
    return ProcedureTable(MappingProxyType(entries), MappingProxyType(parts), MappingProxyType(modifiers))


def _place(words: str) -> Place:
    """Read "knee right", "sternum" or "right"."""
    site, _, side = words.rpartition(" ")
    if side in _SIDES:
        return site or None, _SIDES[side]
    return words, None
