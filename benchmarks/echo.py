"""The measure of all things: a bare Flask route that parses the same body and returns four fixed cards.

It runs on the same server as the service, with the same worker, threads and settings, but with no review, store,
log, metrics, authentication or limits.
"""

from __future__ import annotations

import orjson
from flask import Flask, Response, request

from cds_service.server.gunicorn_app import Server, gunicorn_options
from cds_service.settings import load_settings

_CARD = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "summary": "A fixed card",
    "indicator": "info",
    "source": {"label": "Echo"},
    "detail": "Words that are always the same, about as many as there are on a usual card. " * 8,
    "suggestions": [
        {
            "label": "A fixed suggestion",
            "uuid": "00000000-0000-4000-8000-000000000001",
            "actions": [
                {
                    "type": "create",
                    "description": "Nothing",
                    "resource": {"resourceType": "Condition", "subject": {"reference": "Patient/none"}},
                }
            ],
        }
    ],
    "selectionBehavior": "at-most-one",
}


def make_echo() -> Flask:
    """Return the application."""
    app = Flask("echo", static_folder=None)
    cards = {"cards": [_CARD] * 4}

    @app.post("/cds-services/<service_id>")
    def echo(service_id: str) -> Response:
        document = orjson.loads(request.get_data())
        if document["hook"] != "order-sign":
            raise ValueError(service_id)
        return Response(orjson.dumps(cards), mimetype="application/json")

    @app.get("/healthz")
    def healthz() -> Response:
        return Response(b"{}", mimetype="application/json")

    return app


if __name__ == "__main__":
    Server(make_echo(), gunicorn_options(load_settings())).run()
