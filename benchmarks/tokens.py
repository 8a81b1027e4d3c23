"""A trusted client: its clients file, and tokens that it signs beforehand (CDS Hooks 2.0, "Trusting CDS Clients")."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from uuid import uuid4

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ISSUER = "https://ehr.example.org"
_KEYS = f"{_ISSUER}/.well-known/jwks.json"


class Client:
    """A client with its own key for ES384, the algorithm that CDS Hooks asks for at least."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP384R1())

    def write_files(self, directory: Path) -> Path:
        """Write the clients file and the key set; return the former."""
        public = ECAlgorithm.to_jwk(self._key.public_key(), as_dict=True) | {"kid": "key-1", "use": "sig"}
        (directory / "keys.json").write_bytes(orjson.dumps({"keys": [public]}))
        clients = directory / "clients.toml"
        clients.write_text(f'[clients.hospital]\niss = "{_ISSUER}"\njku = "{_KEYS}"\njwks_file = "keys.json"\n')
        return clients

    def tokens(self, audience: str, number: int) -> Iterator[str]:
        """Yield tokens, each to be used once within five minutes."""
        now = int(time.time())
        head = {"kid": "key-1", "jku": _KEYS, "typ": "JWT"}
        for _ in range(number):
            claims = {"iss": _ISSUER, "aud": audience, "iat": now, "exp": now + 300, "jti": uuid4().hex}
            yield jwt.encode(claims, self._key, "ES384", headers=head)
