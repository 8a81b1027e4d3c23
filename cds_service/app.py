"""The Flask application factory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask
from flask_cors import CORS

from cds_service.fhir_client.client import FhirClient
from cds_service.hooks.process_call import Reviewer
from cds_service.limits.call_gate import CallGate
from cds_service.limits.rate_limit import RateLimit
from cds_service.observability.metrics import Metrics
from cds_service.overlay import load_rulebook
from cds_service.overlay.card_options import deck_options
from cds_service.pages.blueprint import make_pages
from cds_service.pages.local_changes import local_changes
from cds_service.web.authentication import Doorkeeper, register_authentication
from cds_service.web.client_admission import open_door
from cds_service.web.error_responses import register_error_responses
from cds_service.web.hook_calls import HookCalls
from cds_service.web.readiness import Readiness
from cds_service.web.routes.discovery import make_discovery
from cds_service.web.routes.feedback import make_feedback
from cds_service.web.routes.health import make_health
from cds_service.web.routes.hook_call import make_hook_call
from cds_service.web.routes.metrics import make_metrics
from cds_service.web.security_headers import register_security_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from cds_service.settings import Settings
    from cds_service.store import Store
    from icd10cm.releases.by_date import Releases


PARTS = "coding_cards.hook_calls"
"""Where an application keeps its `HookParts`, among its extensions."""


class HookParts(NamedTuple):
    """What answers hook calls, for a server that reads them itself."""

    calls: HookCalls
    doorkeeper: Doorkeeper
    gate: CallGate
    metrics: Metrics


class _App(Flask):
    """Flask without coroutines: there are none here, and it would look for them at each function of each request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function as it is (Flask documentation, "Extensions and async")."""
        return func


def create_app(
    settings: Settings, releases: Releases, fhir_client: FhirClient | None = None, store: Store | None = None
) -> Flask:
    """Return the application; it opens no connection and starts no thread until the first call.

    `fhir_client` is made from the settings where none is given. Without a store nothing is recorded, and feedback is
    answered with 503.

    :raises SettingsError: the clients file or the rules file is not what it should be.
    """
    rulebook = load_rulebook(settings)
    app = _App("coding-cards", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    reviewer = Reviewer(
        reads_reports=settings.read_reports,
        releases=releases,
        options=deck_options(settings, rulebook),
        rules=rulebook.rules,
        allowed_servers=settings.allowed_servers,
        fhir_client=fhir_client or make_fhir_client(settings),
        is_silent=settings.mode == "silent",
        store=store,
        triggers=frozenset(settings.patient_view_triggers),
        max_resources=settings.max_resources,
    )
    app.register_blueprint(make_discovery())
    metrics, readiness = Metrics(), Readiness(releases, store)
    door = open_door(settings, store, metrics.unchecked)
    doorkeeper = Doorkeeper(door.authenticate, RateLimit(door.calls_per_minute), metrics, settings.url)
    register_authentication(app, doorkeeper)
    gate = CallGate(settings.threads, settings.queue, settings.queue_timeout_ms / 1000)
    calls = HookCalls(reviewer, metrics, settings.call_timeout_ms / 1000)
    app.register_blueprint(make_hook_call(calls, gate))
    app.extensions[PARTS] = HookParts(calls, doorkeeper, gate, metrics)
    app.register_blueprint(make_feedback(store, metrics, settings.url))
    app.register_blueprint(make_health(readiness))
    token = settings.metrics_token
    app.register_blueprint(
        make_metrics(
            metrics,
            readiness,
            None if token is None else token.get_secret_value(),
            is_public=settings.is_open and settings.is_on_loopback,
        )
    )
    app.register_blueprint(make_pages(settings, reviewer, gate, local_changes(settings, rulebook, door.clients)))
    register_error_responses(app, metrics)
    register_security_headers(app)
    if settings.allowed_origins:
        CORS(
            app,
            origins=list(settings.allowed_origins),
            methods=["GET", "POST", "OPTIONS"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["X-Request-Id", "Retry-After"],
            max_age=600,
        )
    return app


def make_fhir_client(settings: Settings) -> FhirClient:
    """Return the FHIR client that the settings ask for."""
    ca_file = settings.fhir_ca_file
    return FhirClient(settings.fhir_limits, None if ca_file is None else str(ca_file))
