"""Reads what a culture result says it found: the value of an Observation, or the conclusion of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.cultures.organism_text import OrganismText, read_organisms
from fhir_mappings.elements.cached_reading import cached_by_content
from fhir_mappings.elements.code_systems import SNOMED, system_name
from fhir_mappings.elements.reading import json_type, shown
from icd10cm.organisms.table import MRSA, MSSA, S_AUREUS, load_organisms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fhir_mappings.elements.reading import Element
    from fhir_mappings.elements.unread import Json
    from icd10cm.encounter import Organism
    from icd10cm.organisms.table import CodedOrganism

LONGEST_STATEMENT = 200
"""Characters of a result's own words that are shown as evidence; a longer one is replaced by the organism's name."""


class Finding(NamedTuple):
    """What one value says. `why_none` is the reason why it names no organism; `words` are the value's own."""

    organisms: tuple[Organism, ...] = ()
    resistance: tuple[str, ...] = ()
    words: str = ""
    from_text: bool = False
    why_none: str = ""


NOTHING = Finding()


def read_value(result: Element) -> Finding:
    """Return what the value of an Observation or of a component says; `NOTHING` when it has none."""
    if result.json.get("valueCodeableConcept") is not None:
        concept = result.child("valueCodeableConcept")
        return read_concept(concept) if concept is not None else NOTHING
    if result.json.get("valueString") is not None:
        words = result.text("valueString")
        return finding_in(words) if type(result.json.get("valueString")) is str else NOTHING
    other = next((key for key in result.json if key.startswith("value") and key != "value"), None)
    if other is None:
        return NOTHING
    if other == "valueQuantity":
        return Finding(why_none="a quantity, which names no organism")
    return Finding(why_none=f"{result.path}{other} is {json_type(result.json.get(other))}, which names no organism")


def finding_in(words: str) -> Finding:
    """Return what the text of a result says."""
    return _from_text(words, read_organisms(words), words)


class _Coded(NamedTuple):
    """What the codings of a result say: organisms with resistance, a result without growth, an unknown concept."""

    organisms: list[Organism]
    resistance: tuple[str, ...]
    negative: bool
    unknown: bool
    names: list[str]


def _concept(concept: Element) -> Finding:
    """Read a coded result: by SNOMED CT id, otherwise by its words."""
    codings = concept.codings()
    coded = _read_codings(codings)
    text = next(filter(None, (concept.text("text"), *map(shown, codings))), "")
    if coded.negative:  # beside an organism it says which one was not found
        return Finding(words=text, why_none="a result without growth")
    if coded.organisms:
        return _from_codes(coded, text)
    said = OrganismText()
    for words in (text, *coded.names):
        said = read_organisms(words)
        if said.organisms or said.contaminant or said.negative:
            return _from_text(words, said, text)
    unknown = coded.unknown or said.unknown
    why = "an organism that the table does not hold" if unknown else "names no organism that is known"
    return Finding(words=text, why_none=why)


read_concept = cached_by_content(_concept)


def _read_codings(codings: Sequence[Json]) -> _Coded:
    table = load_organisms()
    negatives = load_cultures().negative_snomed
    found: list[CodedOrganism] = []
    names: list[str] = []
    negative = unknown = False
    for coding in codings:
        concept_id = _snomed_id(coding)
        if concept_id in table.by_snomed:
            found.append(table.by_snomed[concept_id])
        elif concept_id in negatives:
            negative = True
        else:
            unknown = unknown or concept_id != ""
            names.append(shown(coding))
    resistance = tuple(code for one in found for code in one.resistance)
    return _Coded([one.organism for one in found], resistance, negative, unknown, names)


def _snomed_id(coding: Json) -> str:
    code = (coding.get("code") or "").strip()
    return code if system_name(coding.get("system")) == SNOMED else ""


def _from_codes(coded: _Coded, text: str) -> Finding:
    """Choose among the organisms of one concept the most exact, and let its text make S. aureus exact."""
    organism = next(filter(_is_exact, coded.organisms), coded.organisms[0])
    said = OrganismText() if text.lower() == organism.name.lower() else read_organisms(text)
    if said.contaminant:
        return Finding(words=text, why_none="called a contaminant or a colonizer")
    if said.denies:
        return Finding(words=text, why_none="its text denies or doubts the organism that it codes")
    if said.organisms and not any(_genus(organism) == _genus(one) for one in said.organisms):
        return Finding(words=text, why_none="its code and its text name different organisms")
    exact = [*filter(_is_exact, said.organisms)]
    if organism.id == S_AUREUS and len(exact) == 1:
        organism = exact[0]
    return Finding((organism,), coded.resistance + said.resistance, _statement(text, organism.name))


def _genus(organism: Organism) -> str:
    """Return the genus of an organism, without what precedes it in its name: "methicillin resistant"."""
    before = load_cultures().before_genus
    return next((word for word in organism.id.split("-") if word not in before), organism.id)


def _is_exact(organism: Organism) -> bool:
    """Return whether an organism is S. aureus with its answer to methicillin."""
    return organism.id in (MRSA, MSSA)


def _statement(text: str, otherwise: str) -> str:
    """Return the words of a result as they are shown: its own, unless they are too long."""
    return text if text and len(text) <= LONGEST_STATEMENT else otherwise


def _from_text(words: str, said: OrganismText, text: str) -> Finding:
    if said.contaminant:
        return Finding(words=text, why_none="called a contaminant or a colonizer")
    if said.organisms:
        names = ", ".join(one.name for one in said.organisms)
        return Finding(said.organisms, said.resistance, _statement(text, names), from_text=True)
    if said.negative:
        return Finding(words=text, why_none="a result without growth")
    if said.unknown:
        return Finding(words=text, why_none="an organism that the table does not hold")
    return Finding(words=text, why_none="names no organism that is known" if words else "")
