"""Starts `coding-cards serve` as its own process, for the tests that want the real thing."""

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

import requests

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = Path(sys.executable).parent / "coding-cards"
ORDER_SIGN = "/cds-services/coding-review-order-sign"


@dataclass(frozen=True, slots=True)
class RunningService:
    """A running service: its address, process and log file, and how long it took to answer first, in seconds."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path
    started_in_s: float

    def post(self, body: object, **options: float) -> requests.Response:
        """Post a hook call to the order-sign service."""
        return requests.post(f"{self.url}{ORDER_SIGN}", json=body, timeout=options.get("timeout", 30))

    def stop(self) -> str:
        """Send SIGTERM, wait for the end and return what was logged."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)
        return self.log.read_text()

    def kill(self) -> None:
        """Kill it and its workers at once, as the machine's end would."""
        master = self.process.pid
        workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        for process in (master, *map(int, workers)):
            os.kill(process, signal.SIGKILL)
        self.process.wait(timeout=30)


def environment(**settings: str) -> dict[str, str]:
    """Return the environment with these settings and no others of the service."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CODING_CARDS_")}
    return kept | {f"CODING_CARDS_{name}": value for name, value in settings.items()}


def free_port() -> int:
    """Return a port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def running_service(**settings: str) -> Iterator[RunningService]:
    """Run the service until the block ends; it is stopped by SIGTERM if it still runs."""
    port = settings.pop("PORT", None) or str(free_port())
    url = f"http://127.0.0.1:{port}"
    start = time.monotonic()
    # The log goes to a file: a pipe that nobody empties would stop the service once it is full.
    with tempfile.TemporaryDirectory() as directory:
        log = Path(directory) / "log"
        with log.open("wb") as written:
            process = subprocess.Popen(  # noqa: S603 - our own command
                [COMMAND, "serve"],
                env=environment(**({"DATABASE_URL": f"sqlite:///{directory}/cards.sqlite3"} | settings), PORT=port),
                stderr=written,
            )
        try:
            _wait_for(url, process, log)
            yield RunningService(url, process, log, time.monotonic() - start)
        finally:
            if process.poll() is None:
                process.terminate()
            process.wait(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(2400):
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(f"{url}/healthz", timeout=5).ok:
                return
        if process.poll() is not None:
            raise AssertionError(f"the service ended: {log.read_text()}")
        time.sleep(0.05)
    raise AssertionError("the service did not answer within two minutes")
