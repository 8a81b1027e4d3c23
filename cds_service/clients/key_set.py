"""A JSON Web Key Set becomes keys to verify with (RFC 7517; algorithms of RFC 7518, section 3).

A key verifies only with algorithms of its own kind, so a token can never choose to have an RSA or EC public key
taken for the secret of an HMAC. Symmetric keys in a set are passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from jwt import PyJWK
from jwt.exceptions import PyJWTError

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
_MIN_RSA_BITS = 2048
_MAX_KEYS = 100

KeySet = Mapping[tuple[str, str], "EllipticCurvePublicKey | RSAPublicKey"]


class KeySetError(ValueError):
    """The document is no key set that tokens can be verified with; the message says why, quoting nothing."""


def parse_key_set(document: bytes) -> KeySet:
    """Return the keys of a key set by their `kid` and each algorithm that they verify with.

    :raises KeySetError: not a key set, a private key in it, or no usable key.
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
        if not isinstance(entry, dict):
            continue
        if "d" in entry:
            raise KeySetError("holds a private key; it must hold public keys only")
        kid = entry.get("kid")
        if isinstance(kid, str) and kid and entry.get("use", "sig") == "sig":
            for algorithm, key in _verifying(entry):
                keys.setdefault((kid, algorithm), key)
    if not keys:
        raise KeySetError("holds no usable key: an EC (P-256, P-384, P-521) or RSA (2048 bits or more) key with a kid")
    return keys


def _verifying(entry: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return the algorithms that a key verifies with, each with the key; none where it is of no use here."""
    kind, curve, own = entry.get("kty"), entry.get("crv"), entry.get("alg")
    possible = _ALGORITHMS.get((kind, curve if kind == "EC" else None), ()) if isinstance(kind, str) else ()
    algorithms = [name for name in possible if own in {None, name}]
    if not algorithms:
        return []
    try:
        key = PyJWK(entry, algorithm=algorithms[0]).key
    except (PyJWTError, ValueError, TypeError):
        return []
    if kind == "RSA" and key.key_size < _MIN_RSA_BITS:
        return []
    return [(name, key) for name in algorithms]
