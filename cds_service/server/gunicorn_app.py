"""The service on gunicorn, embedded (gunicorn documentation, "Custom Application")."""

from __future__ import annotations

import resource
import socket
from datetime import datetime
from errno import EADDRINUSE
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from prometheus_client.multiprocess import mark_process_dead

from cds_service.app import create_app
from cds_service.errors import SettingsError
from cds_service.loaded_releases import LiveReleases
from cds_service.observability.metrics_files import reserve_metrics_files
from cds_service.out_of_date import DailyWarning
from cds_service.overlay import Rulebook
from cds_service.overlay.card_options import deck_options
from cds_service.server.allocator import tame_malloc
from cds_service.server.cpu_affinity import assign_processor, keep_to_processor
from cds_service.server.garbage_collector import after_request, settle
from cds_service.server.refusals import ServerLog
from cds_service.server.short_path import ShortPath
from cds_service.server.warm_up import warm_up
from cds_service.server.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Flask

    from cds_service.settings import Settings
    from cds_service.store import Store
    from icd10cm.releases.by_date import Releases

_GRACE_S = 20
_SPARE_THREADS = 16
_MOST_CONNECTIONS = 4096
_OTHER_FILES = 512
"""Files and connections of a worker beside those of its clients."""


class Server(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """A gunicorn master for an application that is there already; its workers share it by fork."""

    def __init__(self, app: Flask, options: Mapping[str, Any]) -> None:
        self._app = app
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings; its own files and environment variables are not read."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._app


def check_port(host: str, port: int) -> None:
    """Refuse to start on a port that is taken, before anything is loaded; gunicorn would try again for seconds.

    :raises SettingsError: another process listens there; the message names the setting.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != EADDRINUSE:
                return  # gunicorn's own message is better
            fault = f"CODING_CARDS_PORT: port {port} of {host} is in use by another process; choose another port"
            raise SettingsError((fault,)) from None


def run_server(settings: Settings, releases: Releases, store: Store) -> None:
    """Serve until SIGTERM; calls in flight are finished, and what is to be stored is stored."""
    tame_malloc()
    app = create_app(settings, releases, store=store)
    warm_up(releases, deck_options(settings, Rulebook()))
    warning = DailyWarning(releases, settings.releases_dir)
    warning.warn(datetime.now().astimezone().date())
    settle()
    Worker.short_path = ShortPath(app)
    Worker.receive_s = settings.receive_timeout_ms / 1000
    Worker.most_body = settings.max_body_bytes
    Worker.most_connections = raise_file_limit(_MOST_CONNECTIONS)
    hooks = {
        # gunicorn calls them with these names.
        "post_request": lambda worker, req, environ, resp: after_request(),  # noqa: ARG005
        "worker_exit": lambda server, worker: store.close(),  # noqa: ARG005
        "child_exit": lambda server, worker: mark_process_dead(worker.pid),  # type: ignore[no-untyped-call]  # noqa: ARG005
    }
    if settings.pin_workers:
        hooks["pre_fork"] = assign_processor

    def post_fork(_: object, worker: Worker) -> None:
        reserve_metrics_files()
        if settings.pin_workers:
            keep_to_processor(worker)
        if isinstance(releases, LiveReleases):
            releases.watch(settings.releases_check_s)
        warning.watch()

    Server(app, gunicorn_options(settings) | hooks | {"post_fork": post_fork}).run()


def raise_file_limit(connections: int) -> int:
    """Allow this process and its forks as many open files as they may have; return how many connections that is for."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHER_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(1, allowed - _OTHER_FILES)


def gunicorn_options(settings: Settings) -> dict[str, Any]:
    """Return gunicorn's settings: threads, because a call may wait for a FHIR server; no control socket.

    There are threads for the calls that are answered, for those that wait, and some to spare: for health checks, and
    for telling further callers that the service is busy. No header decides about paths or addresses.
    """
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return {
        "bind": [f"{host}:{settings.port}"],
        "workers": settings.workers,
        "threads": settings.threads + settings.queue + _SPARE_THREADS,
        "worker_class": Worker,
        # The worker itself drops the oldest; gunicorn would stop accepting.
        "worker_connections": 10 * _MOST_CONNECTIONS,
        "logger_class": ServerLog,
        "preload_app": True,
        "timeout": 30,
        "graceful_timeout": _GRACE_S,
        "keepalive": 5,
        "limit_request_line": 4094,
        "limit_request_fields": 64,
        "limit_request_field_size": 8190,
        "forwarded_allow_ips": "",
        "forwarder_headers": "",
        "accesslog": None,
        # At "debug" gunicorn logs the address of every request.
        "loglevel": "info" if settings.log_level == "DEBUG" else settings.log_level.lower(),
        "proc_name": "coding-cards",
        "control_socket_disable": True,
    }
