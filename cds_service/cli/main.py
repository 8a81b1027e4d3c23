"""The command `coding-cards`: its subcommands, a file each, are wired here."""

from __future__ import annotations

import click

from cds_service.cli.audit import audit
from cds_service.cli.example_fhir_server import example_fhir_server
from cds_service.cli.explain import explain
from cds_service.cli.release import release
from cds_service.cli.report import report
from cds_service.cli.review import review
from cds_service.cli.serve import serve
from cds_service.cli.store import store


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="coding-cards")
def main() -> None:
    """Review ICD-10-CM coding and answer CDS Hooks calls with cards."""


main.add_command(serve)
main.add_command(review)
main.add_command(explain)
main.add_command(release)
main.add_command(report)
main.add_command(store)
main.add_command(audit)
main.add_command(example_fhir_server)
