"""`coding-cards simulate-client`: calls a CDS service as a certified EHR does."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cds_service.simulated_client.walk_through import Answer

_TIMEOUT_S = 30
_COME_AGAIN = frozenset({429, 503})
_TRIES = 2
_LONGEST_PAUSE_S = 5.0


@click.command("simulate-client")
@click.argument("base_url")
@click.option("--directory", type=click.Path(path_type=Path, file_okay=False), help="Where the client's key is kept.")
@click.option("--issuer", default="https://ehr.example.org", show_default=True, help="`iss` of its tokens.")
@click.option("--jku", help="Where its key set is published, if it is.")
def simulate_client(base_url: str, directory: Path | None, issuer: str, jku: str | None) -> None:
    """Call the CDS service at BASE_URL as a certified EHR does, with made-up patients.

    It discovers the services, tries tokens that must be refused, calls each hook, checks and shows the cards, and sends
    feedback. With --directory it signs its calls: the first run makes a key there, a key set to register (jwks.json),
    and an entry for this service's clients file (clients.toml). Without it the calls carry no token. Any CDS Hooks
    service can be called. It exits with 1 if the service did something wrong.
    """
    from cds_service.simulated_client.identity import identity_in  # noqa: PLC0415 - slow to load
    from cds_service.simulated_client.walk_through import SimulatedClient  # noqa: PLC0415 - slow to load

    identity = None if directory is None else identity_in(directory, issuer, jku)
    failed = 0
    for step in SimulatedClient(base_url, _send, identity).walk():
        failed += bool(step.faults)
        click.echo(f"{'FAULT' if step.faults else 'ok   '} {step.name}")
        for line in (*step.faults, *step.shown):
            click.echo(f"      {line}")
    if failed:
        click.echo(f"{failed} faults", err=True)
        sys.exit(1)


def _send(method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    """Send a request; once more, as it is, where the service asks for that (429 or 503 with Retry-After)."""
    import requests  # noqa: PLC0415 - slow to load

    from cds_service.fhir_client.retry_after import retry_delay  # noqa: PLC0415 - as above
    from cds_service.simulated_client.walk_through import Answer  # noqa: PLC0415 - as above

    try:
        for _ in range(_TRIES):
            answer = requests.request(method, url, headers=dict(headers), data=body, timeout=_TIMEOUT_S)
            if answer.status_code not in _COME_AGAIN or "Retry-After" not in answer.headers:
                break
            time.sleep(min(retry_delay(answer.headers["Retry-After"]), _LONGEST_PAUSE_S))
    except requests.RequestException as error:
        raise click.ClickException(f"the service cannot be called: {type(error).__name__}") from None
    return Answer(answer.status_code, answer.content)
