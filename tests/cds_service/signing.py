"""Keys and tokens of CDS clients for the tests."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

if TYPE_CHECKING:
    from pathlib import Path

ISSUER = "https://ehr.example.org"
JKU = "https://ehr.example.org/.well-known/jwks.json"
URL = "http://127.0.0.1:8080/cds-services/coding-review-order-sign"
_CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, with the id under which its public key is published."""

    kid: str
    algorithm: str
    private: Any

    @property
    def public_jwk(self) -> dict[str, Any]:
        kind = ECAlgorithm if self.algorithm.startswith("ES") else RSAAlgorithm
        jwk: dict[str, Any] = kind.to_jwk(self.private.public_key(), as_dict=True)
        return jwk | {"kid": self.kid, "use": "sig"}


@cache
def key(algorithm: str = "ES384", kid: str = "key-1") -> SigningKey:
    """Return the key of that name; each is made once."""
    if algorithm in _CURVES:
        return SigningKey(kid, algorithm, ec.generate_private_key(_CURVES[algorithm]))
    return SigningKey(kid, algorithm, rsa.generate_private_key(65537, 2048))


def key_set(*keys: SigningKey) -> bytes:
    """Return the public key set of these keys."""
    return orjson.dumps({"keys": [each.public_jwk for each in keys]})


def claims(**changed: Any) -> dict[str, Any]:
    """Return the claims of a good token, with changes; None leaves a claim out."""
    now = int(time.time())
    whole = {"iss": ISSUER, "aud": URL, "iat": now, "exp": now + 300, "jti": uuid4().hex} | changed
    return {name: value for name, value in whole.items() if value is not None}


def token(signing: SigningKey | None = None, *, headers: dict[str, Any] | None = None, **changed: Any) -> str:
    """Return a signed token, good but for the changes."""
    signing = signing or key()
    head = {"kid": signing.kid, "jku": JKU} | (headers or {})
    head = {name: value for name, value in head.items() if value is not None}
    return jwt.encode(claims(**changed), signing.private, signing.algorithm, headers=head)


def write_clients(directory: Path, *tables: str, keys: bytes | None = None) -> Path:
    """Write a clients file with its key file; without tables, of one client called main."""
    (directory / "keys.json").write_bytes(keys or key_set(key()))
    path = directory / "clients.toml"
    table = f'[clients.main]\niss = "{ISSUER}"\njku = "{JKU}"\njwks_file = "keys.json"\n'
    path.write_text("\n".join(tables or (table,)), encoding="utf-8")
    return path
