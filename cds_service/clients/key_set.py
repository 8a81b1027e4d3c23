"""A JSON Web Key Set becomes keys to verify with (RFC 7517; algorithms of RFC 7518, section 3).

A key verifies only with algorithms of its kind, so a token can never choose to have an RSA or EC public key
taken for the secret of an HMAC. Symmetric keys in a set are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from cryptography.exceptions import UnsupportedAlgorithm
from jwt import PyJWK
from jwt.exceptions import PyJWTError
from msgspec import Struct, ValidationError, convert

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

# By kty and crv: what a key of this kind may have signed with.
_ALGORITHMS: Mapping[tuple[str, str | None], tuple[str, ...]] = {
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("EC", "P-521"): ("ES512",),
    ("RSA", None): ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
}
ALGORITHMS = frozenset(name for names in _ALGORITHMS.values() for name in names)
_MIN_RSA_BITS, _MAX_RSA_BITS = 2048, 8192
_MAX_KEYS = 100

KeySet = Mapping[tuple[str, str], "EllipticCurvePublicKey | RSAPublicKey"]


class KeySetError(ValueError):
    """The document is not a key set that tokens can be verified with; the message says why, quoting nothing."""


class _Jwk(Struct, frozen=True):
    """The members of a JSON Web Key that decide what it is of use for; a key of another shape is ignored."""

    kty: str
    kid: str
    use: str = "sig"
    alg: str | None = None
    crv: str | None = None
    key_ops: list[str] | None = None
    x: str = ""
    y: str = ""
    n: str = ""
    e: str = ""


def parse_key_set(document: bytes) -> KeySet:
    """Return the keys of a key set by their `kid` and each algorithm that they verify with.

    Keys that are of no use here are ignored (RFC 7517, section 5), so that there may be none.

    :raises KeySetError: not a key set, or a private key in it.
    """
    try:
        read = orjson.loads(document)
    except orjson.JSONDecodeError:
        raise KeySetError("is not JSON") from None
    listed = read.get("keys") if isinstance(read, dict) else None
    if not isinstance(listed, list) or len(listed) > _MAX_KEYS:
        raise KeySetError("is not a JSON Web Key Set")
    keys: dict[tuple[str, str], Any] = {}
    for entry in listed:
        if isinstance(entry, dict) and "d" in entry:
            raise KeySetError("holds a private key; it must hold public keys only")
        if (jwk := _for_signatures(entry)) is not None:
            for algorithm, key in _verifying(jwk, entry):
                keys.setdefault((jwk.kid, algorithm), key)
    return keys


def _for_signatures(entry: object) -> _Jwk | None:
    """Return a key of the usual shape that is meant for verifying signatures; None for any other."""
    try:
        jwk = convert(entry, _Jwk)
    except ValidationError:
        return None
    is_meant = jwk.use == "sig" and "verify" in (jwk.key_ops or ("verify",))
    return jwk if jwk.kid and is_meant else None


def _verifying(jwk: _Jwk, entry: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the algorithms that a key verifies with, each with the key; none where it is of no use here."""
    possible = _ALGORITHMS.get((jwk.kty, jwk.crv if jwk.kty == "EC" else None), ())
    algorithms = [name for name in possible if jwk.alg in {None, name}]
    if not algorithms:
        return []
    try:
        key = PyJWK(entry, algorithm=algorithms[0]).key
    except (PyJWTError, ValueError, TypeError, OverflowError, UnsupportedAlgorithm):
        return []
    if jwk.kty == "RSA" and not _MIN_RSA_BITS <= key.key_size <= _MAX_RSA_BITS:
        return []
    return [(name, key) for name in algorithms]
