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
        trusted = _of_tenant(of_issuer, look.tenant)
        if look.jku is not None and look.jku != trusted.client.jku:
            raise TokenRefusedError(Refusal.FOREIGN_JKU, trusted.client.name)
        return trusted


def _of_tenant(of_issuer: list[Trusted], tenant: str | None) -> Trusted:
    """Return the client of an issuer that has the tenant.

    :raises TokenRefusedError: none has.
    """
    trusted = next((each for each in of_issuer if _may_be(each.client, tenant)), None)
    if trusted is None:
        name = of_issuer[0].client.name if len(of_issuer) == 1 else ""
        raise TokenRefusedError(Refusal.UNKNOWN_TENANT, name)
    return trusted


def _may_be(client: CdsClient, tenant: str | None) -> bool:
    return not client.tenants or tenant in client.tenants
