"""The command `coding-cards`: its subcommands, a file each, are wired here."""

from __future__ import annotations

from importlib import import_module

import click

_COMMANDS = {
    "serve": "serve",
    "review": "review.command",
    "explain": "explain",
    "release": "release.group",
    "report": "report",
    "store": "store",
    "audit": "audit",
    "example-fhir-server": "example_fhir_server",
    "simulate-client": "simulate_client",
}
"""Module of each subcommand; the function in it has the name of the subcommand."""


class _LoadedWhenAsked(click.Group):
    """Loads the subcommand that is called and no other (Click documentation, "Lazily Loading Subcommands")."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a subcommand, None where there is none of that name."""
        del ctx
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(import_module(f"cds_service.cli.{module}"), cmd_name.replace("-", "_"))
        return command


@click.group(cls=_LoadedWhenAsked, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="coding-cards")
def main() -> None:
    """Review ICD-10-CM coding and answer CDS Hooks calls with cards."""
