"""Fetches a key set from the one address that the clients file pins for a client."""

from __future__ import annotations

import threading
import time
from http.cookiejar import DefaultCookiePolicy

import requests
from urllib3.exceptions import HTTPError as Urllib3Error

from cds_service.clients.key_source import KeysUnavailableError
from cds_service.fhir_client.ssrf_guard import Cut, ForbiddenAddressError, GuardedAdapter

_TIMEOUT_S = 2.0
_WHOLE_S = 4.0
_MAX_BYTES = 200_000
_CHUNK_BYTES = 16_384


class KeyFetch:
    """A fetch of one address; a redirect is not followed, since it would lead away from what was pinned."""

    def __init__(self, url: str, ca_file: str | None = None) -> None:
        self._url = url
        self._ca_file = ca_file

    def __call__(self) -> bytes:
        """Return the document.

        :raises KeysUnavailableError: it cannot be had.
        """
        adapter, cut = GuardedAdapter(pool_size=1), Cut()
        # A server that sends a byte now and then keeps every read timeout from firing; the timer ends it.
        timer = threading.Timer(_WHOLE_S, cut.cut)
        timer.daemon = True
        timer.start()
        adapter.in_use.cut = cut
        try:
            with requests.Session() as session:
                session.trust_env = False
                session.verify = self._ca_file or True
                session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
                session.mount("https://", adapter)
                session.mount("http://", adapter)
                document = self._read(session, time.monotonic() + _WHOLE_S)
        except requests.exceptions.SSLError:
            raise KeysUnavailableError("certificate") from None
        except ForbiddenAddressError:
            raise KeysUnavailableError("forbidden address") from None
        except (requests.RequestException, Urllib3Error, OSError, ValueError):
            raise KeysUnavailableError("timeout" if cut.is_cut else "connection") from None
        finally:
            timer.cancel()
        if cut.is_cut:
            # A connection that is cut within the headers looks like one that ended there.
            raise KeysUnavailableError("timeout")
        return document

    def _read(self, session: requests.Session, end: float) -> bytes:
        headers = {"Accept": "application/jwk-set+json, application/json", "User-Agent": "coding-cards"}
        with session.get(self._url, headers=headers, timeout=_TIMEOUT_S, allow_redirects=False, stream=True) as answer:
            if answer.status_code != requests.codes.ok:
                raise KeysUnavailableError(f"status {answer.status_code}")
            document = bytearray()
            for chunk in answer.raw.stream(_CHUNK_BYTES, decode_content=True):
                document += chunk
                if len(document) > _MAX_BYTES:
                    raise KeysUnavailableError("too large")
                if time.monotonic() > end:
                    raise KeysUnavailableError("timeout")
            return bytes(document)
