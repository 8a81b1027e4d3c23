"""The reviewed table of organisms (`data/organisms.toml`), ready for look-up by SNOMED CT id and by name."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from icd10cm.encounter import Organism

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TOKEN = re.compile(r"[a-z0-9]+")
_MARKED = re.compile(r"[a-z0-9]+|[,:]")
_SHORT_FORMS = {"coag": "coagulase", "neg": "negative", "staph": "staphylococcus", "strep": "streptococcus"}
MRSA = "methicillin-resistant-staphylococcus-aureus"
MSSA = "methicillin-susceptible-staphylococcus-aureus"
S_AUREUS = "staphylococcus-aureus"


@dataclass(frozen=True, slots=True)
class CodedOrganism:
    """What a SNOMED CT concept says: the organism, and codes of Z16 where the concept names a resistance."""

    organism: Organism
    resistance: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganismTable:
    """The table. `by_name` holds names as tuples of lower-case words; a genus alone is in `genera` too."""

    by_id: Mapping[str, Organism]
    by_snomed: Mapping[str, CodedOrganism]
    by_name: Mapping[tuple[str, ...], Organism]
    genera: frozenset[tuple[str, ...]]


@cache
def load_organisms() -> OrganismTable:
    """Return the table; read once per process."""
    data = tomllib.loads(files("fhir_mappings").joinpath("data/organisms.toml").read_text(encoding="utf-8"))
    by_id: dict[str, Organism] = {}
    by_snomed: dict[str, CodedOrganism] = {}
    names: dict[tuple[str, ...], set[str]] = {}
    genera: set[tuple[str, ...]] = set()
    for group, species in _species(data):
        organism = Organism(
            id="-".join(words_of(species["name"])),
            name=species["name"],
            code=group.get("code"),
            words=tuple(group["words"]),
            general=group.get("general"),
        )
        by_id[organism.id] = organism
        for concept in species["snomed"]:
            by_snomed[concept] = CodedOrganism(organism)
        for name in (species["name"], *species.get("also", ())):
            words = words_of(name)
            names.setdefault(words, set()).add(organism.id)
            if len(words) == 1:
                genera.add(words)
            if ", " in name:
                # The colon of a serotype (O157:H7) is no mark.
                names.setdefault(marked_words_of(name.replace(":", " ")), set()).add(organism.id)
        full = words_of(species["name"])
        if len(full) > 1 and species["name"][0].isupper() and species["name"].split()[1].islower():
            names.setdefault((full[0][0], *full[1:]), set()).add(organism.id)
    for row in data["resistant"]:
        organism = by_id["-".join(words_of(row["name"]))]
        by_snomed[row["snomed"]] = CodedOrganism(organism, (row["resistance"],))
    return OrganismTable(
        by_id=MappingProxyType(by_id),
        by_snomed=MappingProxyType(by_snomed),
        by_name=MappingProxyType({words: by_id[next(iter(ids))] for words, ids in names.items() if len(ids) == 1}),
        genera=frozenset(genera),
    )


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case, written out and without marks ("E. coli" -> "e", "coli")."""
    return tuple(written_out(_TOKEN.findall(name.lower())))


def marked_words_of(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase with its commas and colons, as a text has them ("Streptococcus, group A")."""
    return tuple(written_out(_MARKED.findall(phrase.lower())))


def written_out(words: list[str]) -> list[str]:
    """Return lower-case words with those in full that laboratories shorten."""
    return [_SHORT_FORMS.get(word, word) for word in words]


def _species(data: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    for group in data["group"]:
        for species in group["species"]:
            yield group, species
