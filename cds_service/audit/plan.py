"""What an audit is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from cds_service.audit.export.input_files import InputFile
    from cds_service.audit.review.review_patient import Auditor


@dataclass(frozen=True, slots=True)
class Plan:
    """The files, the review and the means. `memory_mb` is for the grouping; each worker takes its own beside it."""

    files: tuple[InputFile, ...]
    out: Path
    auditor: Auditor
    workers: int = 2
    memory_mb: int = 800
    restart: bool = False

    @property
    def read(self) -> tuple[InputFile, ...]:
        """The files that are read; the others are only told."""
        return tuple(file for file in self.files if file.form != "other")

    def fingerprint(self, version: str) -> dict[str, Any]:
        """Return what must be the same for a run to go on where another stopped."""
        return self.auditor.fingerprint(version) | {
            "files": [[file.label, file.size, file.changed_ns] for file in self.read],
            "engine": "local",
        }
