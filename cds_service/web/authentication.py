"""Asks every call under `/cds-services` who it is from: discovery, services and feedback alike."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from flask import Response, g, request

from cds_service.clients.token import TokenRefusedError
from cds_service.errors import StoreUnreachableError, TooManyCallsError
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


class Doorkeeper:
    """Lets only trusted clients in, each no more often than it may.

    A token is for one URL, the public one: what a caller puts into the Host header plays no part.
    """

    def __init__(self, authenticate: Authenticate, rate_limit: RateLimit, metrics: Metrics, public_url: str) -> None:
        self.may_wait = authenticate.may_wait
        self.give_back = authenticate.give_back
        self._authenticate = authenticate
        self._rate_limit = rate_limit
        self._metrics = metrics
        self._public_url = public_url

    def admit(self, authorization: str | None, path: str) -> Admission:
        """Return who calls; what is refused is logged and counted.

        :raises TokenRefusedError: nobody that may.
        :raises StoreUnreachableError: it cannot be told whether the token was used before.
        :raises TooManyCallsError: the client has called too often; its token is left unspent.
        """
        try:
            admission = self._authenticate(authorization, f"{self._public_url}{path}")
        except TokenRefusedError as refused:
            self._metrics.auth_failure(refused.client, refused.refusal)
            log("token refused", logging.WARNING, why=str(refused.refusal), client=refused.client)
            raise
        except StoreUnreachableError as fault:
            self._metrics.auth_failure("", _UNDECIDED)
            log("token not decided", logging.WARNING, error=type(fault).__name__)
            raise
        try:
            self._rate_limit.count(admission.client.name)
        except TooManyCallsError:
            self.give_back(admission)
            raise
        return admission


def register_authentication(app: Flask, doorkeeper: Doorkeeper) -> None:
    """Have the doorkeeper asked before every guarded route."""

    @app.before_request
    def admit() -> Response | None:
        # The matched rule decides and not the path, which can be written in more than one way. Preflights carry no
        # token by design (Fetch standard, "CORS-preflight request").
        if request.url_rule is None or not request.url_rule.rule.startswith(_GUARDED) or request.method == "OPTIONS":
            return None
        start = time.perf_counter()
        try:
            g.admission = doorkeeper.admit(request.headers.get("Authorization"), request.path)
        except TokenRefusedError:
            return refusal()
        g.authenticated_ms = round((time.perf_counter() - start) * 1000, 3)
        return None

    @app.after_request
    def give_token_back(response: Response) -> Response:
        if response.status_code in _COME_AGAIN and (admission := g.get("admission")) is not None:
            doorkeeper.give_back(admission)
        return response


def refusal() -> Response:
    """Return the answer to a token that is refused: bare, so that nobody learns which part of it to mend."""
    return Response(status=401, headers={"WWW-Authenticate": "Bearer"})


def authentication_ms() -> float:
    """Return how long it took to tell who calls, in milliseconds."""
    spent_ms: float = g.authenticated_ms
    return spent_ms


def calling_client() -> CdsClient:
    """Return who makes the call that is being answered."""
    admission: Admission = g.admission
    return admission.client
