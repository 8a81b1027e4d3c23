"""Which FHIR servers may be called."""

from __future__ import annotations

import pytest

from cds_service.fhir_client.allowed_servers import AllowedServers, is_forbidden_address, parse_server

LISTED = tuple(
    server for url in ("https://ehr.example.org/fhir/r4/", "https://other.example.org") if (server := parse_server(url))
)


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://ehr.example.org/fhir/r4", "https://ehr.example.org/fhir/r4"),
        ("https://EHR.example.org:443/fhir/r4/", "https://ehr.example.org/fhir/r4"),
        ("https://ehr.example.org/fhir/r4/tenant", "https://ehr.example.org/fhir/r4/tenant"),
        ("https://other.example.org/any/path", "https://other.example.org/any/path"),
    ],
)
def test_listed_servers_and_what_lies_below_them_are_allowed(url: str, base: str) -> None:
    found = AllowedServers(LISTED).find(url)
    assert found is not None
    assert found.text == base


@pytest.mark.parametrize(
    "url",
    [
        "http://ehr.example.org/fhir/r4",
        "https://ehr.example.org:8443/fhir/r4",
        "https://ehr.example.org/fhir/r4x",
        "https://ehr.example.org/fhir",
        "https://ehr.example.org/fhir/r4/../../admin",
        "https://ehr.example.org/fhir/r4/%2e%2e/admin",
        "https://ehr.example.org/fhir/r4//admin",
        "https://ehr.example.org/fhir/r4?x=1",
        "https://ehr.example.org/fhir/r4#x",
        "https://user@ehr.example.org/fhir/r4",
        "gopher://ehr.example.org:443/fhir/r4",
        "gopher://ehr.example.org/fhir/r4",
        "https://ehr.example.org@evil.example/fhir/r4",
        "https://ehr.example.org\\@evil.example/fhir/r4",
        "https://ehr.example.org.evil.example/fhir/r4",
        "https://ehr.example.org:x/fhir/r4",
        "https:///fhir/r4",
        "ftp://ehr.example.org/fhir/r4",
        "//ehr.example.org/fhir/r4",
        "ehr.example.org/fhir/r4",
        "https://[::1/fhir",
        "",
        "http://127.0.0.1:8000/fhir",
        "http://localhost/fhir",
    ],
)
def test_other_servers_are_not(url: str) -> None:
    assert AllowedServers(LISTED).find(url) is None


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:8000/fhir", True),
        ("http://localhost:8000/fhir", True),
        ("http://[::1]:8000/fhir", True),
        ("http://169.254.169.254/latest", False),
        ("http://10.0.0.1/fhir", False),
        ("http://0.0.0.0/fhir", False),
        ("http://localhost.evil.example/fhir", False),
        ("https://ehr.example.org/fhir", False),
    ],
)
def test_loopback_means_this_machine_alone(url: str, *, allowed: bool) -> None:
    assert (AllowedServers(loopback=True).find(url) is not None) is allowed


@pytest.mark.parametrize(
    ("address", "forbidden"),
    [
        ("169.254.169.254", True),
        ("::ffff:169.254.169.254", True),
        ("fe80::1%eth0", True),
        ("fd00:ec2::254", True),
        ("100.100.100.200", True),
        ("0.0.0.0", True),  # noqa: S104 - an address to refuse
        ("224.0.0.1", True),
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("64:ff9b::a9fe:a9fe", True),
        ("2002:a9fe:a9fe::1", True),
        ("::a9fe:a9fe", True),
        ("64:ff9b::7f00:1", True),
        ("168.63.129.16", True),
        ("64:ff9b::5db8:d822", False),
        ("2001:db8::1", False),
        ("10.1.2.3", False),
        ("93.184.216.34", False),
    ],
)
def test_forbidden_addresses(address: str, *, forbidden: bool) -> None:
    assert is_forbidden_address(address, loopback_allowed=False) is forbidden


def test_loopback_address_is_allowed_where_it_was_named() -> None:
    assert not is_forbidden_address("127.0.0.1", loopback_allowed=True)


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("Condition?patient=1", "https://ehr.example.org/fhir/r4/Condition?patient=1"),
        ("https://ehr.example.org/fhir/r4?_page=2", "https://ehr.example.org/fhir/r4?_page=2"),
        ("?_getpages=7", "https://ehr.example.org/fhir/r4/?_getpages=7"),
        ("/fhir/r4?_getpages=7", "https://ehr.example.org/fhir/r4?_getpages=7"),
        ("/fhir/r4/pages/2", "https://ehr.example.org/fhir/r4/pages/2"),
        ("https://EHR.example.org:443/fhir/r4/x", "https://EHR.example.org:443/fhir/r4/x"),
        ("Condition/a%20b", "https://ehr.example.org/fhir/r4/Condition/a%20b"),
        ("/pages/2", None),
        ("/fhir/r4x", None),
        ("/fhir/r4/../admin", None),
        ("/fhir/r4/%2e%2e/admin", None),
        ("/fhir/r4/%252e%252e%252fadmin", None),
        ("/fhir/r4/..;/admin", None),
        ("/fhir/r4/..%5Cadmin", None),
        ("http://ehr.example.org/x", None),
        ("https://evil.example/x", None),
        ("//evil.example/x", None),
        ("https://ehr.example.org@evil.example/", None),
        ("https://user:pw@ehr.example.org/", None),
        ("https://ehr.example.org:99999/", None),
        ("file:///etc/passwd", None),
    ],
)
def test_links_stay_on_the_server(target: str, url: str | None) -> None:
    assert LISTED[0].resolve(target) == url
