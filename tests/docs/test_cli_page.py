"""docs/cli.md says what the commands are, and every command says what it does."""

from __future__ import annotations

import click
import pytest

from docs.generate_cli import PAGE, commands, generate

COMMANDS = dict(commands())


def test_the_page_is_what_the_generator_writes() -> None:
    assert PAGE.read_text(encoding="utf-8") == generate(), "run `make docs`"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_option_has_help(name: str) -> None:
    command = COMMANDS[name]
    assert command.help, name
    assert command.help.splitlines()[0].endswith("."), name
    without = [option.name for option in command.params if isinstance(option, click.Option) and not option.help]
    assert [option for option in without if option not in {"help", "form"}] == []


def test_commands_below_release_are_there() -> None:
    assert {"add", "check", "diff", "list", "remove"} <= {name.split()[-1] for name in COMMANDS}
