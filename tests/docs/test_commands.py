"""Every command in the README and the docs exists, with the options and files that it is shown with."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import click
import pytest

from cds_service.cli.main import main

ROOT = Path(__file__).parents[2]
PAGES = (
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "cds_service/templates").glob("*.html")),
)
_CODE = re.compile(r"```[a-z]*\n(.*?)```|(?<!`)`([^`]+)`|<code>([^<]+)</code>", re.DOTALL)
_COMMAND = re.compile(r"(?:^|[\s/])coding-cards((?: +[^\s`|>;#&]+)*)")
_MAKE = re.compile(r"(?<!install )\bmake ([a-z][a-z-]*)")
_MODULE = re.compile(r"python(?:3)? -m ([a-z_.]+)")
_EXAMPLE = re.compile(r"\bexamples/[\w.-]+\.json\b")


def _code(page: Path) -> list[str]:
    """Return the pieces of code on a page, each command on its own line."""
    text = page.read_text(encoding="utf-8").replace("{{ ", "").replace(" }}", "")
    pieces: list[str] = []
    for block, inline, html in _CODE.findall(text):
        pieces += [*block.replace("\\\n", " ").splitlines(), " ".join((inline or html).split())]
    return pieces


def _faults(words: list[str]) -> list[str]:
    """Return what is wrong with a command line after the name of the program."""
    command: click.Command = main
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith(("-", "[")):
        found = command.get_command(click.Context(command), rest[0])
        if found is None:
            return [f"no command {rest[0]!r}"]
        command = found
        rest.pop(0)
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)} | {"--help"}
    options = [word.partition("=")[0] for word in rest if word.startswith("--")]
    return [f"no option {option!r}" for option in options if option not in known]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_on_a_page_exists(page: Path) -> None:
    found = [
        f"coding-cards{words}: {fault}"
        for piece in _code(page)
        if not re.search(r"\bdocker\b|\bkubectl\b|^usage", piece)
        for words in _COMMAND.findall(piece)
        for fault in _faults(words.split())
    ]
    assert found == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_target_module_and_example_on_a_page_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = "\n".join(_code(page))
    assert set(_MAKE.findall(text)) <= targets
    assert [name for name in _MODULE.findall(text) if importlib.util.find_spec(name) is None] == []
    assert [name for name in _EXAMPLE.findall(text) if "your-rule" not in name and not (ROOT / name).exists()] == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("coding-cards serve", ""),
        ("coding-cards release fetch --april", ""),
        ("coding-cards release take", "no command 'take'"),
        ("coding-cards review FILE --form text", "no option '--form'"),
        ("coding-cards prune", "no command 'prune'"),
    ],
)
def test_a_command_that_does_not_exist_is_noticed(line: str, fault: str) -> None:
    (words,) = _COMMAND.findall(line)
    assert "".join(_faults(words.split())) == fault
