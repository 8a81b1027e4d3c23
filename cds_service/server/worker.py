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
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.workers.gthread import ThreadWorker

from cds_service.observability.logs import error_fields, log
from cds_service.server.connection import ClientSocket, Connection
from cds_service.web.operation_outcome import operation_outcome

if TYPE_CHECKING:
    import socket

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


class Worker(ThreadWorker):  # type: ignore[misc]
    """A worker whose threads no client can hold for longer than a request may take to arrive.

    `receive_s` is set by the server's settings before the workers are forked. `processor` is the one that the worker
    keeps to, where each has one of its own.
    """

    receive_s = 10.0
    processor = 0
    _notifies_at = 0.0

    def notify(self) -> None:
        """Tell the master that the worker lives, once a second and not at each event; it waits for half a minute."""
        now = time.monotonic()
        if now >= self._notifies_at:
            self._notifies_at = now + 1.0
            super().notify()

    def accept(self, listener: socket.socket) -> None:
        """Accept a connection and hand it to a thread."""
        try:
            client_socket, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return  # another worker was first, or the client has gone
        self.nr_conns += 1
        client = ClientSocket(client_socket.family, client_socket.type, client_socket.proto, client_socket.detach())
        self.enqueue_req(Connection(self.cfg, client, address, listener.getsockname(), self.receive_s))

    def handle(self, conn: Connection) -> Any:  # noqa: ANN401 - gunicorn's own
        """Answer one request of a connection, and close it where it is the last."""
        conn.start_clock()
        further = super().handle(conn)
        try:
            conn.sock.flush()
        except OSError:  # the client has gone
            further = False
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
            client.sendall(head.encode("ascii") + body)
