"""The working folder of a run: what is done is there whole, or not at all, so that a run can go on where it stopped."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import time
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson

from cds_service.audit.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST_WAIT_S = 3.0
WORK = ".work"
"""The folder below the output folder. It holds copies of the export during a run, and is removed at its end."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The working folder. A step's part is done when its note is there; the note is written last."""

    folder: Path

    def path(self, name: str) -> Path:
        """Return the path of a part."""
        return self.folder / name

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[Path]:
        """Give a path to write to; what was written takes its place at once when the block ends without a fault."""
        draft = self.folder / f"{name}.{os.getpid()}.draft"
        try:
            yield draft
            settle(draft)
            draft.rename(self.folder / name)
        finally:
            draft.unlink(missing_ok=True)

    def note(self, name: str, content: dict[str, Any]) -> None:
        """Write down that a part is done, and what is to be known of it."""
        with self.writing(f"{name}.json") as draft:
            draft.write_bytes(orjson.dumps(content))

    def noted(self, name: str) -> dict[str, Any] | None:
        """Return the note of a part; None when it is not done."""
        with contextlib.suppress(FileNotFoundError):
            content: dict[str, Any] = orjson.loads((self.folder / f"{name}.json").read_bytes())
            return content
        return None

    def remove(self) -> None:
        """Remove everything, the plan first: what is left of it when that is broken off is not gone on with."""
        if self.folder.exists():
            self.path("plan.json").unlink(missing_ok=True)
            shutil.rmtree(self.folder)


def settle(path: Path) -> None:
    """Have a file written to the disk, not only to the memory of the system."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def begun_on(out: Path) -> date | None:
    """Return the day that represents today in the unfinished run that `out` holds; None where it holds none."""
    plan = Checkpoint(out / WORK).noted("plan")
    return date.fromisoformat(plan["as of"]) if plan else None


@contextlib.contextmanager
def only_run(out: Path) -> Iterator[None]:
    """Hold the output folder for this run alone.

    :raises UsageError: another run is writing to it.
    """
    handle = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not _lock(handle):
            raise UsageError(f"another run is writing to {out}")
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    """Lock the folder, if need be after the workers of a run that was killed have ended."""
    end = time.monotonic() + _LONGEST_WAIT_S
    while True:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() > end:
            return False
        time.sleep(0.1)


def begun_otherwise(out: str, before: dict[str, Any], plan: dict[str, Any]) -> UsageError:
    """Return the error that says in what an unfinished run differs from the one asked for."""
    changed = sorted(name for name in {*before, *plan} if before.get(name) != plan.get(name))
    return UsageError(
        f"{out} holds an unfinished run that differs in: {', '.join(changed)}. "
        "Give the same again to go on with it, or --restart to throw it away"
    )


def open_checkpoint(out: Path, plan: dict[str, Any], *, restart: bool) -> tuple[Checkpoint, bool]:
    """Return the working folder of a run, and whether it goes on with one that was begun before.

    :raises UsageError: the folder holds an unfinished run that was planned otherwise.
    """
    checkpoint = Checkpoint(out / WORK)
    if restart:
        checkpoint.remove()
    before = checkpoint.noted("plan") if checkpoint.folder.is_dir() else None
    if before == plan:
        for draft in checkpoint.folder.glob("*.draft"):
            draft.unlink()
        return checkpoint, True
    if before is not None:
        raise begun_otherwise(str(out), before, plan)
    checkpoint.remove()
    checkpoint.folder.mkdir(mode=0o700)  # it holds the export's resources
    checkpoint.note("plan", plan)
    return checkpoint, False
