"""Keeps the workbench and the report to those who may call the service, once clients are configured.

People have no signed tokens, so a password of the settings serves in their place, by HTTP Basic authentication with any
user name. A client's own token is taken as well. The other pages hold nothing of any chart, and cards link to them:
they stay open.
"""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING

from flask import Response, abort, render_template, request

from cds_service.clients.token import TokenRefusedError
from cds_service.observability.logs import log

if TYPE_CHECKING:
    from flask import Blueprint

    from cds_service.clients.authenticator import Authenticate
    from cds_service.settings import Settings

_GUARDED = ("/workbench", "/report")


def add_guard(pages: Blueprint, settings: Settings, authenticate: Authenticate) -> None:
    """Ask for the password or a token where the service asks its clients for tokens."""
    password = settings.pages_password

    @pages.before_request
    def refuse_foreign_forms() -> None:
        # A page of another site must not post with the password that a browser remembers (Fetch Metadata).
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)

    if settings.is_open:
        return

    @pages.before_request
    def admit() -> Response | None:
        if request.url_rule is None or not request.url_rule.rule.startswith(_GUARDED):
            return None
        if password is not None and _has_password(password.get_secret_value()):
            return None
        if (request.authorization is not None) and request.authorization.type == "bearer":
            try:
                authenticate(request.headers.get("Authorization"), f"{settings.url}{request.path}")
            except TokenRefusedError as refused:
                log("token refused", logging.WARNING, why=str(refused.refusal), client=refused.client)
            else:
                return None
        page = render_template("locked.html", has_password=password is not None)
        answer = Response(page, 401, mimetype="text/html")
        if password is not None:
            answer.headers["WWW-Authenticate"] = 'Basic realm="Coding Cards", charset="UTF-8"'
        return answer


def _has_password(password: str) -> bool:
    sent = request.authorization
    given = sent.password if sent is not None and sent.type == "basic" else None
    return given is not None and hmac.compare_digest(given.encode(), password.encode())
