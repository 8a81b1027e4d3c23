"""The kind of a procedure by its code or name: debridement, drainage, amputation, imaging ..."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class ProcedureKinds:
    """The table: by body system and root operation of ICD-10-PCS, by ranges of CPT numbers, by words of names."""

    operations: Mapping[str, str]
    ranges: tuple[tuple[str, str, str], ...]
    words: Mapping[str, re.Pattern[str]]
    never: re.Pattern[str]

    def of_code(self, system: str, code: str) -> tuple[str, ...]:
        """Return the kinds of a code; none for what the table does not hold."""
        if system == "PCS" and len(code) == 7:
            kind = self.operations.get(code[:3], "")
        elif system == "CPT" and len(code) == 5:
            place = bisect_right(self.ranges, (code, "~", "")) - 1
            kind = self.ranges[place][2] if place >= 0 and code <= self.ranges[place][1] else ""
        else:
            kind = ""
        return (kind,) if kind else ()

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
    spans = [(span.partition("-"), row["kind"]) for row in data["cpt"] for span in row["ranges"]]
    return ProcedureKinds(
        operations={
            system + operation: kind
            for row in data["pcs"]
            for system in row["systems"]
            for operation, kind in row["operations"].items()
        },
        ranges=tuple(sorted((first, last or first, kind) for (first, _, last), kind in spans)),
        words={kind: _any_of(words) for kind, words in data["words"]["kinds"].items()},
        never=_any_of(data["words"]["never"]),
    )


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


def kinds_of(system: str, code: str, name: str) -> tuple[str, ...]:
    """Return the kinds of a procedure by its code, else by its name."""
    table = load_procedure_kinds()
    return table.of_code(system, code) or table.of_name(name)
