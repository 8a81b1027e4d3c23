"""Step 1 of a call: the Authorization header and the URL become a `CdsClient`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from cds_service.clients.key_source import KeysUnavailableError
from cds_service.clients.token import Refusal, TokenRefusedError, look_at, verify

if TYPE_CHECKING:
    from cds_service.clients.client import CdsClient
    from cds_service.clients.clients import Clients
    from cds_service.clients.seen_tokens import SeenTokens

_SCHEME = "bearer"


@dataclass(frozen=True, slots=True)
class Admission:
    """Who calls, and the id of the token that was spent for it; "" where there was none."""

    client: CdsClient
    jti: str = field(default="", repr=False)


class Authenticate(Protocol):
    """Decides who may call; `may_wait` says whether keys or a store may have to be waited for."""

    may_wait: bool

    def __call__(self, authorization: str | None, url: str) -> Admission:
        """Return who calls `url` with this Authorization header.

        :raises TokenRefusedError: nobody that may.
        """

    def give_back(self, admission: Admission) -> None:
        """Take the token as unspent again: its call was turned away for now (429, 503)."""


class TokenAuthenticator:
    """Accepts the tokens of trusted clients, each of them once."""

    may_wait = True

    def __init__(self, clients: Clients, seen: SeenTokens) -> None:
        self._clients = clients
        self._seen = seen

    def __call__(self, authorization: str | None, url: str) -> Admission:
        """Return whose token it is; its id is noted only once everything else about it is right.

        :raises TokenRefusedError: it cannot be accepted.
        :raises StoreUnreachableError: it cannot be told whether it was used before.
        """
        token = _bearer(authorization)
        look = look_at(token)
        trusted = self._clients.find(look)
        client = trusted.client
        try:
            key = trusted.keys.find(look.kid, look.algorithm)
        except KeysUnavailableError:
            raise TokenRefusedError(Refusal.KEYS_UNAVAILABLE, client.name) from None
        if key is None:
            raise TokenRefusedError(Refusal.UNKNOWN_KEY, client.name)
        claims = verify(token, look, client, key, url)
        if not self._seen.first_use(client.name, claims.jti, claims.forget_after):
            raise TokenRefusedError(Refusal.REPLAYED, client.name)
        return Admission(client, claims.jti)

    def give_back(self, admission: Admission) -> None:
        """Let the token be used once more."""
        self._seen.forget_use(admission.client.name, admission.jti)


class OpenDoor:
    """Lets everybody in as the one client of open mode; a token that is sent is not looked at."""

    may_wait = False

    def __init__(self, client: CdsClient) -> None:
        self._admission = Admission(client)

    def __call__(self, authorization: str | None, url: str) -> Admission:
        """Return the client of open mode."""
        del authorization, url
        return self._admission

    def give_back(self, admission: Admission) -> None:
        """Do nothing: there was no token."""


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != _SCHEME or not token.strip():
        raise TokenRefusedError(Refusal.NO_TOKEN)
    return token.strip()
