"""Reads what a culture result says it found: the value of an Observation, or the conclusion of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.cultures.organism_text import read_organisms
from fhir_mappings.cultures.organisms import MRSA, MSSA, S_AUREUS, load_organisms
from fhir_mappings.elements.cached_reading import remembered
from fhir_mappings.elements.code_systems import SNOMED, system_name
from fhir_mappings.elements.reading import codings, kind_of, text_of

if TYPE_CHECKING:
    from fhir_mappings.cultures.organism_text import OrganismText
    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json
    from icd10cm.encounter import Organism

LONGEST_STATEMENT = 200
"""Characters of a result's own words that are shown as evidence; a longer one is told by the organism's name."""


class Finding(NamedTuple):
    """What one value says. `why_none` tells why it names no organism; `words` are the value's own."""

    organisms: tuple[Organism, ...] = ()
    resistance: tuple[str, ...] = ()
    words: str = ""
    from_text: bool = False
    why_none: str = ""


NOTHING = Finding()


def read_value(resource: Json, reference: str, path: str, log: UnreadLog) -> Finding:
    """Return what the value of an Observation or of a component says; `NOTHING` when it has none."""
    concept = resource.get("valueCodeableConcept")
    if concept is not None:
        if type(concept) is not dict:
            log.wrong_type(reference, path + "valueCodeableConcept", concept, "an object")
            return NOTHING
        return read_concept(concept, reference, path + "valueCodeableConcept.", log)
    words = resource.get("valueString")
    if words is not None:
        if type(words) is not str:
            log.wrong_type(reference, path + "valueString", words, "text")
            return NOTHING
        return _from_text(words.strip(), read_organisms(words), words.strip())
    other = next((key for key in resource if key.startswith("value") and key != "value"), None)
    if other is None:
        return NOTHING
    if other == "valueQuantity":
        return Finding(why_none="a quantity, which names no organism")
    return Finding(why_none=f"{path}{other} is {kind_of(resource[other])}, which names no organism")


def read_concept(concept: Json, reference: str, path: str, log: UnreadLog) -> Finding:
    """Return what a coded result says: by SNOMED CT id, otherwise by its words."""
    return _remembered_concept([path, concept], reference, log)


def _concept(part: tuple[str, Json], log: UnreadLog) -> Finding:
    """Read a path and the concept that stands there."""
    path, concept = part
    table = load_organisms()
    negatives = load_cultures().negative_snomed
    text = text_of(concept, "text", "", path, log)
    found: list[Organism] = []
    resistance: tuple[str, ...] = ()
    displays: list[str] = []
    negative = unknown = False
    for coding in codings(concept, "", path, log):
        display = coding.get("display")
        shown = display.strip() if type(display) is str else ""
        code = coding.get("code")
        code = code.strip() if code else None
        if code and system_name(coding.get("system")) == SNOMED:
            known = table.by_snomed.get(code)
            if known is not None:
                found.append(known.organism)
                resistance += known.resistance
            elif code in negatives:
                negative = True
            else:
                unknown = True
                displays.append(shown)
        else:
            displays.append(shown)
        text = text or shown
    if negative:  # beside an organism it says which one was not found
        return Finding(words=text, why_none="a result without growth")
    if found:
        return _coded(found, resistance, text)
    for words in (text, *displays):
        said = read_organisms(words)
        if said.organisms or said.contaminant or said.negative:
            return _from_text(words, said, text)
    why = "an organism that the table does not hold" if unknown or said.unknown else "names no organism that is known"
    return Finding(words=text, why_none=why)


_remembered_concept = remembered(_concept)


def _coded(found: list[Organism], resistance: tuple[str, ...], text: str) -> Finding:
    """Choose among the organisms of one concept the most exact, and let its text make S. aureus exact."""
    organism = next((one for one in found if one.id in (MRSA, MSSA)), found[0])
    said = read_organisms(text) if text and text.lower() != organism.name.lower() else None
    if said is not None:
        if said.contaminant:
            return Finding(words=text, why_none="called a contaminant or a coloniser")
        if said.denies:
            return Finding(words=text, why_none="its text denies or doubts the organism that it codes")
        exact = [one for one in said.organisms if one.id in (MRSA, MSSA)]
        if organism.id == S_AUREUS and len(exact) == 1:
            organism = exact[0]
        resistance += said.resistance
    words = text if text and len(text) <= LONGEST_STATEMENT else organism.name
    return Finding((organism,), resistance, words)


def _from_text(words: str, said: OrganismText, shown: str) -> Finding:
    if said.contaminant:
        return Finding(words=shown, why_none="called a contaminant or a coloniser")
    if said.organisms:
        told = shown if shown and len(shown) <= LONGEST_STATEMENT else ", ".join(one.name for one in said.organisms)
        return Finding(said.organisms, said.resistance, told, from_text=True)
    if said.negative:
        return Finding(words=shown, why_none="a result without growth")
    if said.unknown:
        return Finding(words=shown, why_none="an organism that the table does not hold")
    return Finding(words=shown, why_none="names no organism that is known" if words else "")
