"""`coding-cards review FILE...`: the cards for a hook call in a file."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click
import orjson

from cards import Situation, deck_to_response
from cards.client_profiles import ProfileName
from cds_service.cli.faults import Refused
from cds_service.cli.review.explanation import explain
from cds_service.cli.review.input_file import read_example
from cds_service.cli.review.text_output import readable_deck
from cds_service.errors import CallError, SettingsError
from cds_service.fhir_client.allowed_servers import AllowedServers
from cds_service.fhir_validation import faults_of
from cds_service.hooks.gathering.gather import gather
from cds_service.hooks.nothing_read import why_nothing_read
from cds_service.hooks.process_call import chart_source
from cds_service.hooks.review_steps import Reviewed, review_source
from cds_service.hooks.step_clock import StepClock
from cds_service.loaded_releases import load_releases
from cds_service.overlay import client_names, load_rulebook
from cds_service.overlay.card_options import deck_options
from cds_service.settings import load_command_settings
from icd10cm.errors import CodingLogicError

if TYPE_CHECKING:
    from cds_service.hooks.hook_request import HookRequest
    from cds_service.overlay import Rulebook
    from cds_service.settings import Settings
    from icd10cm.releases.by_date import Releases


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["json", "text"]), help="Default: text on a terminal, else json.")
@click.option(
    "--explain",
    "explained",
    is_flag=True,
    help="Say of each resource what was read or left out, and of each fact where it went, and why.",
)
@click.option(
    "--profile",
    type=click.Choice(get_args(ProfileName)),
    help="Draw the cards for this kind of client. Default: CODING_CARDS_PROFILE.",
)
@click.option("--client", default="", metavar="NAME", help="The client whose part of the rules file applies.")
@click.option("--validate", "validated", is_flag=True, help="List the faults that FHIR R4B finds in each resource.")
def review(
    files: tuple[Path, ...],
    form: str | None,
    profile: ProfileName | None,
    client: str,
    *,
    explained: bool,
    validated: bool,
) -> None:
    """Review the hook calls in FILES (or FHIR Bundles of a chart) and print their cards.

    Nothing is fetched: what prefetch lacks is not there. JSON is one response a line where there are several
    files.
    """
    is_json = (form or ("text" if sys.stdout.isatty() else "json")) == "json"
    settings, releases, rulebook = _loaded()
    _check_client(client, settings)
    profile = profile or settings.profile
    for file in files:
        try:
            request = read_example(file.read_bytes())
            reviewed = review_request(request, releases, settings, rulebook, profile, client)
        except CallError as fault:
            raise Refused((f"{file}: {fault}",)) from None
        if validated:
            _say_faults(request, file)
        if explained:
            click.echo(explain(reviewed.chart, reviewed.release), err=is_json)
        _show(reviewed, file if len(files) > 1 else None, profile, is_json=is_json)


def _check_client(name: str, settings: Settings) -> None:
    """Hold the name of a client against the clients file.

    :raises Refused: no client has it.
    """
    known = client_names(settings.clients_file)
    if name and name not in known:
        raise Refused((f"--client: there is no {name}; there are {', '.join(sorted(known)) or 'none'}",))


def _loaded() -> tuple[Settings, Releases, Rulebook]:
    """Load what every review needs.

    :raises Refused: something of it is wrong.
    """
    try:
        settings = load_command_settings()
        return settings, load_releases(settings.releases_dir, settings.compiled_dir), load_rulebook(settings)
    except SettingsError as fault:
        raise Refused(fault.faults) from None
    except CodingLogicError as error:
        raise Refused((str(error),)) from None


def review_request(
    request: HookRequest,
    releases: Releases,
    settings: Settings,
    rulebook: Rulebook,
    profile: ProfileName = "generic",
    client: str = "",
) -> Reviewed:
    """Return what the review of one call gives, from its prefetch alone; the cards of `client`, and of no service.

    :raises ConditionsUnavailableError: prefetch lacks the Conditions.
    """
    prefetched = gather(request, None, AllowedServers())
    systems = frozenset(settings.icd_10_cm_systems)
    today = datetime.now().astimezone().date()
    source = chart_source(request, prefetched, today, icd_10_cm_systems=systems)
    options = replace(deck_options(settings, rulebook), profile=profile, situation=Situation(client=client))
    return review_source(source, releases, options, StepClock(), rulebook.rules)


def _show(reviewed: Reviewed, file: Path | None, profile: ProfileName, *, is_json: bool) -> None:
    why = why_nothing_read(reviewed.chart)
    if why:
        click.echo(f"{file or 'no cards'}: no diagnosis could be read. {why}", err=True)
    if not is_json:
        if file is not None:
            click.echo(f"== {file}")
        click.echo(readable_deck(reviewed.deck, profile))
        return
    option = 0 if file else orjson.OPT_INDENT_2
    click.echo(orjson.dumps(deck_to_response(reviewed.deck), option=option).decode())


def _say_faults(request: HookRequest, file: Path) -> None:
    faults = faults_of(request)
    for fault in faults:
        click.echo(f"{file}: {fault}", err=True)
    if not faults:
        click.echo(f"{file}: every resource is valid FHIR R4B", err=True)
