"""`GET /metrics`: the metrics, for Prometheus."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort, request
from prometheus_client import CONTENT_TYPE_LATEST

if TYPE_CHECKING:
    from cds_service.observability.metrics import Metrics
    from cds_service.web.readiness import Readiness


def make_metrics(metrics: Metrics, readiness: Readiness, token: str | None, *, is_public: bool) -> Blueprint:
    """Return the route. They name clients and tell how much each calls: without a token only `is_public` shows them."""
    routes = Blueprint("metrics", __name__)

    @routes.get("/metrics")
    def show_metrics() -> Response:
        if not _may_see(request.headers.get("Authorization", ""), token, is_public=is_public):
            abort(404)
        today = datetime.now().astimezone().date()
        metrics.release_current(is_current=readiness.is_release_current(today))
        return Response(metrics.text(), content_type=CONTENT_TYPE_LATEST)

    return routes


def _may_see(authorization: str, token: str | None, *, is_public: bool) -> bool:
    if token is None:
        return is_public
    return hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode())
