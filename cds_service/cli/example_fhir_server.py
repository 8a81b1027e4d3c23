"""`coding-cards example-fhir-server`: a FHIR server to try the service out with."""

from __future__ import annotations

import click


@click.command("example-fhir-server")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8090, show_default=True, help="Port to listen on.")
def example_fhir_server(host: str, port: int) -> None:
    """Serve the example patients as FHIR R4, to try fetching out with.

    The base URL of an example is http://HOST:PORT/NAME, by its name in the workbench. Made-up patients only; nothing
    can be changed, and no token is asked for. The last date of each chart is today.
    """
    from werkzeug.serving import run_simple  # noqa: PLC0415 - slow to load

    from cds_service.example_fhir_server import create_example_server  # noqa: PLC0415 - slow to load

    run_simple(host, port, create_example_server(), threaded=True)
