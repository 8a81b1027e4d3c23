"""The load generator: one process with its own sockets, so that a fresh machine needs nothing more.

It sends requests that were made beforehand and reads only what tells an answer's end, which takes it about 0.03 ms
each. Closed load keeps every connection busy. Open load sends at a fixed rate, whatever the service does, and counts
an answer's time from when its request was due: a service that falls behind cannot hide it.
"""

from __future__ import annotations

import heapq
import multiprocessing
import selectors
import socket
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_DRAIN_S = 5.0


@dataclass(frozen=True, slots=True)
class Load:
    """What to send where. `rate` is in requests a second; None: closed load.

    `requests` are sent one after another, and from the first again where they may be `repeated`.
    """

    port: int
    requests: Sequence[bytes] = field(repr=False)
    seconds: float
    connections: int = 4
    rate: float | None = None
    repeated: bool = True

    def at(self, port: int) -> Load:
        """Return the same load on another port."""
        return replace(self, port=port)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: answers by status (0: the connection broke), and the times of those with 200, sorted."""

    seconds: float
    statuses: dict[int, int]
    times_ms: list[float] = field(repr=False)

    @property
    def throughput(self) -> float:
        """Answers with 200 a second."""
        return self.statuses.get(200, 0) / self.seconds

    def percentile(self, share: float) -> float:
        """Return the time, in milliseconds, within which this share of the calls was answered."""
        return self.times_ms[min(len(self.times_ms) - 1, int(share * len(self.times_ms)))]


def run_load(load: Load) -> Outcome:
    """Run one load in its own process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_run, (load,))


def http_request(path: str, body: bytes, authorization: str = "") -> bytes:
    """Return a hook call as it goes over the wire."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        "Accept: application/json",
        f"Content-Length: {len(body)}",
    ]
    if authorization:
        lines.append(f"Authorization: {authorization}")
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


@dataclass(slots=True)
class _Connection:
    sock: socket.socket
    due: float = 0.0
    received: bytearray = field(default_factory=bytearray)
    length: int = -1


def _run(load: Load) -> Outcome:
    return _Generator(load).run()


class _Generator:
    """One run; gone when it is done."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._selector = selectors.DefaultSelector()
        self._idle = [self._connect() for _ in range(load.connections)]
        self._next = 0
        self._pending = 0
        self._statuses: Counter[int] = Counter()
        self._times_ms: list[float] = []

    def run(self) -> Outcome:
        load = self._load
        start = time.perf_counter()
        end = start + load.seconds
        gap = 1 / load.rate if load.rate else 0.0
        due: list[float] = [] if gap else [start] * load.connections
        ahead = start
        while True:
            now = time.perf_counter()
            if now < end:
                if gap:
                    while ahead <= now:
                        heapq.heappush(due, ahead)
                        ahead += gap
                elif self._idle:
                    due = [now] * len(self._idle)
                while due and self._idle and self._more():
                    self._send(self._idle.pop(), heapq.heappop(due))
            elif not self._pending or now > end + _DRAIN_S:
                break
            if not self._more() and not self._pending:
                break
            wait = min(max(0.0, ahead - now), 0.05) if gap and now < end else 0.05
            for key, _ in self._selector.select(wait):
                self._receive(key.data)
        return Outcome(min(time.perf_counter(), end) - start, dict(self._statuses), sorted(self._times_ms))

    def _more(self) -> bool:
        return self._load.repeated or self._next < len(self._load.requests)

    def _connect(self) -> _Connection:
        connection = _Connection(socket.create_connection(("127.0.0.1", self._load.port), timeout=30))
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(connection.sock, selectors.EVENT_READ, connection)
        return connection

    def _send(self, connection: _Connection, due: float) -> None:
        request = self._load.requests[self._next % len(self._load.requests)]
        self._next += 1
        connection.due = due
        self._pending += 1
        try:
            connection.sock.sendall(request)
        except OSError:
            self._broken(connection)

    def _receive(self, connection: _Connection) -> None:
        try:
            chunk = connection.sock.recv(1 << 18)
        except OSError:
            chunk = b""
        if not chunk:
            self._broken(connection)
            return
        received = connection.received
        received += chunk
        if connection.length < 0:
            at = received.find(_HEAD_END)
            if at < 0:
                return
            head = bytes(received[:at]).lower()
            connection.length = at + len(_HEAD_END) + int(head.partition(_LENGTH)[2].split(b"\r\n", 1)[0])
        if len(received) < connection.length:
            return
        status = int(received[9:12])
        closing = b"connection: close" in bytes(received[: received.find(_HEAD_END)]).lower()
        self._statuses[status] += 1
        if status == 200:
            self._times_ms.append((time.perf_counter() - connection.due) * 1000)
        self._pending -= 1
        if closing:
            connection = self._replace(connection)
        connection.received.clear()
        connection.length = -1
        self._idle.append(connection)

    def _replace(self, connection: _Connection) -> _Connection:
        self._selector.unregister(connection.sock)
        connection.sock.close()
        return self._connect()

    def _broken(self, connection: _Connection) -> None:
        """Count a broken connection as an error where an answer was awaited, and reconnect."""
        if connection.due:
            self._statuses[0] += 1
            self._pending -= 1
        if connection in self._idle:  # closed by the service while nobody used it
            self._idle.remove(connection)
        self._idle.append(self._replace(connection))
