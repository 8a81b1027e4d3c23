"""The command `coding-cards`."""

import click


@click.group()
def main() -> None:
    """Coding Cards."""
