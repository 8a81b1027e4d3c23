"""One CDS client that may call the service."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cds_service.fhir_client.allowed_servers import AllowedServers

if TYPE_CHECKING:
    from cards.client_profiles import ProfileName

OPEN_CLIENT = "open"
ReadReports = Literal["off", "silent", "live"]
"""Whether reports and notes are read; "silent" records what they would have brought and shows no card of it."""


@dataclass(frozen=True, slots=True)
class CdsClient:
    """What is known of a client, whether from the clients file or, in open mode, from the settings.

    `name` is the operator's own word for it and may be in logs and metrics. `audiences` are the values that
    `aud` may have; empty: the exact URL called. `tenants` are the values that `tenant` must have; empty: any,
    or none. `calls_per_minute` is 0 where there is no limit. `icd_10_cm_systems` are further code systems by which it
    names ICD-10-CM.
    """

    name: str
    issuer: str = ""
    jku: str | None = None
    audiences: frozenset[str] = frozenset()
    tenants: frozenset[str] = frozenset()
    servers: AllowedServers = field(default_factory=AllowedServers)
    profile: ProfileName = "generic"
    is_silent: bool = False
    reads_reports: ReadReports = "live"
    calls_per_minute: int = 0
    icd_10_cm_systems: frozenset[str] = frozenset()
    clock_skew_s: int = 30
