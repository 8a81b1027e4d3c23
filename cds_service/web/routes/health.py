"""`GET /healthz`: the process is up and answers; `GET /readyz`: it can do its work."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint

from cds_service.web.json_response import json_response

if TYPE_CHECKING:
    from flask import Response

    from cds_service.web.readiness import Readiness


def make_health(readiness: Readiness) -> Blueprint:
    """Return the routes; neither asks who calls, and neither says anything about calls or clients."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        return json_response({"status": "ok"})

    @routes.get("/readyz")
    def readyz() -> Response:
        is_ready, report = readiness.report(datetime.now().astimezone().date())
        return json_response(report, 200 if is_ready else 503)

    return routes
