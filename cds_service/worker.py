"""gunicorn's threaded worker, with a clock on what clients send and no word of theirs in logs and answers.

gunicorn itself waits without end for the rest of a request whose headers or body come a byte at a time (its
documentation advises a buffering proxy); here a request must have arrived within a set time, else its connection is
closed.
"""

from __future__ import annotations

import contextlib
import logging
import time
from typing import TYPE_CHECKING, Any

from gunicorn.glogging import Logger
from gunicorn.http.body import ChunkedReader
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, NoMoreData, ParseException
from gunicorn.http.unreader import SocketUnreader
from gunicorn.util import close_graceful
from gunicorn.workers.gthread import TConn, ThreadWorker

from cds_service.logs import error_fields, log
from cds_service.operation_outcome import operation_outcome

if TYPE_CHECKING:
    import socket

_SEND_S = 10.0
_FIRST_BYTE_S = 0.1
_LINGER_S = 0.5
_REASONS = {
    400: "Bad Request",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
}


class ServerLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """Hands gunicorn's lines over to the service's own handler."""

    def setup(self, cfg: object) -> None:
        """Take the level of the settings, and no handlers of its own."""
        super().setup(cfg)
        for own in (self.error_log, self.access_log):
            own.handlers = []
            own.propagate = True


class TooSlowError(NoMoreData):  # type: ignore[misc] # gunicorn has no types
    """The request did not arrive in time. gunicorn takes it for a client that hung up, and closes the connection."""

    def __str__(self) -> str:
        return "the request did not arrive in time"


class ChunkReader:
    """Reads a body sent in chunks; one that breaks the rules of chunks is a connection that broke.

    gunicorn's own errors are no OSErrors, so that nobody takes them for the client's fault: Werkzeug answers those with
    400. gunicorn closes the connection after either.
    """

    def __init__(self, reader: ChunkedReader) -> None:
        self._reader = reader

    def read(self, size: int) -> bytes:
        """Return what comes next.

        :raises OSError: it cannot be read.
        """
        try:
            data: bytes = self._reader.read(size)
        except ParseException:
            raise OSError("the body cannot be read") from None
        return data


class TimedUnreader(SocketUnreader):  # type: ignore[misc]
    """Reads a connection under one clock for a whole request, headers and body."""

    def __init__(self, sock: socket.socket, whole_s: float) -> None:
        super().__init__(sock)
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
        if left <= 0:
            self.is_late = True
            raise TooSlowError
        self.sock.settimeout(left)
        try:
            data: bytes = super().chunk(size_hint)
        except TimeoutError:
            self.is_late = True
            raise TooSlowError from None
        finally:
            # For the answer: a client that does not take it cannot keep the thread either.
            with contextlib.suppress(OSError):
                self.sock.settimeout(_SEND_S)
        return data


class Connection(TConn):  # type: ignore[misc]
    """A connection with a clock for each request, which the thread that answered it closes.

    gunicorn closes in its main loop and waits there for the client to close too: two seconds for each client that does
    not, in which nothing else is accepted.
    """

    def __init__(self, cfg: object, sock: socket.socket, client: object, server: object, receive_s: float) -> None:
        super().__init__(cfg, sock, client, server)
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


class Worker(ThreadWorker):  # type: ignore[misc]
    """A worker whose threads no client can hold for longer than a request may take to arrive.

    `receive_s` is set by the server's settings before the workers are forked.
    """

    receive_s = 10.0

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection and hand it to a thread."""
        try:
            client_socket, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # another worker was first, or the client has gone
        self.nr_conns += 1
        self.enqueue_req(Connection(self.cfg, client_socket, address, listener.getsockname(), self.receive_s))

    def handle(self, conn: Connection) -> Any:  # noqa: ANN401 - gunicorn's own
        """Answer one request of a connection, and close it where it is the last."""
        conn.start_clock()
        further = super().handle(conn)
        if further is False:
            conn.end()
        return further

    def handle_request(self, req: Any, conn: Connection) -> Any:  # noqa: ANN401 - gunicorn's own
        """Have a request answered that was read as far as its body."""
        if isinstance(req.body.reader, ChunkedReader):
            req.body.reader = ChunkReader(req.body.reader)
        return super().handle_request(req, conn)

    def handle_error(self, req: object, client: socket.socket, addr: object, exc: BaseException) -> None:
        """Answer a request that gunicorn could not read; its words, which quote the request, are left out."""
        del req, addr
        match exc:
            case LimitRequestLine():
                status, code, words = 414, "too-long", "the address is too long"
            case LimitRequestHeaders():
                status, code, words = 431, "too-long", "the headers are too long or too many"
            case ParseException():
                status, code, words = 400, "invalid", "the request cannot be read"
            case _:
                status, code, words = 500, "exception", "the service failed"
        log("request refused", logging.WARNING, status=status, **error_fields(exc))
        body = operation_outcome(code, words)
        head = (
            f"HTTP/1.1 {status} {_REASONS[status]}\r\nConnection: close\r\nContent-Type: application/fhir+json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        with contextlib.suppress(OSError):
            client.settimeout(_SEND_S)
            client.sendall(head.encode("ascii") + body)
