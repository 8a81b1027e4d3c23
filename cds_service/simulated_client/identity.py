"""Who the simulated client is: its key pair, its published key set, and the tokens that it signs."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import ECAlgorithm

if TYPE_CHECKING:
    from pathlib import Path

_LIFE_S = 300
_KEY_FILE, _KEY_SET, _CLIENTS = "key.pem", "jwks.json", "clients.toml"


@dataclass(frozen=True, slots=True)
class ClientIdentity:
    """An issuer with a key for ES384, which CDS Hooks recommends."""

    issuer: str
    jku: str | None = None
    kid: str = "simulated-client"
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP384R1()), repr=False)

    def key_set(self) -> bytes:
        """Return the public key set, as it is published at the `jku` or handed over."""
        jwk: dict[str, Any] = ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return orjson.dumps({"keys": [jwk | {"kid": self.kid, "use": "sig", "alg": "ES384"}]})

    def token(self, url: str, **changed: Any) -> str:  # noqa: ANN401 - claims
        """Return a token for one call of a URL; `changed` are claims to set otherwise."""
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": url, "iat": now, "exp": now + _LIFE_S, "jti": uuid4().hex} | changed
        headers = {"kid": self.kid} | ({"jku": self.jku} if self.jku else {})
        return jwt.encode(claims, self.key, "ES384", headers=headers)


def identity_in(directory: Path, issuer: str, jku: str | None) -> ClientIdentity:
    """Return the identity whose key is in a directory; it is made there, with what to register, where there is none."""
    file = directory / _KEY_FILE
    if file.is_file():
        return ClientIdentity(issuer, jku, key=load_pem_private_key(file.read_bytes(), None))
    made = ClientIdentity(issuer, jku)
    directory.mkdir(parents=True, exist_ok=True)
    file.touch(0o600)
    file.write_bytes(made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (directory / _KEY_SET).write_bytes(made.key_set())
    pinned = f'jku = "{jku}"\n' if jku else ""
    (directory / _CLIENTS).write_text(
        f'[clients.simulated]\niss = "{issuer}"\n{pinned}jwks_file = "{_KEY_SET}"\n', encoding="utf-8"
    )
    return made
