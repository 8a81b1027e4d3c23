"""Every way in that must be shut, each refused for the right reason; and what is refused says nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import time
from typing import TYPE_CHECKING, Any

import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases
from cds_service.settings import Settings
from tests.cds_service.signing import ISSUER, JKU, SigningKey, claims, key, key_set, token, write_clients

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PATH = "/cds-services/coding-review-order-sign"
HEAD = {"alg": "ES384", "kid": "key-1"}
OTHER = key("ES384", kid="key-of-somebody-else")


def part(document: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(document)).rstrip(b"=").decode()


def forged(head: dict[str, Any], payload: dict[str, Any], signature: str = "AAAA") -> str:
    return f"{part(head)}.{part(payload)}.{signature}"


def unsigned() -> str:
    return forged({"alg": "none", "typ": "JWT", "kid": "key-1"}, claims(), "")


def signed_with_public_key(form: Callable[[Any], bytes]) -> str:
    """Return a token whose HMAC secret is the public key, as everybody can make it."""
    head = {"alg": "HS256", "typ": "JWT", "kid": "key-1"}
    signed = f"{part(head)}.{part(claims())}"
    mac = hmac.digest(form(key().private.public_key()), signed.encode(), hashlib.sha256)
    return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def pem(public: Any) -> bytes:
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def altered(name: str, value: object) -> str:
    """Return a good token whose payload was changed after signing."""
    head, payload, signature = token().split(".")
    read = orjson.loads(base64.urlsafe_b64decode(payload + "=="))
    return f"{head}.{part(read | {name: value})}.{signature}"


def own_key_in_header() -> str:
    return token(SigningKey("key-1", "ES384", OTHER.private), headers={"jwk": OTHER.public_jwk})


def ago(seconds: int) -> int:
    """Return a moment as tokens tell it, when the attack is made and not when it is collected."""
    return int(time.time()) - seconds


def ahead(seconds: int) -> int:
    return ago(-seconds)


ATTACKS: dict[str, tuple[str, Callable[[], str]]] = {
    "no algorithm": ("algorithm", unsigned),
    "HS256 with the public key as PEM": ("algorithm", lambda: signed_with_public_key(pem)),
    "HS256 with the key set": ("algorithm", lambda: signed_with_public_key(lambda _: key_set(key()))),
    "algorithm of another kind for this key": ("unknown key", lambda: token(key("RS256", kid="key-1"))),
    "algorithm of a curve not taken": ("algorithm", lambda: forged({"alg": "ES256K", "kid": "key-1"}, claims())),
    "unknown kid": ("unknown key", lambda: token(OTHER)),
    "no kid": ("malformed", lambda: token(headers={"kid": None})),
    "kid of a trusted key, signed by another": (
        "signature",
        lambda: token(SigningKey("key-1", "ES384", OTHER.private)),
    ),
    "own key in the header": ("signature", own_key_in_header),
    "foreign jku": ("jku not pinned", lambda: token(headers={"jku": "https://evil.example/jwks.json"})),
    "jku below the pinned one": ("jku not pinned", lambda: token(headers={"jku": f"{JKU}/../evil"})),
    "jku of another case": ("jku not pinned", lambda: token(headers={"jku": JKU.upper()})),
    "unknown issuer": ("unknown issuer", lambda: token(iss="https://evil.example")),
    "issuer with a slash more": ("unknown issuer", lambda: token(iss=f"{ISSUER}/")),
    "issuer that is a list": ("malformed", lambda: forged(HEAD, claims(iss=[ISSUER]))),
    "no issuer": ("malformed", lambda: token(iss=None)),
    "expired": ("expired", lambda: token(iat=ago(400), exp=ago(100))),
    "no expiry": ("malformed", lambda: token(exp=None)),
    "expiry that is no date": ("malformed", lambda: forged(HEAD, claims(exp="tomorrow"))),
    "expiry beyond all years": ("malformed", lambda: token(exp=10**18)),
    "not yet valid": ("not yet valid", lambda: token(nbf=ahead(200))),
    "issued in the future": ("not yet valid", lambda: token(iat=ahead(200), exp=ahead(400))),
    "no time of issue": ("malformed", lambda: token(iat=None)),
    "an hour of life": ("too long-lived", lambda: token(exp=ahead(3600))),
    "a backdated issue": ("too long-lived", lambda: token(iat=ago(3000), exp=ahead(200))),
    "for another service": (
        "audience",
        lambda: token(aud="http://127.0.0.1:8080/cds-services/coding-review-order-select"),
    ),
    "for discovery": ("audience", lambda: token(aud="http://127.0.0.1:8080/cds-services")),
    "for another host": ("audience", lambda: token(aud="https://other.example/cds-services/coding-review-order-sign")),
    "for nobody": ("audience", lambda: token(aud=None)),
    "for a part of the address": ("audience", lambda: token(aud="http://127.0.0.1:8080")),
    "no id": ("malformed", lambda: token(jti=None)),
    "an id without end": ("malformed", lambda: token(jti="x" * 600)),
    "payload altered": ("signature", lambda: altered("sub", "somebody")),
    "expiry altered": ("signature", lambda: altered("exp", ahead(299))),
    "signature cut": ("signature", lambda: token()[:-4]),
    "signature left out": ("signature", lambda: token().rsplit(".", 1)[0] + "."),
    "an access token": ("malformed", lambda: token(headers={"typ": "at+jwt"})),
    "an extension that must be understood": ("malformed", lambda: token(headers={"crit": ["b64"], "b64": True})),
    "two parts": ("malformed", lambda: "a.b"),
    "no JSON": ("malformed", lambda: "!!!.???.x"),
    "a JSON bomb": ("malformed", lambda: f"{base64.urlsafe_b64encode(b'[' * 4000).decode()}.{part({})}.x"),
    "not ASCII": ("malformed", lambda: "é.é.é"),
    "very long": ("malformed", lambda: f"{'a' * 9000}.b.c"),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    settings = Settings(clients_file=write_clients(tmp_path_factory.mktemp("clients")))
    return create_app(settings, load_releases(None)).test_client()


def call(client: FlaskClient, bearer: str, osteomyelitis: dict[str, Any], path: str = PATH) -> TestResponse:
    return client.post(path, json=osteomyelitis, headers={"Authorization": f"Bearer {bearer}"})


def reasons(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.fields["why"] for record in caplog.records if record.msg == "token refused"]


def check_bare(answer: TestResponse) -> None:
    assert answer.status_code == 401
    assert answer.data == b""
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_good_token_is_accepted(client: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    assert call(client, token(), osteomyelitis).status_code == 200


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused_for_the_right_reason(
    client: FlaskClient, osteomyelitis: dict[str, Any], caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.INFO)
    reason, make = ATTACKS[name]
    bad = make()
    check_bare(call(client, bad, osteomyelitis))
    assert reasons(caplog) == [reason]
    logged = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert not any(len(piece) > 3 and piece in logged for piece in bad.split("."))


def test_token_is_good_once(
    client: FlaskClient, osteomyelitis: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    once = token()
    assert call(client, once, osteomyelitis).status_code == 200
    check_bare(call(client, once, osteomyelitis))
    assert reasons(caplog) == ["replayed"]


def test_id_is_not_used_up_by_a_forgery(client: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    check_bare(call(client, token(SigningKey("key-1", "ES384", OTHER.private), jti="abc"), osteomyelitis))
    assert call(client, token(jti="abc"), osteomyelitis).status_code == 200


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Basic dTpw", "bearer", f"Token {token()}", token()]
)
def test_call_without_a_bearer_token_is_refused(
    client: FlaskClient, osteomyelitis: dict[str, Any], authorization: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    check_bare(client.post(PATH, json=osteomyelitis, headers=headers))
    assert reasons(caplog) == ["no token"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/cds-services"),
        ("GET", "/cds-services/"),
        ("POST", PATH),
        ("POST", "/cds-services/nothing"),
        ("POST", f"{PATH}/feedback"),
        ("HEAD", "/cds-services"),
    ],
)
def test_all_of_cds_services_is_guarded(client: FlaskClient, method: str, path: str) -> None:
    assert client.open(path, method=method, json={}).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "//cds-services",
        "/./cds-services",
        "/CDS-SERVICES",
        "/cds-services/../healthz",
        "/cds-services\\",
        "/x/../cds-services",
    ],
)
def test_no_spelling_of_the_path_gets_around(client: FlaskClient, path: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": path})
    assert answer.status_code in {308, 401, 404, 405}


def test_discovery_and_feedback_have_urls_of_their_own(client: FlaskClient) -> None:
    base = "http://127.0.0.1:8080/cds-services"
    listed = client.get("/cds-services", headers={"Authorization": f"Bearer {token(aud=base)}"})
    assert listed.status_code == 200
    feedback = f"{PATH}/feedback"
    bearer = {"Authorization": f"Bearer {token(aud=[f'{base}/coding-review-order-sign/feedback', 'other'])}"}
    assert client.post(feedback, json={"feedback": []}, headers=bearer).status_code == 503  # there is no store here


def test_host_header_plays_no_part(client: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    forged = token(aud="http://evil.example/cds-services/coding-review-order-sign")
    headers = {"Authorization": f"Bearer {forged}", "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    check_bare(client.post(PATH, json=osteomyelitis, headers=headers))


def test_preflight_needs_no_token(tmp_path: Path) -> None:
    settings = Settings(clients_file=write_clients(tmp_path), cors_origins="https://ehr.example.org")
    client = create_app(settings, load_releases(None)).test_client()
    asked = {"Origin": "https://ehr.example.org", "Access-Control-Request-Method": "POST"}
    answer = client.options(PATH, headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "https://ehr.example.org"
    refused = client.post(PATH, json={}, headers={"Origin": "https://ehr.example.org"})
    assert refused.headers["Access-Control-Allow-Origin"] == "https://ehr.example.org"
    assert (
        "Access-Control-Allow-Origin"
        not in client.options(PATH, headers=asked | {"Origin": "https://evil.example"}).headers
    )


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
def test_every_asymmetric_algorithm_is_taken(algorithm: str, osteomyelitis: dict[str, Any], tmp_path: Path) -> None:
    own = key("RS256") if algorithm[0] in "RP" else key(algorithm)
    settings = Settings(clients_file=write_clients(tmp_path, keys=key_set(own)))
    client = create_app(settings, load_releases(None)).test_client()
    assert call(client, token(SigningKey(own.kid, algorithm, own.private)), osteomyelitis).status_code == 200


def test_key_declared_for_one_algorithm_verifies_no_other(osteomyelitis: dict[str, Any], tmp_path: Path) -> None:
    own = key("RS256")
    keys = orjson.dumps({"keys": [own.public_jwk | {"alg": "RS384"}]})
    client = create_app(Settings(clients_file=write_clients(tmp_path, keys=keys)), load_releases(None)).test_client()
    assert call(client, token(SigningKey(own.kid, "RS256", own.private)), osteomyelitis).status_code == 401
    assert call(client, token(SigningKey(own.kid, "RS384", own.private)), osteomyelitis).status_code == 200


def test_small_skew_of_clocks_is_forgiven(client: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    now = int(time.time())
    for times in ({"iat": now + 20, "exp": now + 320}, {"iat": now - 310, "exp": now - 10}, {"nbf": now - 300}):
        assert call(client, token(**times), osteomyelitis).status_code == 200


def test_tenants_are_told_apart(
    osteomyelitis: dict[str, Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    tables = [
        f'[clients.{name}]\niss = "{ISSUER}"\njwks_file = "{name}.json"\ntenants = ["{name}"]\n'
        for name in ("east", "west")
    ]
    (tmp_path / "east.json").write_bytes(key_set(key()))
    (tmp_path / "west.json").write_bytes(key_set(OTHER))
    client = create_app(Settings(clients_file=write_clients(tmp_path, *tables)), load_releases(None)).test_client()
    without_jku = {"jku": None}
    assert call(client, token(headers=without_jku, tenant="east"), osteomyelitis).status_code == 200
    assert call(client, token(OTHER, headers=without_jku, tenant="west"), osteomyelitis).status_code == 200
    for bad in (
        token(headers=without_jku, tenant="west"),
        token(headers=without_jku, tenant="north"),
        token(headers=without_jku),
        token(tenant="east"),
    ):
        check_bare(call(client, bad, osteomyelitis))
    assert reasons(caplog) == ["unknown key", "unknown tenant", "unknown tenant", "jku not pinned"]
    calls = [record.fields["client"] for record in caplog.records if record.msg == "call"]
    assert calls == ["east", "west"]


def test_expected_audience_can_be_set(osteomyelitis: dict[str, Any], tmp_path: Path) -> None:
    table = f'[clients.main]\niss = "{ISSUER}"\njku = "{JKU}"\njwks_file = "keys.json"\naud = ["coding-cards"]\n'
    client = create_app(Settings(clients_file=write_clients(tmp_path, table)), load_releases(None)).test_client()
    assert call(client, token(aud="coding-cards"), osteomyelitis).status_code == 200
    assert call(client, token(), osteomyelitis).status_code == 401


def test_forged_token_of_pyjwt_itself_is_refused(client: FlaskClient, osteomyelitis: dict[str, Any]) -> None:
    forged = jwt.encode(claims(), None, algorithm="none", headers={"kid": "key-1"})
    check_bare(call(client, forged, osteomyelitis))
