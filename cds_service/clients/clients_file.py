"""The clients file: TOML, one table `[clients.NAME]` for each CDS client, every fault named at once.

    [clients.main-hospital]
    iss = "https://ehr.example.org"
    jku = "https://ehr.example.org/.well-known/jwks.json"
    tenants = ["main"]
    fhir_servers = ["https://ehr.example.org/fhir/r4"]
    profile = "epic"
    calls_per_minute = 1200

`jku` is the only address from which the client's keys are fetched. With `jwks_file` they are read from a file beside
this one instead; `jku` then is merely what a token's own `jku` must say.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from cards.client_profiles import ProfileName  # noqa: TC001 - pydantic reads the annotation
from cds_service.clients.client import OPEN_CLIENT, CdsClient
from cds_service.clients.clients import Clients, Trusted
from cds_service.clients.key_fetch import KeyFetch
from cds_service.clients.key_set import KeySetError, parse_key_set
from cds_service.clients.key_source import FetchedKeys, FileKeys, KeySource
from cds_service.errors import SettingsError, toml_words
from cds_service.fhir_client.allowed_servers import AllowedServers, is_loopback_name, parse_server
from cds_service.report.figures import WORKBENCH_CLIENT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_TAKEN = {OPEN_CLIENT: "calls without authentication", WORKBENCH_CLIENT: "calls from the workbench"}
_NO_KEY = "holds no usable key: an EC (P-256, P-384, P-521) or RSA (2048 to 8192 bits) key with a kid"
_NAME = r"^[a-z0-9][a-z0-9-]{0,39}$"


def _key_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        secure = parts.scheme == "https" or (parts.scheme == "http" and is_loopback_name(host))
    except ValueError:
        secure, host = False, ""
    if not secure or not host or parts.username is not None or parts.fragment:
        raise ValueError("must be an https URL (http for this machine alone), without user name or fragment")
    return url


def _fhir_server(url: str) -> str:
    if parse_server(url) is None:
        raise ValueError(
            "must be the base URL of a FHIR server: https (http for this machine alone), without user name, query or "
            "dots in its path"
        )
    return url


_Text = Annotated[str, Field(min_length=1, max_length=1000)]
_Texts = Annotated[tuple[_Text, ...], Field(min_length=1)]


class ClientEntry(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, strict=True)

    iss: _Text = Field(description="the issuer of its tokens, exactly")
    jku: Annotated[str, AfterValidator(_key_address)] | None = Field(None, description="where its public keys are")
    jwks_file: str | None = Field(None, description="file of its public keys, instead of fetching them")
    aud: Annotated[_Texts, Field(strict=False)] | None = Field(
        None, description="values of aud to accept; the exact URL called if not given"
    )
    tenants: Annotated[_Texts, Field(strict=False)] | None = Field(
        None, description="values of tenant to accept; any, or none, if not given"
    )
    fhir_servers: Annotated[tuple[Annotated[str, AfterValidator(_fhir_server)], ...], Field(strict=False)] | None = (
        Field(None, description="FHIR servers that its calls may name; CODING_CARDS_FHIR_SERVERS if not given")
    )
    profile: ProfileName | None = Field(None, description="what it can carry out: generic, epic or advice")
    mode: Literal["live", "silent"] | None = Field(None, description="CODING_CARDS_MODE if not given")
    read_reports: Literal["off", "silent", "live"] | None = Field(
        None, description="whether its reports and notes are read; CODING_CARDS_READ_REPORTS if not given"
    )
    icd_10_cm_systems: Annotated[_Texts, Field(strict=False)] | None = Field(
        None, description="further code systems that are ICD-10-CM; CODING_CARDS_ICD_10_CM_SYSTEMS if not given"
    )
    calls_per_minute: int = Field(0, ge=0, le=1_000_000, description="0: no limit")
    clock_skew_s: int = Field(30, ge=0, le=120, description="seconds by which its clock may differ")

    @model_validator(mode="after")
    def _has_keys(self) -> ClientEntry:
        if self.jku is None and self.jwks_file is None:
            raise ValueError("needs jku or jwks_file")
        return self


class ClientsDocument(BaseModel):
    """The whole file."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    clients: dict[Annotated[str, Field(pattern=_NAME)], ClientEntry] = Field(min_length=1)


