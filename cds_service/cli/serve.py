"""`coding-cards serve`: the service, on gunicorn."""

from __future__ import annotations

import logging

import click

from cds_service.cli.faults import Refused
from cds_service.errors import SettingsError
from cds_service.loaded_releases import load_releases
from cds_service.observability.logs import log, set_up_logging
from cds_service.observability.metrics_files import keep_metrics_in_files
from cds_service.settings import PREFIX, load_settings, unknown_variables
from icd10cm.errors import CodingLogicError


@click.command()
@click.option("--host", help=f"Address to listen on; overrides {PREFIX}HOST.")
@click.option("--port", type=int, help=f"Port to listen on; overrides {PREFIX}PORT.")
def serve(host: str | None, port: int | None) -> None:
    """Start the service.

    The settings are environment variables CODING_CARDS_*; every fault in them is named at once. The ICD-10-CM
    release is read before the workers are forked, so that they share it. SIGTERM lets calls in flight finish.
    """
    try:
        settings = load_settings(host=host, port=port)
    except SettingsError as fault:
        raise Refused(fault.faults) from None
    set_up_logging(settings.log_format, settings.log_level)
    for name in unknown_variables():
        log("unknown setting", logging.WARNING, name=name)

    with keep_metrics_in_files():
        # Only now: wrong settings are reported at once, and the metrics find their directory.
        from cds_service.cli.ready_store import ready_store  # noqa: PLC0415
        from cds_service.server.gunicorn_app import check_port, run_server  # noqa: PLC0415

        try:
            check_port(settings.host, settings.port)
            run_server(settings, load_releases(settings.releases_dir, settings.compiled_dir), ready_store(settings))
        except SettingsError as fault:
            raise Refused(fault.faults) from None
        except CodingLogicError as error:
            raise Refused((str(error),)) from None
