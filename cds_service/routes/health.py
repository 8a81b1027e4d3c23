"""`GET /healthz`: the process is up and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from cds_service.json_response import json_response

if TYPE_CHECKING:
    from flask import Response


def make_health() -> Blueprint:
    """Return the route."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        return json_response({"status": "ok"})

    return routes
