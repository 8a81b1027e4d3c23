"""How the command line ends when what it was given does not do."""

from __future__ import annotations

from typing import IO, Any

import click


class Refused(click.ClickException):
    """Ends the command with exit code 2, each fault on its own line."""

    exit_code = 2

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the faults to standard error."""
        for fault in self.faults:
            click.echo(f"Error: {fault}", file=file, err=True)
