"""`/codes` and `/codes/<code>`: search, and everything that a release says of a code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request

from cds_service.pages.codes.code_page import code_page
from cds_service.pages.codes.code_search import as_code, search
from cds_service.pages.codes.release_difference import Difference, differences
from icd10cm.index.searching import search_index
from icd10cm.inspect.effective_dates import lines_of_another_list

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.wrappers import Response

    from cds_service.pages.site import Site
    from icd10cm.releases.release import Release


_MOST_ENTRIES = 20


def add_codes(pages: Blueprint, site: Site) -> None:
    """Add the pages."""

    @pages.get("/codes", strict_slashes=False)
    def codes() -> str | Response:
        release, query = _chosen(site), request.args.get("q", "").strip()
        code = as_code(query)
        if code is not None and release.position(code) is not None and "list" not in request.args:
            return redirect(site.code_link(code) + _release_query(release, site))
        found, total = search(query, release) if query else ((), 0)
        hits = () if code is not None or release.index is None else search_index(query, release.index, _MOST_ENTRIES)
        return render_template(
            "codes.html",
            release=release,
            query=query,
            found=found,
            total=total,
            hits=hits,
            chapters=release.tabular.chapters,
        )

    @pages.get("/codes/<code>")
    def code(code: str) -> str | tuple[str, int]:
        release = _chosen(site)
        page = code_page(code, release)
        asked = page.explained.code
        others = [other for other in site.releases if other is not release]
        if page.explained.state == "unknown":
            held_by = [other for other in others if other.position(asked) is not None]
            nearest = release.node(page.explained.nearest)
            known = {"nearest": nearest, "held_by": held_by, "effective": tuple(lines_of_another_list(asked))}
            return render_template("code_absent.html", code=asked, release=release, **known), 404
        changes = [_changes(asked, release, other) for other in others]
        return render_template("code.html", page=page, explained=page.explained, release=release, changes=changes)


def _chosen(site: Site) -> Release:
    """Return the release that the address asks for, else the one effective today."""
    return site.find_release(request.args.get("release", "")) or site.release


def _changes(code: str, shown: Release, other: Release) -> tuple[Release, Release, Release, tuple[Difference, ...]]:
    """Return the other release, the older and the newer of the two, and how the newer differs about a code."""
    older, newer = sorted((shown, other), key=lambda release: release.effective_from)
    return other, older, newer, differences(code, older, newer)


def _release_query(release: Release, site: Site) -> str:
    return "" if release is site.release else f"?release={release.id}"
