"""`POST /cds-services/<id>/feedback`: the outcomes of cards (CDS Hooks, "Feedback")."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, request

from cards.override_reasons import CODES, code_system
from cds_service.errors import StoreUnreachableError
from cds_service.hooks.call_log import log_feedback
from cds_service.hooks.feedback import read_feedback
from cds_service.hooks.services import find_service
from cds_service.web.authentication import calling_client
from cds_service.web.hook_calls import check_media_type
from cds_service.web.json_response import json_response
from cds_service.web.routes.hook_call import read_body

if TYPE_CHECKING:
    from flask import Response

    from cds_service.observability.metrics import Metrics
    from cds_service.store import Store


def make_feedback(store: Store | None, metrics: Metrics, public_url: str) -> Blueprint:
    """Return the route that stores feedback; without a store it answers 503, so that the client keeps it."""
    routes = Blueprint("feedback", __name__)
    reasons = {code_system(public_url): CODES}

    @routes.post("/cds-services/<service_id>/feedback", strict_slashes=False)
    def take_feedback(service_id: str) -> Response:
        service = find_service(service_id)
        check_media_type(request.mimetype)
        client = calling_client().name
        found = read_feedback(read_body(), service=service.id, client=client, now=datetime.now(UTC), reasons=reasons)
        if store is None:
            raise StoreUnreachableError
        store.record_feedback(found.entries)
        outcomes = [entry.outcome for entry in found.entries]
        log_feedback(client, service.id, outcomes)
        metrics.feedback(client, outcomes)
        # Stored entries are on disk: the client need not send them again. Faulty ones stay faulty.
        answer: dict[str, Any] = {"stored": len(found.entries)}
        return json_response(answer | ({"faults": found.faults} if found.faults else {}))

    return routes
