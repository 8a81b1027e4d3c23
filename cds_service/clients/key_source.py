"""Where a client's keys come from: a local file, or the one pinned address (`jku`) of the clients file.

Keys of an address are cached. They are fetched again when they are ten minutes old, and when a token names a
key that is not among them (the client has rotated its keys), but never more often than every thirty seconds:
tokens with invented key ids cannot make the service hammer anybody. A key set without keys withdraws them all.
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
WAIT_S = 1.0
"""How long a call waits for keys that it cannot do without."""


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
    """Keys from a pinned address; one object serves all threads of a worker.

    They are fetched in their own thread. A call with a known key never waits for it, and one with an unknown key
    not for long: once a fetch is overdue, nobody waits for its end.
    """

    def __init__(
        self, fetch: Callable[[], bytes], clock: Callable[[], float] = time.monotonic, wait_s: float = WAIT_S
    ) -> None:
        """Keep `fetch`, which returns the key set's document or raises KeysUnavailableError."""
        self._fetch = fetch
        self._clock = clock
        self._wait_s = wait_s
        self._lock = threading.Lock()
        self._keys: KeySet = {}
        self._failure = "not fetched"
        self._fetched_at = float("-inf")
        self._asked_at = float("-inf")
        self._running: threading.Event | None = None
        self._is_overdue = False

    def find(self, kid: str, algorithm: str) -> Any | None:  # noqa: ANN401 - as in the protocol
        """Return the key of that id for that algorithm, or None.

        :raises KeysUnavailableError: there are no keys to look in.
        """
        key = self._keys.get((kid, algorithm))
        age_s = self._clock() - self._fetched_at
        if key is None or age_s > MAX_AGE_S:
            self._renew(wait=key is None or age_s > MAX_STALE_S)
            key = self._keys.get((kid, algorithm))
        if self._clock() - self._fetched_at > MAX_STALE_S:
            raise KeysUnavailableError(self._failure)
        return key

    def _renew(self, *, wait: bool) -> None:
        """Have the keys fetched, if that is due, and wait for it a moment where there is nothing to go on with."""
        with self._lock:
            running = self._running
            if running is None:
                if self._clock() - self._asked_at < MIN_WAIT_S:
                    return
                running = self._running = threading.Event()
                threading.Thread(target=self._fetch_now, args=(running,), name="key-fetch", daemon=True).start()
        if wait and not self._is_overdue and not running.wait(self._wait_s):
            self._is_overdue = True

    def _fetch_now(self, done: threading.Event) -> None:
        try:
            self._keys = parse_key_set(self._fetch())
            self._fetched_at = self._clock()
        except KeysUnavailableError as failure:
            self._failure = str(failure)
        except KeySetError:
            self._failure = "not a key set"
        finally:
            with self._lock:
                self._asked_at = self._clock()
                self._running = None
                self._is_overdue = False
            done.set()
