"""What the processes of a running service hold: memory, threads, open files and connections (Linux, from /proc)."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums over the workers of a service. `memory_kb` is the proportional set size: shared pages count once."""

    memory_kb: int
    threads: int
    files: int
    sockets: int


def workers_of(master: int) -> tuple[int, ...]:
    """Return the processes that a process has started."""
    children = (_PROC / str(master) / "task" / str(master) / "children").read_text()
    return tuple(int(child) for child in children.split())


def figures(processes: tuple[int, ...]) -> Figures:
    """Return what these processes hold now."""
    links = [link for process in processes for link in _links(process)]
    return Figures(
        memory_kb=sum(_field(process, "smaps_rollup", "Pss:") for process in processes),
        threads=sum(_field(process, "status", "Threads:") for process in processes),
        files=sum(not link.startswith("socket:") for link in links),
        sockets=sum(link.startswith("socket:") for link in links),
    )


def _links(process: int) -> list[str]:
    found = []
    for handle in (_PROC / str(process) / "fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.append(str(handle.readlink()))
    return found


def _field(process: int, file: str, name: str) -> int:
    for line in (_PROC / str(process) / file).read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1])
    raise AssertionError(f"/proc/{process}/{file} has no {name}")
