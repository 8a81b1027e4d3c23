"""A client's token: looked at, then verified (CDS Hooks, "Trusting CDS Clients"; RFC 7519, RFC 8725).

The look chooses whose keys to verify with; it believes nothing. What counts is read again from what PyJWT has
verified. The reasons for a refusal are a fixed set of words that may be logged and counted; no part of a token
ever is in them.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import jwt
from msgspec import UNSET, Struct, json

from cds_service.clients.key_set import ALGORITHMS

if TYPE_CHECKING:
    from cds_service.clients.client import CdsClient

MAX_LIFE_S = 300
_MAX_TOKEN = 8192
_MAX_JTI = 512
_LAST_MOMENT = 1e11

_Read = TypeVar("_Read")


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
    """The parts of a verified token that are kept until it expires: its id, and when it can be forgotten."""

    jti: str
    forget_after: datetime


class _Header(Struct, frozen=True):
    """The members of a token's header that count. `crit` names extensions that must be understood; none is."""

    alg: str
    kid: str = ""
    jku: str | None = None
    typ: str = "JWT"
    crit: Any = UNSET


class _Payload(Struct, frozen=True):
    """The claims that a token must have to be looked at further. PyJWT judges them, and those that are not here."""

    iss: str
    jti: str
    exp: int | float
    iat: int | float
    nbf: int | float = 0
    tenant: str | None = None


def look_at(token: str) -> Look:
    """Return what a token says of itself.

    :raises TokenRefusedError: it is not a token, or one of an algorithm that is never accepted.
    """
    parts = token.split(".")
    if len(parts) != 3 or len(token) > _MAX_TOKEN:
        raise TokenRefusedError(Refusal.MALFORMED)
    header = _read(parts[0], _Header)
    if header.alg not in ALGORITHMS:
        raise TokenRefusedError(Refusal.ALGORITHM)
    payload = _read(parts[1], _Payload)
    if not _is_sound(header, payload):
        raise TokenRefusedError(Refusal.MALFORMED)
    return Look(header.alg, header.kid, header.jku, payload.iss, payload.tenant)


def _is_sound(header: _Header, payload: _Payload) -> bool:
    """Return whether texts are not empty ones, and times within the years that Python can reckon with."""
    texts = (header.kid, header.jku, payload.iss, payload.jti, payload.tenant)
    return (
        "" not in texts
        and len(payload.jti) <= _MAX_JTI
        and header.typ.upper() == "JWT"
        and header.crit is UNSET
        and all(0 <= moment < _LAST_MOMENT for moment in (payload.exp, payload.iat, payload.nbf))
    )


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
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise TokenRefusedError(_refusal(error), client.name) from None
    if claims["exp"] - claims["iat"] > MAX_LIFE_S + client.clock_skew_s:
        raise TokenRefusedError(Refusal.TOO_LONG_LIVED, client.name)
    if client.tenants and claims.get("tenant") not in client.tenants:
        raise TokenRefusedError(Refusal.UNKNOWN_TENANT, client.name)
    expires = datetime.fromtimestamp(claims["exp"], tz=UTC)
    return Claims(claims["jti"], expires + timedelta(seconds=client.clock_skew_s))


def _refusal(error: Exception) -> Refusal:
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


def _read(segment: str, kind: type[_Read]) -> _Read:
    """Return a part of a token, which has the members of a kind in their types, whatever else it has.

    :raises TokenRefusedError: it has not.
    """
    try:
        return json.decode(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)), type=kind)
    except (binascii.Error, ValueError, RecursionError):
        raise TokenRefusedError(Refusal.MALFORMED) from None
