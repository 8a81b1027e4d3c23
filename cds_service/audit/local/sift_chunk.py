"""Sifts one chunk of an export: the lines to review go to their own file, what could not be read beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cds_service.audit.export.line_reader import read_lines
from cds_service.audit.export.sift_line import sift_all
from fhir_mappings.elements.references import References

if TYPE_CHECKING:
    from cds_service.audit.checkpoint import Checkpoint
    from cds_service.audit.export.input_files import Chunk, InputFile
    from cds_service.audit.export.sift_line import Sifted

_ROWS = 20_000
_BYTES = 16 * 1024 * 1024
"""How many lines, or how many bytes of them, are held before they are written."""


@dataclass(slots=True)
class _Batch:
    patients: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    size: int = 0

    def add(self, patient: str, line: int, body: bytes) -> None:
        self.patients.append(patient)
        self.lines.append(line)
        self.bodies.append(body)
        self.size += len(body)


@dataclass(slots=True)
class _Counts:
    """The outcomes of the lines of a chunk."""

    faults: list[tuple[int, str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    kept: int = 0
    bytes: int = 0

    def add_fault(self, number: int, reason: str) -> None:
        self.faults.append((number, reason))

    def add(self, number: int, sifted: Sifted, batch: _Batch) -> None:
        """Count a resource, and put it into the batch if it belongs to a patient."""
        if sifted.kind:
            self.kinds[sifted.kind] += 1
        if sifted.fault:
            self.add_fault(number, sifted.fault)
        elif sifted.patient:
            batch.add(sifted.patient, number, sifted.body)
            self.kept += 1
            self.bytes += len(sifted.body)


def sift_chunk(file: InputFile, chunk: Chunk, base_url: str | None, checkpoint: Checkpoint) -> dict[str, Any]:
    """Sift a chunk and return its note: lines, resources by type, faults by reason, bytes kept for the review."""
    import pyarrow as pa  # noqa: PLC0415 - only an audit needs it
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = pa.schema(
        [
            ("patient", pa.string()),
            ("file", pa.int32()),
            ("chunk", pa.int32()),
            ("line", pa.int64()),
            ("body", pa.binary()),
        ]
    )
    references = References(base_url)
    counts = _Counts()
    name = f"sifted-{chunk.number}"
    with (
        checkpoint.writing(f"{name}.parquet") as draft,
        pq.ParquetWriter(draft, schema, compression="zstd", use_dictionary=["file", "chunk"]) as writer,
    ):
        batch = _Batch()

        def flush() -> None:
            size = len(batch.lines)
            columns = [batch.patients, [chunk.file] * size, [chunk.number] * size, batch.lines, batch.bodies]
            writer.write_table(pa.table(columns, schema=schema))
            batch.patients, batch.lines, batch.bodies, batch.size = [], [], [], 0

        for number, line in read_lines(file, chunk, counts.add_fault):
            counts.lines = number
            for sifted in sift_all(line, references) if line else ():
                counts.add(number, sifted, batch)
            if len(batch.lines) >= _ROWS or batch.size >= _BYTES:
                flush()
        flush()
    lines, reasons = zip(*counts.faults, strict=True) if counts.faults else ((), ())
    with checkpoint.writing(f"{name}.faults.parquet") as draft:
        pq.write_table(pa.table({"line": pa.array(lines, pa.int64()), "reason": pa.array(reasons, pa.string())}), draft)
    note = {
        "lines": counts.lines,
        "kept": counts.kept,
        "bytes": counts.bytes,
        "kinds": dict(counts.kinds),
        "faults": len(counts.faults),
    }
    checkpoint.note(name, note)
    return note
