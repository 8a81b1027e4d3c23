"""Fetching a key set from a server that misbehaves."""

from __future__ import annotations

import socket
import time

import pytest

from cds_service.clients.key_fetch import KeyFetch
from cds_service.clients.key_source import KeysUnavailableError


def test_document_is_fetched(fhir_origin: str) -> None:
    assert KeyFetch(f"{fhir_origin}/good/jwks.json")().startswith(b"{")


@pytest.mark.parametrize(
    ("behavior", "why"),
    [
        ("redirected", "status 307"),
        ("redirected-away", "status 302"),
        ("failing", "status 500"),
        ("huge", "too large"),
        ("gzip-bomb", "too large|connection"),
        ("trickle", "timeout"),
        ("trickle-headers", "timeout"),
        ("silent", "connection"),
        ("hang-up", "connection"),
        ("broken", "connection"),
    ],
)
def test_misbehavior_is_named_in_time(fhir_origin: str, behavior: str, why: str) -> None:
    start = time.monotonic()
    with pytest.raises(KeysUnavailableError, match=why):
        KeyFetch(f"{fhir_origin}/{behavior}/jwks.json")()
    assert time.monotonic() - start < 30


def test_name_that_leads_to_this_machine_is_not_called(fhir_origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr("socket.getaddrinfo", lambda _host, *rest, **more: real("127.0.0.1", *rest, **more))
    port = fhir_origin.rsplit(":", 1)[1]
    with pytest.raises(KeysUnavailableError, match="forbidden address"):
        KeyFetch(f"https://ehr.example.org:{port}/good/jwks.json")()


def test_nobody_listening_is_a_failed_connection() -> None:
    with pytest.raises(KeysUnavailableError, match="connection"):
        KeyFetch("http://127.0.0.1:1/jwks.json")()
