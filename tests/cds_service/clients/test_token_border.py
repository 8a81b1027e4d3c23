"""Tokens of any shape get 401 or pass, never 500; and a token whose call was turned away for now is not spent."""

from __future__ import annotations

import contextlib
import json
import logging
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cds_service.app import create_app
from cds_service.clients.authenticator import TokenAuthenticator
from cds_service.clients.client import CdsClient
from cds_service.clients.clients import Clients, Trusted
from cds_service.clients.key_set import parse_key_set
from cds_service.clients.key_source import FileKeys
from cds_service.clients.seen_tokens import NodeSeenTokens
from cds_service.clients.token import TokenRefusedError
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from tests.cds_service.signing import ISSUER, JKU, URL, claims, key, key_set, token, write_clients

if TYPE_CHECKING:
    from pathlib import Path

    from flask.testing import FlaskClient

OWN = key("ES256")
PATH = "/cds-services/coding-review-order-sign"
ODD = [None, True, -1, 2**70, 1.5, 1e400, "", "x", "ES256", [], [7], ["ES256"], {}, {"alg": "ES256"}, "\ud800"]
HEADER = ["alg", "kid", "jku", "typ", "crit", "b64", "x5c", "jwk"]
PAYLOAD = ["iss", "aud", "exp", "iat", "nbf", "jti", "tenant", "sub"]
CLIENTS = Clients((Trusted(CdsClient("main", ISSUER, JKU), FileKeys(parse_key_set(key_set(OWN)))),))


def signed(header: dict[str, Any], payload: dict[str, Any]) -> str:
    """Return a token with these members changed, signed whatever they are."""
    head = {"kid": OWN.kid, "jku": JKU, "typ": "JWT", "alg": "ES256"} | header
    segments = [json.dumps(each).encode() for each in (head, claims() | payload)]
    parts = b".".join(jwt.utils.base64url_encode(each) for each in segments)
    algorithm = jwt.algorithms.ECAlgorithm(jwt.algorithms.ECAlgorithm.SHA256)
    signature = jwt.utils.base64url_encode(algorithm.sign(parts, OWN.private))
    return f"{parts.decode()}.{signature.decode()}"


@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(st.sampled_from(HEADER), st.sampled_from(ODD), max_size=2),
    st.dictionaries(st.sampled_from(PAYLOAD), st.sampled_from(ODD), max_size=2),
)
def test_token_of_any_shape_is_taken_or_refused(header: dict[str, Any], payload: dict[str, Any]) -> None:
    authenticate = TokenAuthenticator(CLIENTS, NodeSeenTokens(rows=1))
    with contextlib.suppress(TokenRefusedError):
        taken = authenticate(f"Bearer {signed(header, payload)}", URL)
        assert taken.client.name == "main"
        assert taken.jti


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=40) | st.binary(max_size=40).map(lambda raw: raw.decode("latin-1")))
def test_header_of_any_text_is_refused(text: str) -> None:
    authenticate = TokenAuthenticator(CLIENTS, NodeSeenTokens(rows=1))
    for header in (text, f"Bearer {text}", f"Bearer {text}.{text}.{text}", f"Bearer {signed({}, {})[:50]}{text}"):
        with pytest.raises(TokenRefusedError):
            authenticate(header, URL)


@pytest.mark.parametrize("name", [*HEADER, *PAYLOAD])
def test_strangers_cannot_raise_the_count_of_failures(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.INFO)
    service = client(tmp_path)
    for odd in ODD:
        bearer = signed({name: odd} if name in HEADER else {}, {name: odd} if name in PAYLOAD else {})
        answer = service.post(PATH, json={}, headers={"Authorization": f"Bearer {bearer}"})
        assert answer.status_code in {400, 401}
    assert "failure" not in [record.msg for record in caplog.records]


def client(directory: Path, more: str = "") -> FlaskClient:
    table = f'[clients.main]\niss = "{ISSUER}"\njku = "{JKU}"\njwks_file = "keys.json"\n{more}'
    file = write_clients(directory, table, keys=key_set(OWN))
    return create_app(Settings(clients_file=file), load_releases(None)).test_client()


def test_token_of_a_call_that_came_too_soon_is_not_spent(tmp_path: Path, osteomyelitis: dict[str, Any]) -> None:
    service = client(tmp_path, "calls_per_minute = 1\n")

    def post(bearer: str) -> int:
        return service.post(PATH, json=osteomyelitis, headers={"Authorization": f"Bearer {bearer}"}).status_code

    first, second = token(OWN), token(OWN)
    assert post(first) == 200
    assert [post(second), post(second)] == [429, 429]
    assert post(first) == 401


def test_token_of_a_call_that_could_not_be_served_is_not_spent(tmp_path: Path) -> None:
    service = client(tmp_path)
    bearer = {"Authorization": f"Bearer {token(OWN, aud=f'{URL}/feedback')}"}
    sent = [service.post(f"{PATH}/feedback", json={"feedback": []}, headers=bearer).status_code for _ in range(2)]
    assert sent == [503, 503]  # there is no store here
