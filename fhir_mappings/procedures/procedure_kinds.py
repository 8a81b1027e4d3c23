"""The kind of a procedure by its code or name (debridement, drainage, imaging ...), and the region of a number."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from icd10cm.anatomy.vocabulary import load_anatomy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Value = TypeVar("Value")

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ProcedureKinds:
    """The table: by body system and root operation of ICD-10-PCS, by ranges of CPT numbers, by words of names."""

    operations: Mapping[str, str]
    ranges: tuple[tuple[str, str, str], ...]
    regions: tuple[tuple[str, str, tuple[str, ...]], ...]
    words: Mapping[str, re.Pattern[str]]
    never: re.Pattern[str]

    def of_code(self, system: str, code: str) -> tuple[str, ...]:
        """Return the kinds of a code; none for what the table does not hold."""
        if system == "PCS" and len(code) == 7:
            kind = self.operations.get(code[:3], "")
        else:
            kind = _found_in(self.ranges, code, "") if system == "CPT" else ""
        return (kind,) if kind else ()

    def regions_of(self, system: str, code: str) -> tuple[str, ...]:
        """Return the sites within one of which a CPT number is, none where its number does not say."""
        return _found_in(self.regions, code, ()) if system == "CPT" else ()

    def of_name(self, name: str) -> tuple[str, ...]:
        """Return the kinds that a name says, none where it also says what never works on the diseased part."""
        lowered = name[:_LONGEST_NAME].lower()
        if not lowered or self.never.search(lowered):
            return ()
        return tuple(kind for kind, pattern in self.words.items() if pattern.search(lowered))


@cache
def load_procedure_kinds() -> ProcedureKinds:
    """Return the table, read once per process."""
    text = files("fhir_mappings").joinpath("data/procedure_kinds.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return ProcedureKinds(
        operations={
            system + operation: kind
            for row in data["pcs"]
            for system in row["systems"]
            for operation, kind in row["operations"].items()
        },
        ranges=_ranges(data["cpt"], "kind"),
        regions=tuple((first, last, tuple(sites)) for first, last, sites in _ranges(data["region"], "sites")),
        words={kind: _any_of(words) for kind, words in data["words"]["kinds"].items()},
        never=_any_of(data["words"]["never"]),
    )


def _ranges(rows: list[dict[str, Any]], key: str) -> tuple[tuple[str, str, Any], ...]:
    """Return the ranges of rows in order, each with its first and last number and what the row says of it."""
    spans = [(*span.partition("-")[::2], row[key]) for row in rows for span in row["ranges"]]
    return tuple(sorted((first, last or first, value) for first, last, value in spans))


def _found_in(ranges: Sequence[tuple[str, str, Value]], code: str, nothing: Value) -> Value:
    """Return what the range says that holds a number of five digits, `nothing` where none does."""
    place = bisect_right(ranges, code, key=lambda each: each[0]) - 1
    return ranges[place][2] if place >= 0 and len(code) == 5 and code <= ranges[place][1] else nothing


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


def kinds_of(system: str, code: str, name: str) -> tuple[str, ...]:
    """Return the kinds of a procedure by its code, else by its name."""
    table = load_procedure_kinds()
    return table.of_code(system, code) or table.of_name(name)


def regions_of(system: str, code: str, name: str) -> tuple[str, ...]:
    """Return the sites within one of which a procedure was done: by its number, else those that its name names."""
    found = load_procedure_kinds().regions_of(system, code)
    return found or tuple(dict.fromkeys(mention.site for mention in load_anatomy().find(name[:_LONGEST_NAME])))
