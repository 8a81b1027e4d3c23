"""A client's token: looked at, then verified (CDS Hooks, "Trusting CDS Clients"; RFC 7519, RFC 8725).

The look chooses whose keys to verify with; it believes nothing. What counts is read again from what PyJWT has
verified. The reasons for a refusal are a fixed set of words that may be logged and counted; no part of a token
ever stands in them.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeGuard

import jwt
import orjson

from cds_service.clients.key_set import ALGORITHMS

if TYPE_CHECKING:
    from cds_service.clients.client import CdsClient

MAX_LIFE_S = 300
_MAX_TOKEN = 8192
_MAX_JTI = 512


class Refusal(StrEnum):
    """Why a token was refused."""

    NO_TOKEN = "no token"  # noqa: S105 - a reason
    MALFORMED = "malformed"
    ALGORITHM = "algorithm"
    UNKNOWN_ISSUER = "unknown issuer"
    UNKNOWN_TENANT = "unknown tenant"
    FOREIGN_JKU = "jku not pinned"
    UNKNOWN_KEY = "unknown key"
    KEYS_UNAVAILABLE = "keys unavailable"
    SIGNATURE = "signature"
    AUDIENCE = "audience"
    EXPIRED = "expired"
    NOT_YET_VALID = "not yet valid"
    TOO_LONG_LIVED = "too long-lived"
    REPLAYED = "replayed"


class TokenRefusedError(Exception):
    """A call without a token that can be accepted; `client` is the name of the client it claims to be, if known."""

    def __init__(self, refusal: Refusal, client: str = "") -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.client = client


@dataclass(frozen=True, slots=True)
class Look:
    """What a token says of itself, unverified."""

    algorithm: str
    kid: str
    jku: str | None
    issuer: str
    tenant: str | None


@dataclass(frozen=True, slots=True)
class Claims:
    """What is needed of a verified token: its id, and when it can be forgotten."""

    jti: str
    forget_after: datetime


def look_at(token: str) -> Look:
    """Return what a token says of itself.

    :raises TokenRefusedError: it is no token, or one of an algorithm that is never accepted.
    """
    parts = token.split(".")
    if len(parts) != 3 or len(token) > _MAX_TOKEN:
        raise TokenRefusedError(Refusal.MALFORMED)
    header, payload = _object(parts[0]), _object(parts[1])
    algorithm, kid, jku = header.get("alg"), header.get("kid"), header.get("jku")
    if algorithm not in ALGORITHMS:
        raise TokenRefusedError(Refusal.ALGORITHM)
    issuer, tenant, kind = payload.get("iss"), payload.get("tenant"), header.get("typ", "JWT")
    # `crit` names extensions that must be understood (RFC 7515, section 4.1.11); none is.
    if (
        not _is_text(kid)
        or not _is_text(issuer)
        or not (jku is None or _is_text(jku))
        or not (tenant is None or _is_text(tenant))
        or not _is_text(payload.get("jti"))
        or len(payload["jti"]) > _MAX_JTI
        or not (isinstance(kind, str) and kind.upper() == "JWT")
        or "crit" in header
        or not all(_is_number(payload.get(name)) for name in ("exp", "iat"))
        or not ("nbf" not in payload or _is_number(payload["nbf"]))
    ):
        raise TokenRefusedError(Refusal.MALFORMED)
    return Look(algorithm, kid, jku, issuer, tenant)


def verify(token: str, look: Look, client: CdsClient, key: Any, url: str) -> Claims:  # noqa: ANN401 - see KeySource
    """Return the claims of a token that is the client's, for this URL and for now.

    :raises TokenRefusedError: it is not.
    """
    try:
        claims = jwt.decode(
            token,
            key,
            algorithms=[look.algorithm],
            audience=client.audiences or url,
            issuer=client.issuer,
            leeway=client.clock_skew_s,
            options={
                "require": ["iss", "aud", "exp", "iat", "jti"],
                "verify_sub": False,
                "enforce_minimum_key_length": True,
            },
        )
    except jwt.PyJWTError as error:
        raise TokenRefusedError(_refusal(error), client.name) from None
    if claims["exp"] - claims["iat"] > MAX_LIFE_S + client.clock_skew_s:
        raise TokenRefusedError(Refusal.TOO_LONG_LIVED, client.name)
    if client.tenants and claims.get("tenant") not in client.tenants:
        raise TokenRefusedError(Refusal.UNKNOWN_TENANT, client.name)
    expires = datetime.fromtimestamp(claims["exp"], tz=UTC)
    return Claims(claims["jti"], expires + timedelta(seconds=client.clock_skew_s))


def _refusal(error: jwt.PyJWTError) -> Refusal:
    match error:
        case jwt.ExpiredSignatureError():
            return Refusal.EXPIRED
        case jwt.ImmatureSignatureError():
            return Refusal.NOT_YET_VALID
        case jwt.InvalidAudienceError():
            return Refusal.AUDIENCE
        case jwt.InvalidSignatureError():
            return Refusal.SIGNATURE
        case jwt.InvalidIssuerError():
            return Refusal.UNKNOWN_ISSUER
        case jwt.MissingRequiredClaimError(claim="aud"):
            return Refusal.AUDIENCE
    return Refusal.MALFORMED


def _object(segment: str) -> dict[str, Any]:
    try:
        read = orjson.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    except (binascii.Error, ValueError):
        raise TokenRefusedError(Refusal.MALFORMED) from None
    if not isinstance(read, dict):
        raise TokenRefusedError(Refusal.MALFORMED)
    return read


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value)


def _is_number(value: object) -> bool:
    """Tell whether a value is a date as RFC 7519 writes it, within the years that Python can reckon with."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e11
