"""The clients file: read whole, every fault at once, nothing that was written quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cds_service.clients.client import CdsClient
from cds_service.clients.clients_file import load_clients
from cds_service.clients.key_source import FetchedKeys, FileKeys
from cds_service.errors import SettingsError
from cds_service.fhir_client.allowed_servers import AllowedServers, parse_server
from tests.cds_service.signing import write_clients

if TYPE_CHECKING:
    from pathlib import Path

LISTED = parse_server("https://default.example/r4")
assert LISTED is not None
DEFAULTS = CdsClient("open", servers=AllowedServers((LISTED,)), is_silent=True)


def faults(directory: Path, *tables: str) -> list[str]:
    path = write_clients(directory, *tables)
    with pytest.raises(SettingsError) as raised:
        load_clients(path, DEFAULTS)
    assert all(fault.startswith(str(path)) for fault in raised.value.faults)
    return [fault.removeprefix(f"{path}: ") for fault in raised.value.faults]


def test_client_has_what_its_table_says(tmp_path: Path) -> None:
    path = write_clients(
        tmp_path,
        """
        [clients.main-hospital]
        iss = "https://ehr.example.org"
        jku = "https://ehr.example.org/jwks.json"
        aud = ["one", "two"]
        tenants = ["t1"]
        fhir_servers = ["https://ehr.example.org/r4"]
        profile = "epic"
        mode = "live"
        calls_per_minute = 1200
        clock_skew_s = 5
        """,
    )
    (trusted,) = load_clients(path, DEFAULTS).all
    client = trusted.client
    assert isinstance(trusted.keys, FetchedKeys)
    assert (client.name, client.issuer, client.jku) == (
        "main-hospital",
        "https://ehr.example.org",
        "https://ehr.example.org/jwks.json",
    )
    assert (client.audiences, client.tenants) == ({"one", "two"}, {"t1"})
    assert (client.profile, client.is_silent, client.calls_per_minute, client.clock_skew_s) == ("epic", False, 1200, 5)
    assert client.servers.find("https://ehr.example.org/r4") is not None
    assert client.servers.find("https://default.example/r4") is None
    assert client.servers.find("http://127.0.0.1:9000/r4") is None


def test_what_a_table_leaves_out_comes_from_the_settings(tmp_path: Path) -> None:
    (trusted,) = load_clients(write_clients(tmp_path), DEFAULTS).all
    assert isinstance(trusted.keys, FileKeys)
    assert (trusted.client.profile, trusted.client.is_silent, trusted.client.calls_per_minute) == ("generic", True, 0)
    assert trusted.client.servers == DEFAULTS.servers
    assert (trusted.client.audiences, trusted.client.tenants) == (frozenset(), frozenset())


def test_no_fhir_servers_means_none(tmp_path: Path) -> None:
    table = '[clients.a]\niss = "i"\njwks_file = "keys.json"\nfhir_servers = []'
    (trusted,) = load_clients(write_clients(tmp_path, table), DEFAULTS).all
    assert trusted.client.servers.find("https://default.example/r4") is None


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    told = faults(
        tmp_path,
        '[clients.one]\niss = ""\njku = "http://ehr.example.org/keys"\nprofil = "epic"',
        '[clients.two]\nprofile = "loud"\nmode = "off"\ncalls_per_minute = -1\njwks_file = "keys.json"',
        '[clients.three]\niss = "i"',
        '[clients.four]\niss = "i"\njwks_file = "keys.json"\nfhir_servers = ["http://ehr.example.org/r4"]\naud = []',
        '[clients."Not A Name"]\niss = "i"\njwks_file = "keys.json"',
    )
    assert sorted(fault.split(":")[0] for fault in told) == [
        "clients.Not A Name",
        "clients.four.aud",
        "clients.four.fhir_servers.0",
        "clients.one.iss",
        "clients.one.jku",
        "clients.one.profil",
        "clients.three",
        "clients.two.calls_per_minute",
        "clients.two.iss",
        "clients.two.mode",
        "clients.two.profile",
    ]


@pytest.mark.parametrize(
    "jku",
    [
        "http://ehr.example.org/keys",
        "ftp://ehr.example.org/keys",
        "https://user@ehr.example.org/keys",
        "https:///keys",
        "https://ehr.example.org/keys#x",
        "/etc/passwd",
        "https://[::1",
    ],
)
def test_keys_come_over_https_alone(tmp_path: Path, jku: str) -> None:
    (fault,) = faults(tmp_path, f'[clients.a]\niss = "i"\njku = "{jku}"')
    assert "https" in fault
    assert jku not in fault


def test_key_files_are_read_at_start(tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "private.json").write_text('{"keys": [{"kty": "EC", "d": "secret", "kid": "k"}]}')
    told = faults(
        tmp_path,
        '[clients.a]\niss = "a"\njwks_file = "missing.json"',
        '[clients.b]\niss = "b"\njwks_file = "broken.json"',
        '[clients.c]\niss = "c"\njwks_file = "private.json"',
    )
    assert told == [
        "clients.a.jwks_file: cannot be read: No such file or directory",
        "clients.b.jwks_file: is not JSON",
        "clients.c.jwks_file: holds a private key; it must hold public keys only",
    ]


@pytest.mark.parametrize(
    ("first", "second"), [("", ""), ('tenants = ["x"]', ""), ('tenants = ["x", "y"]', 'tenants = ["x"]')]
)
def test_clients_that_no_token_tells_apart_are_refused(tmp_path: Path, first: str, second: str) -> None:
    told = faults(
        tmp_path,
        f'[clients.a]\niss = "i"\njwks_file = "keys.json"\n{first}',
        f'[clients.b]\niss = "i"\njwks_file = "keys.json"\n{second}',
    )
    assert told == ["clients.b: has the iss of clients.a, and no tenants of its own"]


@pytest.mark.parametrize("text", ["", "x = 1", "[clients]", "not TOML at all", "clients = 7"])
def test_file_without_clients_is_refused(tmp_path: Path, text: str) -> None:
    assert len(faults(tmp_path, text)) >= 1


def test_name_of_open_mode_is_refused(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, '[clients.open]\niss = "i"\njwks_file = "keys.json"')
    assert "without authentication" in fault
