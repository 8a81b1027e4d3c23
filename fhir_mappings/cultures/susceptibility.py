"""Reads susceptibility results: which drug or mechanism was tested, and the answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.cultures.organisms import MRSA, MSSA, S_AUREUS, load_organisms
from fhir_mappings.elements.code_systems import LOINC, system_name
from fhir_mappings.elements.reading import codings, status_codes, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json
    from icd10cm.encounter import Organism

_LONGEST_NAME = 200
_NAMES_IT = re.compile(r"suscept|sensitiv")
_STRONGEST = ("resistant", "positive", "susceptible", "negative")


def drug_of(resource: Json, reference: str, path: str, log: UnreadLog) -> str | None:
    """Return the drug or mechanism that an Observation or a component tests, None for one that is not known."""
    concept = resource.get("code")
    if type(concept) is not dict:
        return None
    table = load_cultures()
    names = [text_of(concept, "text", reference, path + "code.", log)]
    for coding in codings(concept, reference, path + "code.", log):
        if coding.get("code") in table.drug_loinc and system_name(coding.get("system")) == LOINC:
            return table.drug_loinc[coding["code"]]
        if type(coding.get("display")) is str:
            names.append(coding["display"])
    for name in names:
        match = table.drug_name.search(name[:_LONGEST_NAME].lower())
        if match:
            return table.drug_words[match.group()]
    return None


def is_susceptibility(resource: Json) -> bool:
    """Tell whether the name of an Observation or component says that it is a susceptibility result."""
    concept = resource.get("code")
    if type(concept) is not dict:
        return False
    found = concept.get("coding")
    names = (
        [concept.get("text"), *(one.get("display") for one in found or () if type(one) is dict)]
        if type(found) in (list, type(None))
        else []
    )
    return any(_NAMES_IT.search(name[:_LONGEST_NAME].lower()) for name in names if type(name) is str)


def answer_of(resource: Json, reference: str, path: str, log: UnreadLog) -> str | None:
    """Return "resistant", "susceptible", "positive" or "negative", or None for any other answer ("intermediate")."""
    answers = load_cultures().answers
    words: list[str] = []
    if "interpretation" in resource:
        words += status_codes(resource, "interpretation", reference, log, path)
        concepts = resource["interpretation"]
        for concept in concepts if type(concepts) is list else [concepts]:
            if type(concept) is dict and type(concept.get("text")) is str:
                words.append(concept["text"])
    value = resource.get("valueCodeableConcept")
    if type(value) is dict:
        for coding in codings(value, reference, path + "valueCodeableConcept.", log):
            words += [one for one in (coding.get("code"), coding.get("display")) if type(one) is str]
        words.append(text_of(value, "text", reference, path + "valueCodeableConcept.", log))
    if type(resource.get("valueString")) is str:
        words.append(resource["valueString"])
    for word in words:
        answer = answers.get(word.strip().lower())
        if answer is not None:
            return answer
    return None


def merge(answers: dict[str, str], drug: str, answer: str) -> None:
    """Add an answer; of two for one drug the stronger stands (resistance to either of two stand-ins is resistance)."""
    before = answers.get(drug)
    if before is None or _STRONGEST.index(answer) < _STRONGEST.index(before):
        answers[drug] = answer


def refined(organism: Organism, methicillin: str | None) -> Organism:
    """Return MRSA or MSSA for an S. aureus that oxacillin or cefoxitin tells apart; any other organism as it is."""
    if organism.id != S_AUREUS or methicillin not in ("resistant", "susceptible"):
        return organism
    return load_organisms().by_id[MRSA if methicillin == "resistant" else MSSA]


def resistances(
    organism: Organism, answers: Mapping[str, str], said: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes of Z16 that the results and the text support for an organism, and which results those are.

    What a susceptibility result supports is in `answers`, what the text or the organism's own concept says in `said`.
    """
    table = load_cultures()
    told = set(said)
    codes = {rule.code for rule in table.text_rules if rule.code in told and rule.holds_for(organism)}
    supports: dict[str, None] = {}
    for rule in table.rules if answers else ():
        if rule.holds_for(organism):
            matching = [drug for drug in sorted(rule.drugs) if answers.get(drug) == rule.answer]
            if matching:
                codes.add(rule.code)
                supports.update(dict.fromkeys(f"{drug} {rule.answer}" for drug in matching))
    return tuple(sorted(codes)), tuple(supports)
