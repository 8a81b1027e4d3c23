"""Which diagnoses a culture can speak for: by what was cultured, by place and by side."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from icd10cm.encounter import Culture
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts


class _Reach(NamedTuple):
    """For which codes a specimen may speak, as prefixes: for some alone (None: for any), and for all but some."""

    speaks_for: tuple[str, ...] | None = None
    silent_for: tuple[str, ...] = ()


_ANY = _Reach()


@cache
def load_specimens() -> Mapping[str, _Reach]:
    """Return the reviewed table by the words for specimens, read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/specimens.toml").read_text(encoding="utf-8"))
    return {
        name: _Reach(tuple(entry["speaks_for"]) if "speaks_for" in entry else None, tuple(entry.get("silent_for", ())))
        for entry in table["specimen"]
        for name in entry["names"]
    }


def speaks_for(culture: Culture, facts: DiagnosisFacts, encounter: EncounterFacts) -> bool:
    """Tell whether a culture can be evidence for a diagnosis (guideline III.B: a question, never a code by itself)."""
    reach = load_specimens().get(culture.specimen, _ANY)
    if reach.speaks_for is not None and not facts.code.startswith(reach.speaks_for):
        return False
    if facts.code.startswith(reach.silent_for):
        return False
    return not _elsewhere(culture, facts, encounter)


def _elsewhere(culture: Culture, facts: DiagnosisFacts, encounter: EncounterFacts) -> bool:
    """Tell whether culture and diagnosis surely lie in different places, or on different sides of one place."""
    anatomy = encounter.anatomy
    places = [(fact.site, fact.side) for fact in facts.sites] or encounter.release.places_of(facts.code)
    pairs = [(specimen, place) for specimen in culture.sites for place in places]
    return bool(pairs) and all(
        (specimen.site and site and anatomy.disjoint(specimen.site, site))
        or (specimen.side and side and {specimen.side, side} == {"left", "right"})
        for specimen, (site, side) in pairs
    )
