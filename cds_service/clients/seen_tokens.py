"""Remembers the ids of tokens, so that none is accepted twice (RFC 7519, "jti")."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

from cds_service.errors import StoreUnreachableError

if TYPE_CHECKING:
    from collections.abc import Callable

_REST_S = 5.0
_KEPT_BESIDE_A_STORE = 5_000
_SWEEP = timedelta(seconds=30)


class SeenTokens(Protocol):
    """The ids of the tokens accepted, shared by everybody who must not accept them again."""

    def first_use(self, client: str, jti: str, expires: datetime) -> bool:
        """Note a token's id until it expires; tell whether it was new.

        :raises StoreUnreachableError: it cannot be told now.
        """


class MemorySeenTokens:
    """The ids that one process has seen: the newest `most`, as short digests."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(tz=UTC), most: int = 100_000) -> None:
        self._now = now
        self._most = most
        self._expiry: dict[bytes, float] = {}
        self._swept = now()
        self._lock = threading.Lock()

    def first_use(self, client: str, jti: str, expires: datetime) -> bool:
        """Note a token's id until it expires; tell whether it was new."""
        key = blake2b(f"{client}\0{jti}".encode("utf-8", "surrogatepass"), digest_size=12).digest()
        with self._lock:
            self._sweep()
            if key in self._expiry:
                return False
            self._expiry[key] = expires.timestamp()
            if len(self._expiry) > self._most:
                del self._expiry[next(iter(self._expiry))]
            return True

    def __len__(self) -> int:
        return len(self._expiry)

    def _sweep(self) -> None:
        now = self._now()
        if now - self._swept > _SWEEP:
            self._expiry = {key: expiry for key, expiry in self._expiry.items() if expiry >= now.timestamp()}
            self._swept = now


class StoredSeenTokens:
    """The ids that the nodes which share a store have seen.

    A process asks its own memory first. While the store cannot be reached that memory alone decides, so that calls
    go on being answered: until the store is back a token can be used once with each process. A strict service
    refuses instead. A store that did not answer is left alone for some seconds, lest every call wait for it in vain.
    """

    def __init__(
        self,
        store: SeenTokens,
        *,
        is_strict: bool,
        unchecked: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the store; `unchecked` is called for each token that the memory alone decided on."""
        self._store = store
        self._clock = clock
        self._rests_until = float("-inf")
        self._memory = MemorySeenTokens(most=_KEPT_BESIDE_A_STORE)
        self._is_strict = is_strict
        self._unchecked = unchecked

    def first_use(self, client: str, jti: str, expires: datetime) -> bool:
        """Note a token's id until it expires; tell whether it was new.

        :raises StoreUnreachableError: the store cannot be reached and the service is strict.
        """
        if not self._memory.first_use(client, jti, expires):
            return False
        if self._is_strict:
            return self._store.first_use(client, jti, expires)
        if self._clock() >= self._rests_until:
            try:
                return self._store.first_use(client, jti, expires)
            except StoreUnreachableError:
                self._rests_until = self._clock() + _REST_S
        self._unchecked()
        return True
