"""The named examples: hook calls that show each rule, each profile and silence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cards.client_profiles import ProfileName


@dataclass(frozen=True, slots=True)
class Example:
    """One hook call. `rules` are the ids of the rules whose cards it gets; `status` is that of the answer."""

    name: str
    title: str
    group: Literal["rules", "reports", "clients", "hooks", "silence", "faults"]
    text: str
    rules: tuple[str, ...]
    profile: ProfileName
    status: int
    path: Path

    def read(self) -> str:
        """Return the hook call as it is in its file."""
        return self.path.read_text(encoding="utf-8")


@cache
def load_examples() -> tuple[Example, ...]:
    """Return the examples in the order of their list."""
    directory = _directory()
    read = tomllib.loads((directory / "examples.toml").read_text(encoding="utf-8"))
    return tuple(
        Example(
            name=each["name"],
            title=each["title"],
            group=each["group"],
            text=each["text"],
            rules=tuple(each.get("rules", ())),
            profile=each.get("profile", "generic"),
            status=each.get("status", 200),
            path=directory / f"{each['name']}.json",
        )
        for each in read["example"]
    )


def _directory() -> Path:
    """Return where the examples are: inside an installed package, beside the packages in a checkout."""
    package = Path(str(files("cds_service")))
    installed = package / "examples"
    return installed if installed.is_dir() else package.parent / "examples"
