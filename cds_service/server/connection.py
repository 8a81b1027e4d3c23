"""One connection of a client: each request under a clock, and few system calls, since each may cost a thread its turn.

A Python thread that reads from or writes to a socket gives the interpreter to another one and waits to get it back. A
socket with a timeout of Python's is polled before either, and each change of the timeout counts too. So these sockets
block, the kernel keeps the time (socket(7), SO_RCVTIMEO), the head of an answer waits for its body, and what fits into
the send buffer is sent without waiting (send(2), MSG_DONTWAIT).
"""

from __future__ import annotations

import contextlib
import socket
import struct
import time
from typing import IO

from gunicorn.http.errors import NoMoreData
from gunicorn.http.unreader import Unreader
from gunicorn.util import close_graceful
from gunicorn.workers.gthread import TConn

SEND_S = 10.0
"""How long a client may take to let an answer through."""
_FIRST_BYTE_S = 0.1
_LINGER_S = 0.5
_LEAST_READ, _MOST_READ = 8192, 1 << 20
_TIMEVAL = struct.Struct("ll")


class TooSlowError(NoMoreData):  # type: ignore[misc] # gunicorn has no types
    """The request did not arrive in time. gunicorn takes it for a client that hung up, and closes the connection."""

    def __str__(self) -> str:
        return "the request did not arrive in time"


class ClientSocket(socket.socket):
    """A socket that stays as it is, blocking, whatever gunicorn wants; reading and sending have clocks of their own."""

    _head: bytes = b""

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - the standard library's own
        """Do nothing: gunicorn changes it twice for each request."""

    def receive(self, size: int, within_s: float) -> bytes:
        """Return what comes next, at most `size` bytes; b"" at the end.

        :raises BlockingIOError: nothing came within the time.
        """
        seconds = int(within_s)
        # Nothing at all would mean "without end".
        microseconds = max(1, int((within_s - seconds) * 1e6))
        self.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, _TIMEVAL.pack(seconds, microseconds))
        return self.recv(size)

    def sendall(self, data: bytes, flags: int = 0) -> None:  # type: ignore[override] # gunicorn sends bytes
        """Send everything, but for the head of an answer, which goes with what follows it or with `flush`.

        :raises TimeoutError: the client does not take it in time.
        """
        if not self._head and data.startswith(b"HTTP/") and data.endswith(b"\r\n\r\n"):
            self._head = data
            return
        left, self._head = self._head + data, b""
        with contextlib.suppress(BlockingIOError):
            left = left[self.send(left, flags | socket.MSG_DONTWAIT) :]
        if left:
            self.settimeout(SEND_S)
            super().sendall(left, flags)
            self.settimeout(None)

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> int:  # type: ignore[override]
        """Send a file, behind the head of its answer; return how many bytes.

        :raises TimeoutError: the client does not take it in time.
        """
        self.flush()
        self.settimeout(SEND_S)
        sent = super().sendfile(file, offset, count)
        self.settimeout(None)
        return sent

    def flush(self) -> None:
        """Send the head of an answer that has no body."""
        if self._head:
            self.sendall(b"")


class TimedUnreader(Unreader):  # type: ignore[misc] # gunicorn has no types
    """Reads a connection under one clock for a whole request, headers and body."""

    def __init__(self, client: ClientSocket, whole_s: float) -> None:
        super().__init__()
        self._client = client
        self._whole_s = whole_s
        self._end = 0.0
        self.is_late = False

    def start_clock(self) -> None:
        """Begin the time of a request."""
        self._end = time.monotonic() + self._whole_s

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return what comes next.

        :raises TooSlowError: the time is up.
        """
        left = self._end - time.monotonic()
        size = max(_LEAST_READ, min(size_hint or 0, _MOST_READ))
        if left > 0:
            with contextlib.suppress(BlockingIOError):
                return self._client.receive(size, left)
        self.is_late = True
        raise TooSlowError


class Connection(TConn):  # type: ignore[misc] # gunicorn has no types
    """A connection with a clock for each request, which the thread that answered it closes.

    gunicorn closes in its main loop and waits there for the client to close too: two seconds for each client that does
    not, in which nothing else is accepted.
    """

    def __init__(self, cfg: object, client: ClientSocket, address: object, server: object, receive_s: float) -> None:
        super().__init__(cfg, client, address, server)
        self._receive_s = receive_s
        self._is_ended = False

    def wait_for_data(self, timeout: float) -> bool:
        """Tell whether a first byte has come: soon, else the connection waits without a thread."""
        found: bool = super().wait_for_data(min(timeout, _FIRST_BYTE_S))
        return found

    def init(self) -> None:
        """Make the parser, and have it read by the clock."""
        if self.initialized:
            return
        super().init()
        unreader = TimedUnreader(self.sock, self._receive_s)
        unreader.start_clock()
        unreader.unread(self.parser.unreader.take_buffered())
        self.parser.unreader = unreader

    def start_clock(self) -> None:
        """Begin the time of a further request; the first begins with `init`."""
        if self.parser is not None:
            self.parser.unreader.start_clock()

    def end(self) -> None:
        """Close the connection in this thread; on a client that was too slow no more time is spent."""
        self._is_ended = True
        is_late = self.parser is not None and self.parser.unreader.is_late
        close_graceful(self.sock, timeout=0.0 if is_late else _LINGER_S)

    def close(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002 - gunicorn's own
        """Close the connection, unless its thread has done so."""
        if not self._is_ended:
            super().close(graceful)
