"""The settings: environment variables `CODING_CARDS_*`, read once at start, every fault named at once."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from cds_service.errors import SettingsError
from cds_service.fhir_client.allowed_servers import AllowedServers, is_loopback_name, parse_server
from cds_service.fhir_client.client import FhirLimits
from cds_service.release_download.editions import Edition, addresses

PREFIX = "CODING_CARDS_"
NO_TRIGGER = "none"
"""Represents a call that names no trigger, as clients other than Epic send it."""
DEFAULT_TRIGGERS = (NO_TRIGGER, "6", "7", "23", "27")
_ORIGIN = re.compile(r"https?://[^/\s*]+")
_SEPARATORS = re.compile(r"[,\s]+")


def _split(value: object) -> object:
    """Split a list given as text: commas or blanks between the items."""
    if isinstance(value, str):
        return tuple(item for item in _SEPARATORS.split(value) if item)
    return value


def _fhir_servers(urls: tuple[str, ...]) -> tuple[str, ...]:
    for url in urls:
        if parse_server(url) is None:
            raise ValueError(
                "each must be the base URL of a FHIR server: https (http for this machine alone), "
                "without user name, query or dots in its path"
            )
    return urls


def _templates(urls: tuple[str, ...]) -> tuple[str, ...]:
    try:
        filled = addresses(urls, Edition(2027))
    except (KeyError, IndexError, ValueError):
        raise ValueError("only {year}, {folder}, {edition} and {cms_edition} can be filled in") from None
    if not all(url.startswith("https://") for url in filled):
        raise ValueError("each must begin with https://")
    return urls


def _origins(origins: tuple[str, ...]) -> tuple[str, ...]:
    if not all(origin == "*" or _ORIGIN.fullmatch(origin) for origin in origins):
        raise ValueError('each must be "*" or an origin such as https://ehr.example.org')
    return origins


def _public_url(url: str) -> str:
    if url and not re.fullmatch(r"https?://[^\s?#]+", url):
        raise ValueError("must be an absolute http or https URL without a query")
    return url.rstrip("/")


def _file(path: Path) -> Path:
    if not path.is_file():
        raise ValueError("there is no such file")
    return path


def _directory(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError("there is no such directory")
    return path


def _database(url: str) -> str:
    from cds_service.database_url import read_address  # noqa: PLC0415 - as for the rules

    read_address(url)
    return url


def _pinning(is_wanted: bool) -> bool:  # noqa: FBT001 - as pydantic calls it
    if is_wanted and not hasattr(os, "sched_setaffinity"):
        raise ValueError("this system cannot keep a process to a processor")
    return is_wanted


def _triggers(named: tuple[str, ...]) -> tuple[str, ...]:
    if not all(trigger == NO_TRIGGER or re.fullmatch(r"[0-9]{1,6}", trigger) for trigger in named):
        raise ValueError(f'each must be "{NO_TRIGGER}" or the number of a trigger')
    return named


def _rule_ids(ids: frozenset[str]) -> frozenset[str]:
    # The rules are loaded only when the setting is used.
    from cds_service.rule_packages import own_rule_ids  # noqa: PLC0415
    from icd10cm.rules import RULES  # noqa: PLC0415

    if unknown := sorted(ids - RULES.keys() - own_rule_ids()):
        raise ValueError(f"no such rule: {', '.join(unknown)}; the rules are {', '.join(RULES)}")
    return ids


_Texts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


_File = Annotated[Path, AfterValidator(_file)]
_EXPOSED = (
    f"{PREFIX}HOST is not a loopback address and there is no {PREFIX}CLIENTS_FILE: anybody on the net could "
    f"call the service. Name a clients file, or set {PREFIX}OPEN_TO_THE_NETWORK_WITHOUT_AUTHENTICATION=true"
)


class Settings(BaseSettings):
    """Everything that can be set. Times are in milliseconds, sizes in bytes."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid", hide_input_in_errors=True
    )

    host: str = Field("127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(8080, ge=0, le=65535, description="port to listen on")
    workers: int = Field(2, ge=1, le=64, description="worker processes; they share the release's memory")
    pin_workers: Annotated[bool, AfterValidator(_pinning)] = Field(
        default=False, description="each worker keeps to one processor, on a machine that the service has to itself"
    )
    threads: int = Field(8, ge=1, le=256, description="calls that a worker answers at a time")
    queue: int = Field(16, ge=0, le=1000, description="calls that may wait for their turn in a worker; more get 503")
    queue_timeout_ms: int = Field(1000, ge=0, le=60_000, description="longest time that a call waits for its turn")
    call_timeout_ms: int = Field(10_000, ge=100, le=300_000, description="longest time for one call")
    receive_timeout_ms: int = Field(
        10_000, ge=100, le=300_000, description="longest time for a request to arrive, headers and body"
    )
    public_url: Annotated[str, AfterValidator(_public_url)] = Field(
        "", description="address under which clients reach it; http://HOST:PORT if not set"
    )
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///coding-cards.sqlite3", description="where cards and feedback are recorded"
    )
    hash_key: SecretStr | None = Field(
        None, min_length=16, description="key of the patient hashes; a file next to the database if not set"
    )
    store_strict: bool = Field(default=False, description="answer 503 to hook calls that cannot be recorded")
    override_window_h: int = Field(
        168,
        ge=0,
        le=87_600,
        description="hours in which a question dismissed in an encounter is not asked again; 0: none",
    )
    retention_days: int = Field(
        730,
        ge=0,
        le=36_500,
        description="days of records that `store prune` leaves, when it is run; 0: it deletes only expired tokens",
    )
    patient_view_triggers: Annotated[_Texts, AfterValidator(_triggers)] = Field(
        DEFAULT_TRIGGERS,
        description="what patient-view answers to: none (no trigger is named), numbers of Epic's triggers",
    )
    releases_dir: Annotated[Path, AfterValidator(_directory)] | None = Field(
        None, description="directory of added ICD-10-CM releases"
    )
    releases_check_s: float = Field(
        10, ge=0.1, le=3600, description="seconds between two looks into the directory of releases"
    )
    release_table_urls: Annotated[_Texts, AfterValidator(_templates)] = Field(
        (),
        description="where `release fetch` finds the zip of tables and index; on the CDC's and CMS's sites if not set",
    )
    release_code_urls: Annotated[_Texts, AfterValidator(_templates)] = Field(
        (), description="where `release fetch` finds the zip of code descriptions; on the same sites if not set"
    )
    cache_dir: Path | None = Field(
        None,
        description="directory of this user alone for compiled releases, for quicker starts; in the user's cache if "
        "not set",
    )
    clients_file: _File | None = Field(None, description="TOML file of the trusted clients")
    rules_file: _File | None = Field(None, description="TOML file of a hospital's overrides of rules and cards")
    max_cards: int = Field(3, ge=1, le=1000, description="cards shown for one call at most")
    rules_off: Annotated[frozenset[str], NoDecode, BeforeValidator(_split), AfterValidator(_rule_ids)] = Field(
        frozenset(), description="ids of rules that show no cards"
    )
    rules_on: Annotated[frozenset[str], NoDecode, BeforeValidator(_split), AfterValidator(_rule_ids)] = Field(
        frozenset(), description="ids of optional rules to show; what they find is recorded in any case"
    )
    mode: Literal["live", "silent"] = Field("live", description="silent: review and record, but show no card")
    read_reports: Literal["off", "silent", "live"] = Field(
        "live", description="reports and notes: off, read without showing cards (silent), or live"
    )
    profile: Literal["generic", "epic", "advice"] = Field(
        "generic", description="what clients can carry out, unless the clients file says otherwise of one"
    )
    icd_10_cm_systems: _Texts = Field(
        (),
        description="further code systems (URIs) of ICD-10-CM codes, unless the clients file has some for a client",
    )
    fhir_servers: Annotated[_Texts, AfterValidator(_fhir_servers)] = Field(
        (), description="base URLs of the FHIR servers that may be called"
    )
    fhir_timeout_ms: int = Field(1000, ge=10, le=60_000, description="longest time for one FHIR request")
    fetch_budget_ms: int = Field(1500, ge=10, le=60_000, description="longest time for all FHIR requests of a call")
    fhir_max_pages: int = Field(10, ge=1, le=1000, description="pages followed of one search")
    fhir_max_bytes: int = Field(5_000_000, ge=1000, description="largest answer of a FHIR server")
    fhir_ca_file: _File | None = Field(None, description="certificates to trust for FHIR servers, instead of the usual")
    max_body_bytes: int = Field(5_000_000, ge=1000, description="largest hook call")
    max_resources: int = Field(5000, ge=10, description="resources that one call may bring")
    cors_origins: Annotated[_Texts, AfterValidator(_origins)] = Field(
        (), description="origins of browser-based clients"
    )
    log_format: Literal["console", "json"] = Field("console", description="how log lines are written")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="what is logged")
    owner: str = Field(
        "", max_length=200, description="who runs this service, for /about: a department and how to reach it"
    )
    pages_password: SecretStr | None = Field(
        None,
        min_length=12,
        description="password of the workbench and the report where clients are configured, at least 12 characters; "
        "without it they are locked",
    )
    metrics_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="bearer token for /metrics, at least 16 characters; "
        "without it they are shown on loopback in open mode alone",
    )
    open_to_the_network_without_authentication: bool = Field(
        default=False,
        description="let the service listen beyond this machine although no clients file is set",
    )

    @model_validator(mode="after")
    def _not_exposed(self) -> Settings:
        """Refuse to listen to the network without authentication, unless that is asked for."""
        if self.is_open and not self.is_on_loopback and not self.open_to_the_network_without_authentication:
            raise ValueError(_EXPOSED)
        return self

    @property
    def compiled_dir(self) -> Path | None:
        """Where compiled releases are kept; None for a user without a home (XDG Base Directory Specification)."""
        if self.cache_dir is not None:
            return self.cache_dir
        try:
            return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "coding-cards"
        except RuntimeError:
            return None

    @property
    def is_open(self) -> bool:
        """Return whether the service answers calls without authentication."""
        return self.clients_file is None

    @property
    def is_on_loopback(self) -> bool:
        """Return whether the service listens on this machine alone."""
        return is_loopback_name(self.host)

    @property
    def hidden_rules(self) -> frozenset[str]:
        """The ids of the rules that show no cards: those turned off, and optional ones that are not turned on."""
        # The rules are loaded only when they are asked for.
        from icd10cm.rules import REGISTRY  # noqa: PLC0415

        optional = {rule.id for rule in REGISTRY if rule.is_optional}
        return self.rules_off | optional - self.rules_on

    @property
    def url(self) -> str:
        """The public address, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def allowed_servers(self) -> AllowedServers:
        """The FHIR servers that may be called.

        Where none is listed, an open service on loopback may call servers on its own machine: enough to try
        it out with a local server, and of no use for reaching anything that its caller does not reach
        already.
        """
        listed = tuple(server for url in self.fhir_servers if (server := parse_server(url)) is not None)
        return AllowedServers(listed, loopback=not listed and self.is_open and self.is_on_loopback)

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """The origins that browsers may call from: all, for an open service on loopback that lists none."""
        return self.cors_origins or (("*",) if self.is_open and self.is_on_loopback else ())

    @property
    def fhir_limits(self) -> FhirLimits:
        """The limits of the FHIR client of one worker."""
        return FhirLimits(
            request_timeout_s=self.fhir_timeout_ms / 1000,
            budget_s=self.fetch_budget_ms / 1000,
            max_pages=self.fhir_max_pages,
            max_bytes=self.fhir_max_bytes,
            threads=min(256, 4 * self.threads),
        )


def load_settings(*, host: str | None = None, port: int | None = None) -> Settings:
    """Return the settings of the environment; a host and a port given go before it.

    :raises SettingsError: with every fault, each named by its environment variable.
    """
    given: dict[str, Any] = {"host": host, "port": port}
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        faults = [_say(str(fault["msg"]), fault["loc"]) for fault in error.errors()]
    # What the settings say together is checked only once each is right by itself; it is reported all the same.
    if _EXPOSED not in faults and _is_exposed(host or os.environ.get(f"{PREFIX}HOST", "127.0.0.1")):
        faults.append(_EXPOSED)
    raise SettingsError(tuple(faults))


def load_command_settings() -> Settings:
    """Return the settings for a command that listens to nobody: who may call the service is of no matter to it.

    :raises SettingsError: with every fault, each named by its environment variable.
    """
    return load_settings(host="127.0.0.1")


def _is_exposed(host: str) -> bool:
    excused = ("CLIENTS_FILE", "OPEN_TO_THE_NETWORK_WITHOUT_AUTHENTICATION")
    return not is_loopback_name(host) and not any(os.environ.get(f"{PREFIX}{name}") for name in excused)


def unknown_variables() -> tuple[str, ...]:
    """Return the names of variables that look like settings and are none: most are misspelt."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    return tuple(sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known))


def _say(message: str, place: tuple[int | str, ...]) -> str:
    """Return one fault in words; the value is left out, since a setting can hold a password."""
    told = message.removeprefix("Value error, ").replace("items after validation", "characters")
    return f"{PREFIX}{str(place[0]).upper()}: {told}" if place else told
