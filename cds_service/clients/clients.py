"""All clients that may call, found by what a token says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds_service.clients.token import Look, Refusal, TokenRefusedError

if TYPE_CHECKING:
    from cds_service.clients.client import CdsClient
    from cds_service.clients.key_source import KeySource


@dataclass(frozen=True, slots=True)
class Trusted:
    """A client, and the keys that its tokens are verified with."""

    client: CdsClient
    keys: KeySource


@dataclass(frozen=True, slots=True)
class Clients:
    """The trusted clients. Several may share an issuer, told apart by their tenants."""

    all: tuple[Trusted, ...]

    def find(self, look: Look) -> Trusted:
        """Return the client that a token claims to be from.

        :raises TokenRefusedError: its issuer, tenant or `jku` is not on the list.
        """
        of_issuer = [trusted for trusted in self.all if trusted.client.issuer == look.issuer]
        if not of_issuer:
            raise TokenRefusedError(Refusal.UNKNOWN_ISSUER)
        for trusted in of_issuer:
            client = trusted.client
            if not client.tenants or look.tenant in client.tenants:
                if look.jku is not None and look.jku != client.jku:
                    raise TokenRefusedError(Refusal.FOREIGN_JKU, client.name)
                return trusted
        raise TokenRefusedError(Refusal.UNKNOWN_TENANT, of_issuer[0].client.name if len(of_issuer) == 1 else "")
