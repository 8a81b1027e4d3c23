"""Keeps the workbench and the report to people with the password, once clients are configured.

People have no signed tokens, so a password of the settings is used in their place, by HTTP Basic authentication with
any user name. The token of a client opens neither: the report is about all clients, and the workbench calls the FHIR
servers of the settings. The other pages hold nothing of any chart, and cards link to them: they stay open.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Response, abort, render_template, request

from cds_service.fhir_client.allowed_servers import is_loopback_name

if TYPE_CHECKING:
    from flask import Blueprint

    from cds_service.settings import Settings

_GUARDED = ("/workbench", "/report")
_PORTS = {"http": 80, "https": 443}
Origin = tuple[str, str, int | None]


def add_guard(pages: Blueprint, settings: Settings) -> None:
    """Ask for the password where the service asks its clients for tokens, and refuse forms of other sites."""
    password = settings.pages_password

    @pages.before_request
    def refuse_foreign_forms() -> None:
        # A page of another site must not post with the password that a browser remembers. Browsers say where a form
        # comes from (Fetch standard, "Origin"), and newer ones in what relation that is to us (Fetch Metadata).
        if request.method != "POST":
            return
        origin = request.headers.get("Origin")
        foreign = request.headers.get("Sec-Fetch-Site") == "cross-site"
        if foreign or (origin is not None and not _is_own(_origin(origin), settings)):
            abort(403)

    if settings.is_open:
        return

    @pages.before_request
    def admit() -> Response | None:
        if request.url_rule is None or not request.url_rule.rule.startswith(_GUARDED):
            return None
        if password is not None and _has_password(password.get_secret_value()):
            return None
        page = render_template("locked.html", has_password=password is not None)
        answer = Response(page, 401, mimetype="text/html")
        if password is not None:
            answer.headers["WWW-Authenticate"] = 'Basic realm="Coding Cards", charset="UTF-8"'
        return answer


def _is_own(origin: Origin | None, settings: Settings) -> bool:
    """Return whether an origin is the public one; without a public URL, the host that was asked.

    A service on loopback is asked by a name of this machine: any other is a name of a stranger's that leads here.
    """
    if origin is None or settings.public_url:
        return origin is not None and origin == _origin(settings.public_url)
    return origin == _origin(request.host_url) and (not settings.is_on_loopback or is_loopback_name(origin[1]))


def _origin(url: str) -> Origin | None:
    """Return the origin of a URL; None for "null" and whatever else has none."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


def _has_password(password: str) -> bool:
    sent = request.authorization
    given = sent.password if sent is not None and sent.type == "basic" else None
    return given is not None and hmac.compare_digest(given.encode(), password.encode())
