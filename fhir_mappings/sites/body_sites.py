"""SNOMED CT body sites: which place of the anatomy vocabulary a concept names, and which side.

The table is data (`data/body_sites.toml`), each group with its source. A concept that is not in it is unknown, never
guessed at by its digits.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class BodySiteEntry:
    """One concept: its id, the place it names, its side where it has one, its name and who prints it."""

    snomed: str
    site: str
    side: Side | None
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class BodySites:
    """The whole table, immutable."""

    entries: Mapping[str, BodySiteEntry] = field(repr=False)
    sides: Mapping[str, Side]

    def lookup(self, snomed_id: str) -> BodySiteEntry | None:
        """Return the entry of a SNOMED CT concept, or None where the table does not hold it."""
        return self.entries.get(snomed_id)

    def side(self, snomed_id: str) -> Side | None:
        """Return the side that a laterality concept (7771000, 24028007, 51440002) names; None for any other."""
        return self.sides.get(snomed_id)


@cache
def load_body_sites() -> BodySites:
    """Load the table that comes with the package; read once per process.

    :raises ValueError: one concept is in two groups.
    """
    text = files("fhir_mappings").joinpath("data", "body_sites.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    entries: dict[str, BodySiteEntry] = {}
    for group in data["groups"].values():
        for snomed, row in group["concepts"].items():
            if snomed in entries:
                raise ValueError(f"{snomed} stands in two groups")
            side = Side(row["side"]) if "side" in row else None
            entries[snomed] = BodySiteEntry(snomed, row["site"], side, row["name"], group["source"])
    sides = {snomed: Side(side) for snomed, side in data["laterality"].items() if snomed != "source"}
    return BodySites(MappingProxyType(entries), MappingProxyType(sides))
