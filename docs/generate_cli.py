"""Writes docs/cli.md from the commands themselves; run by `make docs`."""  # noqa: INP001 - docs is not a package

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cds_service.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).parent / "cli.md"

_HEAD = """\
# The command line

Written by `make docs` from the commands. All of them take their settings from environment variables `CODING_CARDS_*`. A
command exits with 0 on success and with 2 on bad input, and lists every fault on its own line on standard error.
Commands with further exit codes name them below.
"""


def generate() -> str:
    """Return the page."""
    return "\n".join([_HEAD, *_command(main, "coding-cards")])


def commands(command: click.Command = main, path: str = "coding-cards") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, groups before what is in them."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in sorted(command.list_commands(context)):
            found = command.get_command(context, name)
            if found is not None:
                yield from commands(found, f"{path} {name}")


def _command(command: click.Command, path: str) -> Iterator[str]:
    for name, each in commands(command, path):
        yield f"{'#' * min(4, 1 + len(name.split()))} {name}\n"
        context = click.Context(each, info_name=name)
        yield f"```\n{name} {' '.join(each.collect_usage_pieces(context))}\n```\n"
        yield f"{_paragraphs(each)}\n"
        rows = list(_parameters(each, context))
        if rows:
            yield "| option | meaning |\n|---|---|"
            yield from rows
            yield ""


def _paragraphs(command: click.Command) -> str:
    return inspect.cleandoc(command.help or "").replace("\f", "")


def _parameters(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if isinstance(parameter, click.Option) and record is not None:
            option, meaning = (re.sub(r"\s+", " ", part).replace("|", "\\|") for part in record)
            yield f"| `{option}` | {meaning} |"


if __name__ == "__main__":
    PAGE.write_text(generate(), encoding="utf-8")
