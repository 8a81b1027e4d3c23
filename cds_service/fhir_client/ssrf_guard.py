"""HTTP connections that look at the address they reached, and that another thread can cut.

A name is checked by what it resolved to at the moment of connecting, before a byte is sent, so a DNS answer
that changes between check and use is of no help to anybody. Cutting is for the time budget of a call: a
server that sends a byte now and then keeps every read timeout from firing.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import LocationValueError

from cds_service.fhir_client.allowed_servers import is_forbidden_address, is_loopback_name

if TYPE_CHECKING:
    from urllib3.response import HTTPResponse


class ForbiddenAddressError(LocationValueError):
    """The server's name led to an address that must not be called."""


class Cut:
    """Cuts the connection that one fetch is using; made by the caller, used by both threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    @property
    def is_cut(self) -> bool:
        """Return whether the fetch has been cut."""
        return self._is_cut

    def hold(self, connected: socket.socket | None) -> None:
        """Note the socket in use; None when it is used no more. A fetch already cut loses it at once."""
        with self._lock:
            self._socket = connected
            if self._is_cut:
                self._shut()

    def cut(self) -> None:
        """End the fetch: reads from its socket return at once."""
        with self._lock:
            self._is_cut = True
            self._shut()

    def _shut(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # The plain socket's own method: a TLS socket's would throw its state away under a reading
                # thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _InUse(threading.local):
    """The cut of the fetch that this thread is running."""

    cut: Cut | None = None


class _Guarded:
    """What both kinds of connection add to urllib3's own."""

    in_use: _InUse
    host: str
    sock: socket.socket | None

    def _new_conn(self) -> socket.socket:
        connected: socket.socket = super()._new_conn()  # type: ignore[misc]
        address = connected.getpeername()[0]
        if is_forbidden_address(address, loopback_allowed=is_loopback_name(self.host)):
            connected.close()
            raise ForbiddenAddressError("the server's name leads to an address that must not be called")
        self._hold(connected)
        return connected

    def getresponse(self) -> HTTPResponse:
        """Wait for the answer, cuttable."""
        self._hold(self.sock)
        response: HTTPResponse = super().getresponse()  # type: ignore[misc]
        return response

    def _hold(self, connected: socket.socket | None) -> None:
        if self.in_use.cut is not None:
            self.in_use.cut.hold(connected)


class GuardedAdapter(HTTPAdapter):
    """An adapter of requests whose connections are guarded; `in_use.cut` is set by the fetching thread."""

    def __init__(self, pool_size: int) -> None:
        self.in_use = _InUse()
        super().__init__(pool_connections=pool_size, pool_maxsize=pool_size, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is the adapter's
        """Make the pools that hand out guarded connections."""
        super().init_poolmanager(*args, **kwargs)
        in_use = self.in_use

        class Http(_Guarded, HTTPConnection):  # type: ignore[misc]
            pass

        class Https(_Guarded, HTTPSConnection):  # type: ignore[misc]
            pass

        class HttpPool(HTTPConnectionPool):
            ConnectionCls = Http

        class HttpsPool(HTTPSConnectionPool):
            ConnectionCls = Https

        Http.in_use = Https.in_use = in_use
        self.poolmanager.pool_classes_by_scheme = {"http": HttpPool, "https": HttpsPool}
