"""`GET /cds-services`: which services there are (CDS Hooks, "Discovery")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from cds_service.hooks.services import discovery
from cds_service.web.json_response import json_response

if TYPE_CHECKING:
    from flask import Response


def make_discovery() -> Blueprint:
    """Return the route."""
    routes = Blueprint("discovery", __name__)

    @routes.get("/cds-services", strict_slashes=False)
    def cds_services() -> Response:
        return json_response(discovery())

    return routes
