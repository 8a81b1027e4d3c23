"""Reads susceptibility results: which drug or mechanism was tested, and the answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.elements.code_systems import LOINC, system_name
from fhir_mappings.elements.reading import shown
from icd10cm.organisms.table import MRSA, MSSA, S_AUREUS, load_organisms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fhir_mappings.cultures.culture_table import ResistanceRule
    from fhir_mappings.elements.reading import Element
    from fhir_mappings.elements.unread import Json
    from icd10cm.encounter import Organism

_LONGEST_NAME = 200
_NAMES_IT = re.compile(r"suscept|sensitiv")
_STRONGEST = ("resistant", "positive", "susceptible", "negative")


def drug_of(result: Element) -> str | None:
    """Return the drug or mechanism that an Observation or a component tests, None for one that is not known."""
    concept = result.child("code") if type(result.json.get("code")) is dict else None
    if concept is None:
        return None
    codings = concept.codings()
    named = map(_named_drug, (concept.text("text"), *map(shown, codings)))
    return next(filter(None, (*map(_coded_drug, codings), *named)), None)


def _coded_drug(coding: Json) -> str | None:
    drug = load_cultures().drug_loinc.get(coding.get("code") or "")
    return drug if drug is not None and system_name(coding.get("system")) == LOINC else None


def _named_drug(name: str) -> str | None:
    table = load_cultures()
    match = table.drug_name.search(name[:_LONGEST_NAME].lower())
    return table.drug_words[match.group()] if match else None


def is_susceptibility(result: Element) -> bool:
    """Return whether the name of an Observation or component says that it is a susceptibility result."""
    concept = result.json.get("code")
    if type(concept) is not dict:
        return False
    found = concept.get("coding")
    displays = [one.get("display") for one in found if type(one) is dict] if type(found) is list else []
    names = [name for name in (concept.get("text"), *displays) if type(name) is str]
    return any(_NAMES_IT.search(name[:_LONGEST_NAME].lower()) for name in names)


def answer_of(result: Element) -> str | None:
    """Return "resistant", "susceptible", "positive" or "negative", or None for any other answer ("intermediate")."""
    answers = load_cultures().answers
    known = (answers.get(word.strip().lower()) for word in (*_interpretation(result), *_value(result)))
    return next((answer for answer in known if answer is not None), None)


def _interpretation(result: Element) -> list[str]:
    concepts = result.json.get("interpretation")
    texts = [one.get("text") for one in (concepts if type(concepts) is list else [concepts]) if type(one) is dict]
    return [*result.codes("interpretation"), *(text for text in texts if type(text) is str)]


def _value(result: Element) -> list[str]:
    words = [result.json.get("valueString")]
    value = result.child("valueCodeableConcept") if type(result.json.get("valueCodeableConcept")) is dict else None
    if value is not None:
        coded = [word for coding in value.codings() for word in (coding.get("code"), coding.get("display"))]
        words = [*coded, value.text("text"), *words]
    return [word for word in words if type(word) is str]


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
    said = set(said)
    codes = {rule.code for rule in table.text_rules if rule.code in said and rule.holds_for(organism)}
    supports: dict[str, None] = {}
    for rule in table.rules:
        matching = _supporting(rule, answers)
        if matching and rule.holds_for(organism):
            codes.add(rule.code)
            supports.update(dict.fromkeys(matching))
    return tuple(sorted(codes)), tuple(supports)


def _supporting(rule: ResistanceRule, answers: Mapping[str, str]) -> list[str]:
    return [f"{drug} {rule.answer}" for drug in sorted(rule.drugs & answers.keys()) if answers[drug] == rule.answer]
