"""One connection of a client: read and written without waiting, so that no client holds a thread.

What has come of a request is kept here until it is whole, and what a client does not take of an answer until it does.
The worker's loop does both, with a clock for each.
"""

from __future__ import annotations

import contextlib
import errno
import socket
from typing import IO, TYPE_CHECKING

from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import TConn

from cds_service.server.arrival import Arrival
from cds_service.server.plain_call import read_plain_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds_service.server.plain_call import PlainCall

_PIECE = 1 << 18
_LEAST_READ = 8192
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_MOST_DRAINED = 1 << 18
_FEW_BYTES = 512


class ClientSocket(socket.socket):
    """A socket that never blocks, whatever gunicorn wants; `unsent` is what the client has not taken yet."""

    _head: bytes = b""
    unsent: bytes = b""

    def setblocking(self, flag: bool) -> None:  # noqa: FBT001 - the standard library's own
        """Do nothing: gunicorn changes it twice for each request."""

    def send(self, data: bytes, flags: int = 0) -> int:  # type: ignore[override] # gunicorn sends bytes
        """Send what can be sent now; not gunicorn's "100 Continue", which was sent before the body was waited for."""
        return len(data) if data == _CONTINUE else super().send(data, flags)

    def sendall(self, data: bytes, flags: int = 0) -> None:  # type: ignore[override] # gunicorn sends bytes
        """Send, or keep to be sent, everything; the head of an answer goes with what follows it or with `flush`."""
        if not self._head and not self.unsent and data.startswith(b"HTTP/") and data.endswith(b"\r\n\r\n"):
            self._head = data
            return
        self.unsent += self._head + data
        self._head = b""
        self.send_more(flags)

    def sendfile(self, file: IO[bytes], offset: int = 0, count: int | None = None) -> int:  # type: ignore[override]
        """Send a file, which is one of ours and small; return how many bytes."""
        file.seek(offset)
        data = file.read(-1 if count is None else count)
        self.sendall(data)
        return len(data)

    def flush(self) -> None:
        """Send the head of an answer that has no body."""
        if self._head:
            self.sendall(b"")

    def send_more(self, flags: int = 0) -> None:
        """Send what the client takes now.

        :raises OSError: it has gone.
        """
        with contextlib.suppress(BlockingIOError):
            self.unsent = self.unsent[super().send(self.unsent, flags) :]


class ArrivedUnreader(Unreader):  # type: ignore[misc] # gunicorn has no types
    """Hands gunicorn's parser a request that has arrived, in pieces as a socket would: it checks limits by them."""

    def __init__(self) -> None:
        super().__init__()
        self._data = b""
        self._at = 0

    def feed(self, data: bytes) -> None:
        """Take a request."""
        self._data, self._at = data, 0

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Return the next piece; b"" at the end, since there is never more to wait for."""
        start, self._at = self._at, self._at + max(_LEAST_READ, size_hint or 0)
        return self._data[start : self._at]

    def take_rest(self) -> bytes:
        """Return what the parser has left, which belongs to the next request."""
        rest: bytes = self.take_buffered() + self._data[self._at :]
        self.feed(b"")
        return rest


class Connection(TConn):  # type: ignore[misc] # gunicorn has no types
    """A connection with the request that is arriving on it.

    `deadline` is when the worker's loop gives up what it waits for here, `ready` what it does when it need not wait
    any longer. `few_bytes` counts pieces of a few bytes in a row, and `resume_at` is when a client that sends them is
    looked at again.
    """

    def __init__(self, cfg: object, client: ClientSocket, address: object, server: object, most_body: int) -> None:
        super().__init__(cfg, client, address, server)
        self._most_body = most_body
        self._arrival = Arrival(most_body)
        self._rest = b""
        self._drained = 0
        self.few_bytes = 0
        self.deadline = 0.0
        self.resume_at: float | None = None
        self.is_further = False
        self.ready: Callable[[Connection], None] | None = None
        # gunicorn's loop would wait for a first byte.
        self.data_ready = True

    @property
    def held_bytes(self) -> int:
        """How much memory the request or the answer takes here."""
        return len(self._arrival.data) + len(self.sock.unsent)

    def receive(self) -> bool:
        """Take what has come; return whether the request is whole.

        :raises OSError: the client has gone.
        """
        try:
            piece = self.sock.recv(_PIECE)
        except BlockingIOError:
            return False
        if not piece:
            raise ConnectionResetError(errno.ECONNRESET, "the client has gone")
        self.few_bytes = self.few_bytes + 1 if len(piece) < _FEW_BYTES else 0
        self._add(piece)
        return self._arrival.is_whole

    def _add(self, piece: bytes) -> None:
        asked_before = self._arrival.expects_continue
        self._arrival.add(piece)
        if self._arrival.expects_continue and not asked_before and not self._arrival.is_whole:
            self.sock.unsent += _CONTINUE
            self.sock.send_more()

    def take_plain_call(self) -> PlainCall | None:
        """Return the request that has arrived, if it is a plain hook call, and be ready for the next one."""
        found = read_plain_call(self._arrival)
        if found is None:
            return None
        call, self._rest = found
        self._begin()
        return call

    def take_request(self) -> None:
        """Hand what has arrived to gunicorn's parser, and be ready for the next request."""
        self.init()
        self.parser.unreader.feed(bytes(self._arrival.data))
        self._begin()

    def take_rest(self) -> bool:
        """Begin the next request with what came behind the last one; return whether that is a whole one already."""
        self._begin()
        rest, self._rest = self._rest, b""
        if self.initialized:
            rest += self.parser.unreader.take_rest()
        if rest:
            self._add(rest)
        return self._arrival.is_whole

    def _begin(self) -> None:
        self._arrival = Arrival(self._most_body)
        self.few_bytes = 0

    @property
    def is_under_way(self) -> bool:
        """Whether a request has begun to come, or an answer to go."""
        return self.has_begun or bool(self.sock.unsent)

    @property
    def has_begun(self) -> bool:
        """Whether anything of a request has come."""
        return bool(self._arrival.data)

    def init(self) -> None:
        """Make the parser, and have it read from memory."""
        if not self.initialized:
            super().init()
            self.parser.unreader = ArrivedUnreader()

    def drain(self) -> bool:
        """Pass over what a client sends that is to hang up; return whether it has, or has sent too much.

        :raises OSError: it has gone.
        """
        with contextlib.suppress(BlockingIOError):
            piece = len(self.sock.recv(_PIECE))
            self._drained += piece
            return not piece or self._drained > _MOST_DRAINED
        return False
