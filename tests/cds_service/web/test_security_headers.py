"""What every answer tells a browser not to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import Flask, Response

from cds_service.web.security_headers import register_security_headers

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize("path", ["/cds-services", "/healthz", "/nothing"])
def test_every_answer_is_hardened(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_pages_run_no_inline_script_and_nothing_from_elsewhere() -> None:
    app = Flask("test", static_folder=None)
    register_security_headers(app)
    app.add_url_rule("/page", view_func=lambda: "<p>page</p>")
    policy = dict(
        part.split(" ", 1) for part in app.test_client().get("/page").headers["Content-Security-Policy"].split("; ")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in str(policy)


def test_answer_keeps_the_headers_that_it_set() -> None:
    app = Flask("test", static_folder=None)
    register_security_headers(app)
    app.add_url_rule("/file", view_func=lambda: Response("x", headers={"Cache-Control": "max-age=60"}))
    assert app.test_client().get("/file").headers["Cache-Control"] == "max-age=60"


def test_call_is_named_in_its_answer(client: FlaskClient) -> None:
    answers = [client.post("/cds-services/coding-review-order-sign", data=b"{") for _ in range(2)]
    names = {answer.headers["X-Request-Id"] for answer in answers}
    assert len(names) == 2
    assert all(len(name) == 32 for name in names)
