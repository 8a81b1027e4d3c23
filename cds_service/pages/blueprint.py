"""Puts the pages together: a file a page, wired here by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, request

from cds_service.pages.about import add_about
from cds_service.pages.codes.routes import add_codes
from cds_service.pages.guard import add_guard
from cds_service.pages.home import add_home
from cds_service.pages.report.routes import add_report
from cds_service.pages.rules import add_rules
from cds_service.pages.site import Site, today
from cds_service.pages.why import add_why
from cds_service.pages.workbench.routes import add_workbench
from icd10cm.inspect.rule_texts import rule_title
from icd10cm.releases.naming import release_name, us_date

if TYPE_CHECKING:
    from typing import Any

    from flask import Response

    from cds_service.hooks.process_call import Reviewer
    from cds_service.limits.call_gate import CallGate
    from cds_service.pages.local_changes import LocalChange
    from cds_service.settings import Settings
    from icd10cm.releases.release import Release

_A_DAY_S = 86_400


def _name_of(release: Release) -> str:
    return release_name(release.effective_from)


def make_pages(settings: Settings, reviewer: Reviewer, gate: CallGate, changes: tuple[LocalChange, ...]) -> Blueprint:
    """Return the routes of the pages and of their style sheet, script and icon.

    Calls of the workbench pass the same gate as those of clients. `changes` are shown on /about and the rules' pages.
    """
    pages = Blueprint(
        "pages",
        __name__,
        template_folder="../templates",
        static_folder="../static",
        static_url_path="/static",
    )
    site = Site(settings, reviewer, gate, changes)

    @pages.app_context_processor
    def names() -> dict[str, Any]:
        words = {"us_date": us_date, "name_of": _name_of, "rule_title": rule_title}
        return {"site": site, "today": today(), "path": request.path, **words}

    @pages.after_request
    def keep_static_files(response: Response) -> Response:
        if request.endpoint == "pages.static":
            response.headers["Cache-Control"] = f"public, max-age={_A_DAY_S}"
        return response

    add_guard(pages, settings)
    add_home(pages, site)
    add_workbench(pages, site)
    add_codes(pages, site)
    add_rules(pages, site)
    add_report(pages, site)
    add_why(pages, site)
    add_about(pages, site)
    return pages
