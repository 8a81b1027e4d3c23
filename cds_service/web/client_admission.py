"""How the service tells who calls, as the settings ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cds_service.clients.authenticator import OpenDoor, TokenAuthenticator
from cds_service.clients.client import OPEN_CLIENT, CdsClient
from cds_service.clients.clients_file import load_clients
from cds_service.clients.seen_tokens import NodeSeenTokens, SeenTokens, StoredSeenTokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cds_service.clients.authenticator import Authenticate
    from cds_service.settings import Settings


@dataclass(frozen=True, slots=True)
class Door:
    """Who is let in, and which clients there are; without a clients file, the one of all calls."""

    authenticate: Authenticate
    clients: tuple[CdsClient, ...]

    @property
    def calls_per_minute(self) -> Mapping[str, int]:
        """How often each client may call, by name; 0: no limit."""
        return {client.name: client.calls_per_minute for client in self.clients}


def open_door(settings: Settings, store: SeenTokens | None, unchecked: Callable[[], None]) -> Door:
    """Return the door: for everybody without a clients file, for the clients of the file with one.

    To be called before the workers are forked: without a store their node alone remembers tokens. `unchecked` is
    called for each token that was let in although the store could not be asked about it.

    :raises SettingsError: the clients file is not what it should be.
    """
    everybody = CdsClient(
        OPEN_CLIENT,
        servers=settings.allowed_servers,
        profile=settings.profile,
        is_silent=settings.mode == "silent",
        reads_reports=settings.read_reports,
        icd_10_cm_systems=frozenset(settings.icd_10_cm_systems),
    )
    if settings.clients_file is None:
        return Door(OpenDoor(everybody), (everybody,))
    ca_file = settings.fhir_ca_file
    clients = load_clients(settings.clients_file, everybody, None if ca_file is None else str(ca_file))
    seen: SeenTokens = NodeSeenTokens()
    if store is not None:
        seen = StoredSeenTokens(store, is_strict=settings.store_strict, unchecked=unchecked)
    return Door(TokenAuthenticator(clients, seen), tuple(trusted.client for trusted in clients.all))
