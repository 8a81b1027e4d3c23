"""Where a client's keys come from: a local file, or the one pinned address (`jku`) of the clients file.

Keys of an address are cached. They are fetched again when they are ten minutes old, and when a token names a
key that is not among them (the client has rotated its keys), but never more often than every thirty seconds:
tokens with invented key ids cannot make the service hammer anybody.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cds_service.clients.key_set import KeySet, KeySetError, parse_key_set

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_AGE_S = 600.0
MIN_WAIT_S = 30.0
# Keys that could not be renewed serve this long: an outage at the client's address does not stop its calls at
# once, and a key that was withdrawn does not live for ever.
MAX_STALE_S = 3600.0
_WAIT_FOR_FETCH_S = 5.0


class KeysUnavailableError(Exception):
    """The keys could not be fetched; the message is a word or two without the address."""


class KeySource(Protocol):
    """The keys of one client."""

    def find(self, kid: str, algorithm: str) -> Any | None:  # noqa: ANN401 - one of two kinds of cryptography's keys
        """Return the key of that id for that algorithm, or None.

        :raises KeysUnavailableError: there are no keys to look in.
        """


@dataclass(frozen=True, slots=True)
class FileKeys:
    """Keys that were read from a local file at start."""

    keys: KeySet

    def find(self, kid: str, algorithm: str) -> Any | None:  # noqa: ANN401 - as in the protocol
        """Return the key of that id for that algorithm, or None."""
        return self.keys.get((kid, algorithm))


class FetchedKeys:
    """Keys from a pinned address; one object serves all threads of a worker."""

    def __init__(self, fetch: Callable[[], bytes], clock: Callable[[], float] = time.monotonic) -> None:
        """Keep `fetch`, which returns the key set's document or raises KeysUnavailableError."""
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: KeySet = {}
        self._failure = "not fetched"
        self._fetched_at = float("-inf")
        self._asked_at = float("-inf")

    def find(self, kid: str, algorithm: str) -> Any | None:  # noqa: ANN401 - as in the protocol
        """Return the key of that id for that algorithm, or None.

        :raises KeysUnavailableError: there are no keys to look in.
        """
        key = self._keys.get((kid, algorithm))
        if key is None or self._clock() - self._fetched_at > MAX_AGE_S:
            self._renew(wait=key is None)
            key = self._keys.get((kid, algorithm))
        if self._clock() - self._fetched_at > MAX_STALE_S:
            raise KeysUnavailableError(self._failure)
        return key

    def _renew(self, *, wait: bool) -> None:
        """Fetch the keys, if that is due; with keys in hand nobody waits for another thread that does."""
        if not self._is_due() or not self._lock.acquire(timeout=_WAIT_FOR_FETCH_S if wait else 0):
            return
        try:
            if self._is_due():
                self._fetch_now()
        finally:
            self._lock.release()

    def _fetch_now(self) -> None:
        try:
            self._keys = parse_key_set(self._fetch())
            self._fetched_at = self._clock()
        except KeysUnavailableError as failure:
            self._failure = str(failure)
        except KeySetError:
            self._failure = "not a key set"
        finally:
            # Only now: threads that come meanwhile find the fetch still due, and wait for it.
            self._asked_at = self._clock()

    def _is_due(self) -> bool:
        return self._clock() - self._asked_at >= MIN_WAIT_S
