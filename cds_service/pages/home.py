"""`/`: what this is, which services it offers, and how to connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from cds_service.hooks.gathering.chart_queries import needs
from cds_service.hooks.services import SERVICES

if TYPE_CHECKING:
    from flask import Blueprint

    from cds_service.pages.site import Site


def add_home(pages: Blueprint, site: Site) -> None:
    """Add the page."""

    @pages.get("/")
    def home() -> str:
        return render_template("home.html", services=SERVICES, needs=needs(), curl=_curl(site.url))


def _curl(url: str) -> str:
    """Return a command that sends an example to the service."""
    return (
        f"curl -s {url}/cds-services/{SERVICES[0].id} \\\n"
        "  -H 'Content-Type: application/json' -d @examples/order-sign-osteomyelitis.json"
    )
