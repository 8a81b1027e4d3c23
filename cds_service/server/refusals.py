"""What is said of requests that cannot be read: no word of theirs, in answers and logs."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException

from cds_service.observability.logs import error_fields, log
from cds_service.web.operation_outcome import operation_outcome

if TYPE_CHECKING:
    from gunicorn.http.body import ChunkedReader

_REASONS = {
    400: "Bad Request",
    414: "URI Too Long",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
}


class ServerLog(Logger):  # type: ignore[misc] # gunicorn has no types
    """Hands gunicorn's lines over to the service's own handler."""

    def setup(self, cfg: object) -> None:
        """Take the level of the settings, and no other handlers."""
        super().setup(cfg)
        for own in (self.error_log, self.access_log):
            own.handlers = []
            own.propagate = True


class ChunkReader:
    """Reads a body sent in chunks; one that breaks the rules of chunks is a connection that broke.

    gunicorn's own errors are not OSErrors, so that nobody takes them for the client's fault: Werkzeug answers those
    with 400. gunicorn closes the connection after either.
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


def refusal_of(exc: BaseException) -> bytes:
    """Return the answer to a request that gunicorn could not read, and log it, without its words, which quote it."""
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
    return head.encode("ascii") + body
