"""Asks every call under `/cds-services` who it is from: discovery, services and feedback alike."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from flask import Response, g, request

from cds_service.clients.token import TokenRefusedError
from cds_service.errors import StoreUnreachableError
from cds_service.observability.logs import log

if TYPE_CHECKING:
    from flask import Flask

    from cds_service.clients.authenticator import Admission, Authenticate
    from cds_service.clients.client import CdsClient
    from cds_service.limits.rate_limit import RateLimit
    from cds_service.observability.metrics import Metrics

_GUARDED = "/cds-services"
_COME_AGAIN = frozenset({429, 503})
"""Statuses that ask a client to send its call again; the token was not used up."""
_UNDECIDED = "not decided"


def register_authentication(
    app: Flask, authenticate: Authenticate, rate_limit: RateLimit, metrics: Metrics, public_url: str
) -> None:
    """Let only trusted clients reach the guarded routes, each no more often than it may.

    A token is for one URL, the public one: what a caller puts into the Host header plays no part. The refusal is
    bare, so that nobody learns from it which part of a token to mend.
    """

    @app.before_request
    def admit() -> Response | None:
        # The matched rule decides and not the path, which can be written in more than one way. Preflights carry no
        # token by design (Fetch standard, "CORS-preflight request").
        if request.url_rule is None or not request.url_rule.rule.startswith(_GUARDED) or request.method == "OPTIONS":
            return None
        start = time.perf_counter()
        try:
            g.admission = authenticate(request.headers.get("Authorization"), f"{public_url}{request.path}")
        except TokenRefusedError as refused:
            metrics.auth_failure(refused.client, refused.refusal)
            log("token refused", logging.WARNING, why=str(refused.refusal), client=refused.client)
            return Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        except StoreUnreachableError as fault:
            metrics.auth_failure("", _UNDECIDED)
            log("token not decided", logging.WARNING, error=type(fault).__name__)
            raise
        g.authenticated_ms = round((time.perf_counter() - start) * 1000, 3)
        rate_limit.count(g.admission.client.name)
        return None

    @app.after_request
    def give_token_back(response: Response) -> Response:
        if response.status_code in _COME_AGAIN and (admission := g.get("admission")) is not None:
            authenticate.give_back(admission)
        return response


def authentication_ms() -> float:
    """Return how long it took to tell who calls, in milliseconds."""
    spent_ms: float = g.authenticated_ms
    return spent_ms


def calling_client() -> CdsClient:
    """Return who makes the call that is being answered."""
    admission: Admission = g.admission
    return admission.client
