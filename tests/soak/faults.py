"""What goes wrong around a service: a database or a key server that hangs, a full disk, slow clients."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from tests.soak.process_figures import workers_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from multiprocessing.synchronize import Event

    from tests.postgres_server import PostgresServer
    from tests.service_process import RunningService


class KeyServer:
    """Hands out a key set, or takes requests and says nothing while `hangs` is set."""

    def __init__(self, document: bytes) -> None:
        self.hangs = threading.Event()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                while server.hangs.is_set():
                    threading.Event().wait(0.1)
                with contextlib.suppress(OSError):
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(document)))
                    self.end_headers()
                    self.wfile.write(document)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks.json"

    @contextlib.contextmanager
    def hanging(self) -> Iterator[None]:
        """Take requests and say nothing until the block ends."""
        self.hangs.set()
        try:
            yield
        finally:
            self.hangs.clear()


@contextlib.contextmanager
def running_key_server(document: bytes) -> Iterator[KeyServer]:
    """Run a key server until the block ends."""
    keys = KeyServer(document)
    thread = threading.Thread(target=keys.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield keys
    finally:
        keys.hangs.clear()
        keys.server.shutdown()
        keys.server.server_close()


@contextlib.contextmanager
def stopped(postgres: PostgresServer) -> Iterator[None]:
    """Stop a database server and all its processes (SIGSTOP); let them go on in the end."""
    children = Path(f"/proc/{postgres.pid}/task/{postgres.pid}/children").read_text().split()
    processes = [postgres.pid, *map(int, children)]
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGCONT)


@contextlib.contextmanager
def full_disk(service: RunningService, files: Iterable[Path]) -> Iterator[None]:
    """Let no file of the workers grow beyond the largest of these: as near to a full disk as a test comes."""
    workers = workers_of(service.process.pid)
    largest = max(path.stat().st_size for path in files if path.exists())
    before = [resource.prlimit(worker, resource.RLIMIT_FSIZE) for worker in workers]
    for worker, (_, most) in zip(workers, before, strict=True):
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (largest + 4096, most))
    try:
        yield
    finally:
        for worker, limits in zip(workers, before, strict=True):
            resource.prlimit(worker, resource.RLIMIT_FSIZE, limits)


@contextlib.contextmanager
def in_turn(
    *faults: Callable[[], AbstractContextManager[None]], every_s: float = 6, for_s: float = 2
) -> Iterator[None]:
    """Let each fault last for `for_s`, one after the other, and then nothing for `every_s`, until the block ends."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(every_s):
            for fault in faults:
                with fault():
                    over.wait(for_s)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextlib.contextmanager
def dripping(host: str, port: int, connections: int, ready: Event | None = None) -> Iterator[None]:
    """Keep connections that send a byte a second, until the block ends; half of them drip headers, half bodies.

    `ready` is set when all have been made.
    """
    over = threading.Event()
    heads = (
        b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-a: ",
        b"POST /cds-services/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n",
    )

    def connected(number: int) -> socket.socket | None:
        with contextlib.suppress(OSError):
            made = socket.create_connection((host, port), timeout=5)
            made.sendall(heads[number % 2])
            return made
        return None

    def work() -> None:
        sockets = [connected(number) for number in range(connections)]
        if ready is not None:
            ready.set()
        while not over.wait(1):
            for number, each in enumerate(sockets):
                try:
                    if each is not None:
                        each.send(b" ")
                except OSError:
                    each.close()
                    sockets[number] = connected(number)
        for each in sockets:
            if each is not None:
                each.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
