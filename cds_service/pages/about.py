"""`/about`: the source attributes of the service as a decision support intervention."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from flask import render_template

from cds_service.source_attributes import load_source_attributes

if TYPE_CHECKING:
    from flask import Blueprint

    from cds_service.pages.site import Site


def add_about(pages: Blueprint, site: Site) -> None:
    """Add the page."""

    @pages.get("/about")
    def about() -> str:
        filled = {"version": version("coding-cards"), "max_cards": str(site.settings.max_cards)}
        return render_template("about.html", attributes=load_source_attributes(), filled=filled)
