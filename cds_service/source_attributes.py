"""The source attributes of the service, read from one data file that the page /about and the docs share."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class SourceAttribute:
    """One attribute; `numbers` are its places in 45 CFR 170.315(b)(11)(iv)(A), () for those beyond that list."""

    name: str
    text: str
    numbers: tuple[int, ...] = ()

    @property
    def places(self) -> str:
        """The numbers as a reader sees them, a run by its ends.

        >>> SourceAttribute("", "", (5, 6, 7, 13)).places
        '5-7, 13'
        """
        runs: list[list[int]] = []
        for number in self.numbers:
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)

    def filled(self, values: Mapping[str, str]) -> str:
        """Return the text with "{version}" and the like filled in.

        :raises KeyError: the text has a place that `values` lacks.
        """
        return self.text.format_map(values)


@dataclass(frozen=True, slots=True)
class AttributeSection:
    """Attributes under a heading."""

    title: str
    attributes: tuple[SourceAttribute, ...]


@dataclass(frozen=True, slots=True)
class SourceAttributes:
    """All of them, with where the list comes from."""

    source: str
    sections: tuple[AttributeSection, ...]


@cache
def load_source_attributes() -> SourceAttributes:
    """Return the attributes; places such as "{version}" are left for the page to fill."""
    read = tomllib.loads((files("cds_service") / "data" / "source_attributes.toml").read_text(encoding="utf-8"))
    sections = tuple(
        AttributeSection(
            section["title"],
            tuple(
                SourceAttribute(each["name"], each["text"].strip(), tuple(each.get("numbers", ())))
                for each in section["attribute"]
            ),
        )
        for section in read["section"]
    )
    return SourceAttributes(read["source"], sections)
