"""Which reports and notes are read, by their codes and status (`data/documents.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from icd10cm.encounter import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """The codes of the table, lower case."""

    kinds: dict[str, DocumentKind]
    note_types: dict[str, DocumentKind]
    modalities: tuple[str, ...]
    impressions: frozenset[str]
    report_statuses: frozenset[str]
    note_statuses: frozenset[str]
    shown_statuses: frozenset[str]

    def report_kind(self, categories: Iterable[str], codes: Iterable[str], title: str) -> DocumentKind | None:
        """Return what a DiagnosticReport is: by category, by code, or, without a category, by the name of the exam."""
        named = [*categories]
        known = [self.kinds[code] for code in (*named, *codes) if code in self.kinds]
        if known:
            return known[0]
        return DocumentKind.IMAGING if not named and self._names_a_modality(title) else None

    def note_kind(self, types: Iterable[str]) -> DocumentKind | None:
        """Return what a DocumentReference is, by its type."""
        return next((self.note_types[code] for code in types if code in self.note_types), None)

    def _names_a_modality(self, title: str) -> bool:
        return f"{title.lower()} ".startswith(tuple(f"{name} " for name in self.modalities))


@cache
def load_document_table() -> DocumentTable:
    """Load the table; read once per process."""
    data = tomllib.loads(files("fhir_mappings").joinpath("data/documents.toml").read_text(encoding="utf-8"))
    imaging, pathology = (
        dict.fromkeys(_lower(data[name]["categories"] + data[name]["codes"]), kind)
        for name, kind in (("imaging", DocumentKind.IMAGING), ("pathology", DocumentKind.PATHOLOGY))
    )
    return DocumentTable(
        kinds=imaging | pathology,
        note_types=dict.fromkeys(_lower(data["operative"]["types"]), DocumentKind.OPERATIVE)
        | dict.fromkeys(_lower(data["imaging"]["codes"]), DocumentKind.IMAGING),
        modalities=tuple(data["imaging"]["modalities"]),
        impressions=frozenset(_lower(data["impression"]["codes"])),
        report_statuses=frozenset(data["status"]["report"]),
        note_statuses=frozenset(data["status"]["note"]),
        shown_statuses=frozenset(data["status"]["shown"]),
    )


def _lower(codes: Iterable[str]) -> list[str]:
    return [code.lower() for code in codes]
