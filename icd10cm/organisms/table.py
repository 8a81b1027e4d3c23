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
    """The table. `by_name` holds names as tuples of lower-case words; a genus alone is in `genera` too.

    `colonizers` are the ids of organisms that a culture alone does not show to be the cause of an infection.
    """

    by_id: Mapping[str, Organism]
    by_snomed: Mapping[str, CodedOrganism]
    by_name: Mapping[tuple[str, ...], Organism]
    genera: frozenset[tuple[str, ...]]
    colonizers: frozenset[str]


@cache
def load_organisms() -> OrganismTable:
    """Return the table; read once per process."""
    data = tomllib.loads(files("icd10cm").joinpath("data/organisms.toml").read_text(encoding="utf-8"))
    by_id: dict[str, Organism] = {}
    by_snomed: dict[str, CodedOrganism] = {}
    names: dict[tuple[str, ...], set[str]] = {}
    colonizers: set[str] = set()
    for group, species in _species(data):
        organism = _organism(group, species)
        colonizers.update((organism.id,) if group.get("colonizes") else ())
        by_id[organism.id] = organism
        by_snomed.update(dict.fromkeys(species["snomed"], CodedOrganism(organism)))
        for words in _names(species):
            names.setdefault(words, set()).add(organism.id)
    for row in data["resistant"]:
        organism = by_id["-".join(words_of(row["name"]))]
        by_snomed[row["snomed"]] = CodedOrganism(organism, (row["resistance"],))
    return OrganismTable(
        by_id=MappingProxyType(by_id),
        by_snomed=MappingProxyType(by_snomed),
        by_name=MappingProxyType({words: by_id[next(iter(ids))] for words, ids in names.items() if len(ids) == 1}),
        genera=frozenset(words for words in names if len(words) == 1),
        colonizers=frozenset(colonizers),
    )


def _organism(group: Mapping[str, Any], species: Mapping[str, Any]) -> Organism:
    return Organism(
        id="-".join(words_of(species["name"])),
        name=species["name"],
        code=group.get("code"),
        words=tuple(group["words"]),
        general=group.get("general"),
    )


def _names(species: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """Yield the names of a species as words, with its abbreviated genus ("E. coli") among them."""
    for name in (species["name"], *species.get("also", ())):
        yield words_of(name)
        if ", " in name:
            yield marked_words_of(name.replace(":", " "))  # the colon of a serotype (O157:H7) is not punctuation
    genus, *others = species["name"].split()
    if others and genus[0].isupper() and others[0].islower():
        first, *rest = words_of(species["name"])
        yield (first[0], *rest)


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
