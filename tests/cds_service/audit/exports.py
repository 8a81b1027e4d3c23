"""Small exports, made by hand, and runs of the command over them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow.parquet as pq
from click.testing import CliRunner

from cds_service.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterable

COMMAND = Path(sys.executable).parent / "coding-cards"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"


def encounter(number: int, patient: int = 1, **elements: Any) -> dict[str, Any]:
    """Return an inpatient Encounter of June 2026."""
    return {
        "resourceType": "Encounter",
        "id": f"e{number}",
        "status": "finished",
        "class": {"code": "IMP"},
        "subject": {"reference": f"Patient/p{patient}"},
        "period": {"start": "2026-06-10", "end": "2026-06-12"},
        **elements,
    }


def condition(name: str, code: str, of: int | None, patient: int = 1, **elements: Any) -> dict[str, Any]:
    """Return a Condition of the encounter numbered `of`, or of none."""
    own = {} if of is None else {"encounter": {"reference": f"Encounter/e{of}"}}
    return {
        "resourceType": "Condition",
        "id": name,
        "code": {"coding": [{"system": ICD10CM, "code": code}]},
        "subject": {"reference": f"Patient/p{patient}"},
        **own,
        **elements,
    }


def write_lines(path: Path, lines: Iterable[dict[str, Any] | bytes]) -> Path:
    """Write NDJSON; bytes are written as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(line if isinstance(line, bytes) else orjson.dumps(line) for line in lines) + b"\n")
    return path


def start_audit(out: Path, *arguments: str | Path, **settings: str | Path) -> subprocess.Popen[bytes]:
    """Start the command with these settings ("CODING_CARDS_...") and nothing of the environment's own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CODING_CARDS_")}
    environment |= {name: str(value) for name, value in settings.items()}
    return subprocess.Popen(  # noqa: S603 - our own command
        [COMMAND, "audit", "--out", out, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def run_audit(out: Path, *arguments: str | Path, **settings: str | Path) -> tuple[int, str]:
    """Run the command in this process, which has loaded a release already; return its exit code and what it said."""
    unset: dict[str, str | None] = {name: None for name in os.environ if name.startswith("CODING_CARDS_")}
    handler = signal.getsignal(signal.SIGTERM)
    try:
        ended = CliRunner().invoke(
            main,
            ["audit", "--out", str(out), *map(str, arguments)],
            env=unset | {name: str(value) for name, value in settings.items()},
        )
    finally:
        signal.signal(signal.SIGTERM, handler)
    return ended.exit_code, ended.output


def rows(out: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table of the results, as they are ordered there."""
    read: list[dict[str, Any]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return read
