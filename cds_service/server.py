"""The service on gunicorn, embedded (gunicorn documentation, "Custom Application")."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

from cds_service.app import create_app
from cds_service.loaded_releases import load_releases

if TYPE_CHECKING:
    from flask import Flask

    from cds_service.settings import Settings

_GRACE_S = 20


class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """One gunicorn master that reads the release once; its workers share it by fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings; its own files and environment variables are not read."""
        for name, value in gunicorn_options(self._settings).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, in the master and before the fork."""
        app = create_app(self._settings, load_releases(self._settings.releases_dir))
        # What is read by now lives as long as the process: the collector of the workers need not walk it
        # again, and its pages stay shared.
        gc.collect()
        gc.freeze()
        return app


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """Return gunicorn's settings: threads, because a call may wait for a FHIR server; no control socket."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": [f"{host}:{settings.port}"],
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": "gthread",
        "preload_app": True,
        "timeout": 30,
        "graceful_timeout": _GRACE_S,
        "keepalive": 5,
        "accesslog": None,
        "loglevel": settings.log_level.lower(),
        "proc_name": "coding-cards",
        "control_socket_disable": True,
        "worker_tmp_dir": None,
    }
