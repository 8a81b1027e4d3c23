"""What a specimen can be about: the codes that it may speak for, and the kinds of infection that it fits best."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.organisms.table import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icd10cm.encounter import Culture


class Reach(NamedTuple):
    """What a specimen may be about: prefixes of codes (None: any) less others, and the kinds of infection it fits.

    `commensals` are ids of organisms that get into the specimen from the skin.
    """

    speaks_for: tuple[str, ...] | None = None
    silent_for: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    commensals: frozenset[str] = frozenset()

    def admits(self, code: str) -> bool:
        """Return whether the specimen may be about a code at all."""
        if self.speaks_for is not None and not code.startswith(self.speaks_for):
            return False
        return not code.startswith(self.silent_for)

    def suits(self, kinds: frozenset[str]) -> bool:
        """Return whether an infection of these kinds is one that the specimen fits best; any where it fits none."""
        return not self.fits or not kinds.isdisjoint(self.fits)


_ANY = Reach()


@cache
def load_specimens() -> Mapping[str, Reach]:
    """Return the reviewed table by the words for specimens, read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/specimens.toml").read_text(encoding="utf-8"))
    return {
        name: Reach(
            tuple(entry["speaks_for"]) if "speaks_for" in entry else None,
            tuple(entry.get("silent_for", ())),
            tuple(entry.get("fits", ())),
            frozenset("-".join(words_of(name)) for name in entry.get("commensals", ())),
        )
        for entry in table["specimen"]
        for name in entry["names"]
    }


def reach_of(culture: Culture) -> Reach:
    """Return what the specimen of a culture may be about; anything where the chart does not say what was cultured."""
    return load_specimens().get(culture.specimen, _ANY)
