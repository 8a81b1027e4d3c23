"""Server processes: started, measured by what the kernel says of them, and stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_TICKS = os.sysconf("SC_CLK_TCK")
_PREFIX = "CODING_CARDS_"
_PATIENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory in MB: what a process can see (resident), its share (proportional), what is its own (private)."""

    resident: float
    proportional: float
    private: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running server; `started_s` is the time from its start to its first right answer."""

    port: int
    process: subprocess.Popen[bytes]
    started_s: float

    @property
    def workers(self) -> tuple[int, ...]:
        """The ids of the worker processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return tuple(map(int, children.split()))

    @property
    def cpu_s(self) -> float:
        """Processor time that the master and its workers have taken, in seconds."""
        return sum(map(_cpu_s, (self.process.pid, *self.workers)))

    @property
    def memory(self) -> tuple[Memory, ...]:
        """Memory of the master, then of each worker."""
        return tuple(map(_memory, (self.process.pid, *self.workers)))


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _memory(pid: int) -> Memory:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
    return Memory(sizes["Rss"], sizes["Pss"], sizes["Private_Dirty"] + sizes["Private_Clean"])


@contextlib.contextmanager
def running_service(**settings: object) -> Iterator[Server]:
    """Run `coding-cards serve` with these settings and its own database until the block ends."""
    command = Path(sys.executable).parent / "coding-cards"
    with tempfile.TemporaryDirectory() as directory:
        given = {"DATABASE_URL": f"sqlite:///{directory}/cards.sqlite3"} | settings
        with _running([str(command), "serve"], "/readyz", given, Path(directory)) as server:
            yield server


@contextlib.contextmanager
def running_echo(**settings: object) -> Iterator[Server]:
    """Run the echo on the same server with the same settings."""
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, "-m", "benchmarks.echo"]
        with _running(command, "/healthz", settings, Path(directory)) as server:
            yield server


@contextlib.contextmanager
def _running(command: Sequence[str], path: str, settings: dict[str, object], directory: Path) -> Iterator[Server]:
    port = _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_PREFIX)}
    own = {f"{_PREFIX}{name}": str(value) for name, value in (settings | {"PORT": port}).items()}
    log = directory / "log"
    with log.open("wb") as written:
        start = time.perf_counter()
        process = subprocess.Popen(command, env=kept | own, stdout=written, stderr=written)  # noqa: S603 - our own
        try:
            _wait_for(port, path, process, log)
            yield Server(port, process, time.perf_counter() - start)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=_PATIENCE_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, path: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Ask until the server answers with 200.

    :raises RuntimeError: it ended, or did not answer in time.
    """
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as asked:
            asked.sendall(request)
            if asked.recv(64).startswith(b"HTTP/1.1 200"):
                return
        time.sleep(0.005)
    raise RuntimeError(f"the server did not answer: {log.read_text(errors='replace')[-2000:]}")
