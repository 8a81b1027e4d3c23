"""`GET /cds-services`: which services there are (CDS Hooks, "Discovery")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

from cds_service.json_response import json_response
from cds_service.services import discovery

if TYPE_CHECKING:
    from flask import Response


def make_discovery() -> Blueprint:
    """Return the route."""
    routes = Blueprint("discovery", __name__)

    @routes.get("/cds-services", strict_slashes=False)
    def cds_services() -> Response:
        return json_response(discovery())

    return routes
