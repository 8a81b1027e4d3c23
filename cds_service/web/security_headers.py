"""Headers that keep browsers from doing more with an answer than it is for (OWASP Secure Headers Project)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

if TYPE_CHECKING:
    from flask import Flask, Response

# Pages are plain files of our own: no inline script or style, nothing from elsewhere, no framing.
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_POLICY = "Content-Security-Policy"
_ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    # Not "no-referrer": browsers would then send "Origin: null" with our own forms, which the guard refuses.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    # Cards are made from a chart: no cache may keep them.
    ("Cache-Control", "no-store"),
)


def register_security_headers(app: Flask) -> None:
    """Put the headers on every answer of `app`; a page that set its own policy keeps it."""

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        set_already = {name.lower() for name, _ in headers}
        if _POLICY.lower() not in set_already:
            headers.add(_POLICY, _PAGE_POLICY if response.mimetype == "text/html" else _DATA_POLICY)
        for name, value in _ALWAYS:
            if name.lower() not in set_already:
                headers.add(name, value)
        if request_id := g.get("request_id"):
            # By it an answer is found again in the log and in the store.
            response.headers["X-Request-Id"] = request_id
        return response
