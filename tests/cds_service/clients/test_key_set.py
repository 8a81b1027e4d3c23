"""Which keys of a key set are of use."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm

from cds_service.clients.key_set import KeySetError, parse_key_set
from tests.cds_service.signing import key

EC = key("ES384").public_jwk
RSA = key("RS256").public_jwk


def algorithms(jwk: dict[str, Any]) -> set[str]:
    return {algorithm for _, algorithm in parse_key_set(orjson.dumps({"keys": [jwk]}))}


def test_algorithms_follow_from_the_kind_of_key() -> None:
    assert algorithms(EC) == {"ES384"}
    assert algorithms(RSA) == {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}
    assert algorithms(RSA | {"alg": "PS384"}) == {"PS384"}


@pytest.mark.parametrize(
    "jwk",
    [
        {"kty": "oct", "k": "c2VjcmV0", "kid": "k", "alg": "HS256"},
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "k"},
        EC | {"kid": None},
        EC | {"use": "enc"},
        EC | {"alg": "HS256"},
        EC | {"alg": "RS256"},
        EC | {"x": "AAAA"},
        EC | {"crv": "P-256"},
        EC | {"crv": "secp256k1"},
        EC | {"kty": ["EC"]},
        EC | {"kid": ["key-1"]},
        EC | {"alg": ["ES384"]},
        EC | {"crv": ["P-384"]},
        EC | {"crv": {}},
        EC | {"x": ["AAAA"]},
        EC | {"use": ["sig"]},
        EC | {"key_ops": ["sign"]},
        RSA | {"n": [RSA["n"]]},
        RSA | {"e": "AA"},
        RSA | {"n": "_" * 4000},
        "key",
    ],
)
def test_other_keys_are_passed_over(jwk: Any) -> None:
    assert algorithms(jwk) == set()
    assert set(parse_key_set(orjson.dumps({"keys": [jwk, RSA]}))) == {("key-1", name) for name in algorithms(RSA)}


def test_short_rsa_keys_are_passed_over() -> None:
    short = rsa.generate_private_key(65537, 1024)  # noqa: S505 - that it is refused is the test
    assert algorithms({**RSAAlgorithm.to_jwk(short.public_key(), as_dict=True), "kid": "short"}) == set()


def test_key_set_may_be_empty() -> None:
    assert parse_key_set(b'{"keys": []}') == {}


ODD = [None, True, -1, 2**70, 1.5, "", "EC", "AAAA", [], ["EC"], {}, {"kty": "EC"}, [[]]]
MEMBERS = sorted({*EC, *RSA, "alg", "key_ops", "d", "oth"})


@settings(deadline=None, max_examples=150)
@given(st.sampled_from([{}, EC, RSA]), st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(ODD), max_size=3))
def test_whatever_a_key_looks_like_it_is_read_or_ignored(usual: dict[str, Any], changed: dict[str, Any]) -> None:
    document = json.dumps({"keys": [usual | changed, RSA]}).encode()
    if "d" in changed:
        with pytest.raises(KeySetError, match="private"):
            parse_key_set(document)
    else:
        assert ("key-1", "PS512") in parse_key_set(document)


def test_private_key_is_refused() -> None:
    private = RSAAlgorithm.to_jwk(key("RS256").private, as_dict=True) | {"kid": "k"}
    with pytest.raises(KeySetError, match="private"):
        algorithms(private)


@pytest.mark.parametrize("document", [b"", b"{", b"[]", b'{"keys": {}}', b'{"keys": 7}', b"<html>"])
def test_what_is_no_key_set_is_refused(document: bytes) -> None:
    with pytest.raises(KeySetError):
        parse_key_set(document)