def load_clients(path: Path, defaults: CdsClient, ca_file: str | None = None) -> Clients:
    """Return the clients of a file; `defaults` has what a client that does not say otherwise gets.

    :raises SettingsError: with every fault in the file and in the key files that it names.
    """
    try:
        document = ClientsDocument.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError((f"{path}: cannot be read: {type(error).__name__}: {_words(error)}",)) from None
    except ValidationError as error:
        raise SettingsError(
            tuple(f"{path}: {_place(fault['loc'])}: {toml_words(fault['msg'])}" for fault in error.errors())
        ) from None
    faults: list[str] = []
    trusted: list[Trusted] = []
    for name, entry in document.clients.items():
        if name in _TAKEN:
            faults.append(f"{path}: clients.{name}: the name is reserved for {_TAKEN[name]}")
        keys = _keys(path, name, entry, ca_file, faults)
        if keys is not None:
            trusted.append(Trusted(_client(name, entry, defaults), keys))
    faults += [f"{path}: {fault}" for fault in _ambiguous(document)]
    if faults:
        raise SettingsError(tuple(faults))
    return Clients(tuple(trusted))


def _client(name: str, entry: ClientEntry, defaults: CdsClient) -> CdsClient:
    servers = defaults.servers
    if entry.fhir_servers is not None:
        listed = tuple(server for url in entry.fhir_servers if (server := parse_server(url)) is not None)
        servers = AllowedServers(listed)
    return CdsClient(
        name=name,
        issuer=entry.iss,
        jku=entry.jku,
        audiences=frozenset(entry.aud or ()),
        tenants=frozenset(entry.tenants or ()),
        servers=servers,
        profile=entry.profile or defaults.profile,
        icd_10_cm_systems=defaults.icd_10_cm_systems
        if entry.icd_10_cm_systems is None
        else frozenset(entry.icd_10_cm_systems),
        is_silent=defaults.is_silent if entry.mode is None else entry.mode == "silent",
        reads_reports=entry.read_reports or defaults.reads_reports,
        calls_per_minute=entry.calls_per_minute,
        clock_skew_s=entry.clock_skew_s,
    )


def _keys(path: Path, name: str, entry: ClientEntry, ca_file: str | None, faults: list[str]) -> KeySource | None:
    if entry.jwks_file is None:
        return FetchedKeys(KeyFetch(entry.jku or "", ca_file))
    try:
        keys = parse_key_set((path.parent / entry.jwks_file).read_bytes())
        if keys:
            return FileKeys(keys)
        faults.append(f"{path}: clients.{name}.jwks_file: {_NO_KEY}")
    except OSError as error:
        faults.append(f"{path}: clients.{name}.jwks_file: cannot be read: {error.strerror}")
    except KeySetError as error:
        faults.append(f"{path}: clients.{name}.jwks_file: {error}")
    return None


def _ambiguous(document: ClientsDocument) -> Sequence[str]:
    """Return the faults of clients that a token could not tell apart: one issuer, and no or common tenants."""
    faults: list[str] = []
    named = list(document.clients.items())
    for index, (name, entry) in enumerate(named):
        for other_name, other in named[:index]:
            if entry.iss != other.iss:
                continue
            if not entry.tenants or not other.tenants or set(entry.tenants) & set(other.tenants):
                faults.append(f"clients.{name}: has the iss of clients.{other_name}, and no tenants of its own")
    return faults


def _place(location: tuple[int | str, ...]) -> str:
    return ".".join(str(step) for step in location if step != "[key]") or "the file"


def _words(error: Exception) -> str:
    return error.strerror or "" if isinstance(error, OSError) else str(error).splitlines()[0]
