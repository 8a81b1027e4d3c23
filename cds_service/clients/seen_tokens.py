"""Remembers the ids of tokens, so that none is accepted twice (RFC 7519, "jti")."""

from __future__ import annotations

import mmap
import struct
import time
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

from cds_service.errors import StoreSlowError, StoreUnreachableError
from cds_service.limits.node_lock import NodeLock
from cds_service.limits.rest import Rest

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_REST_S = 0.5
_AWAY_AFTER_S = 5.0
_DIGEST = 16
_PLACE = struct.Struct(f"d{_DIGEST}s")
_ROW = 8


class SeenTokens(Protocol):
    """The ids of the tokens accepted, shared by everybody who must not accept them again."""

    def first_use(self, client: str, jti: str, expires: datetime) -> bool:
        """Note a token's id until it expires; tell whether it was new.

        :raises StoreUnreachableError: it cannot be told now.
        """

    def note_use(self, client: str, jti: str, expires: datetime) -> None:
        """Note a token's id as soon as that is possible; nobody waits for it."""

    def forget_use(self, client: str, jti: str) -> None:
        """Forget a token's id: its call was turned away, and may come again with the same token."""


class NodeSeenTokens:
    """The ids that the processes of a node have seen, in memory that they share; to be made before they are forked.

    A table of short digests in rows of eight: the digest says which row. An id gives way to a newer one when its row is
    full, the one that expires first before the others; with some ten thousand unexpired hardly any does.
    """

    def __init__(self, rows: int = 8192) -> None:
        self._rows = rows
        self._memory = mmap.mmap(-1, rows * _ROW * _PLACE.size)
        self._lock = NodeLock()

    def first_use(self, client: str, jti: str, expires: datetime) -> bool:
        """Note a token's id; tell whether it was new."""
        digest, places = self._places(client, jti)
        with self._lock:
            held = [(_PLACE.unpack_from(self._memory, place), place) for place in places]
            if any(noted == digest for (_, noted), _ in held):
                return False
            (_, place) = min(held)
            _PLACE.pack_into(self._memory, place, expires.timestamp(), digest)
            return True

    def note_use(self, client: str, jti: str, expires: datetime) -> None:
        """Note a token's id."""
        self.first_use(client, jti, expires)

    def forget_use(self, client: str, jti: str) -> None:
        """Forget a token's id."""
        digest, places = self._places(client, jti)
        with self._lock:
            for place in places:
                if _PLACE.unpack_from(self._memory, place)[1] == digest:
                    _PLACE.pack_into(self._memory, place, 0.0, bytes(_DIGEST))

    def _places(self, client: str, jti: str) -> tuple[bytes, list[int]]:
        digest = blake2b(f"{client}\0{jti}".encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
        row = int.from_bytes(digest[:4]) % self._rows * _ROW
        return digest, [place * _PLACE.size for place in range(row, row + _ROW)]


class StoredSeenTokens:
    """The ids that the nodes which share a store have seen.

    A node asks its own memory first, then the store. A store that does not answer in time may be answering other nodes:
    a token is then turned away unspent (503), to be sent again. Only a store that is away - it refuses, or has not
    answered for some seconds - leaves the decision to the node's memory, so that calls go on being answered: until
    it is back a token can be used once with each node. A strict service refuses then, too. A store that did not answer
    is left alone for a moment, lest every call wait for it in vain.
    """

    def __init__(
        self,
        store: SeenTokens,
        *,
        is_strict: bool,
        unchecked: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the store, and memory that processes share when they are forked from now on.

        `unchecked` is called for each token that the memory alone decided on.
        """
        self._store = store
        self._clock = clock
        self._rest = Rest(_REST_S, clock)
        self._memory = NodeSeenTokens()
        self._is_strict = is_strict
        self._unchecked = unchecked
        # When the store counts as away, unless it answers before; None while it answers.
        self._away_from: float | None = None

    def first_use(self, client: str, jti: str, expires: datetime) -> bool:
        """Note a token's id until it expires; tell whether it was new.

        :raises StoreUnreachableError: the store was too slow, or it is away and the service is strict. The token is
            left unspent, and may come again.
        """
        if not self._memory.first_use(client, jti, expires):
            return False
        try:
            return self._ask_store(client, jti, expires)
        except StoreUnreachableError:
            if self._is_strict or not self._is_away():
                self._memory.forget_use(client, jti)
                raise
        # The store has it as soon as it is back, so that other nodes refuse the token then.
        self._store.note_use(client, jti, expires)
        self._unchecked()
        return True

    def note_use(self, client: str, jti: str, expires: datetime) -> None:
        """Note a token's id, here at once and in the store as soon as it can."""
        self._memory.note_use(client, jti, expires)
        self._store.note_use(client, jti, expires)

    def forget_use(self, client: str, jti: str) -> None:
        """Forget a token's id, here at once and in the store as soon as it can."""
        self._memory.forget_use(client, jti)
        self._store.forget_use(client, jti)

    def _ask_store(self, client: str, jti: str, expires: datetime) -> bool:
        if not self._rest.may_ask():
            raise StoreSlowError
        try:
            is_new = self._store.first_use(client, jti, expires)
        except StoreUnreachableError as fault:
            self._found_silent(_AWAY_AFTER_S if isinstance(fault, StoreSlowError) else 0.0)
            raise
        self._away_from = None
        self._rest.end()
        return is_new

    def _found_silent(self, patience_s: float) -> None:
        away_from = self._clock() + patience_s
        self._away_from = away_from if self._away_from is None else min(self._away_from, away_from)
        self._rest.begin()

    def _is_away(self) -> bool:
        return self._away_from is not None and self._clock() >= self._away_from
