"""Where an encounter took place, in words, for the figures by department."""

from __future__ import annotations

from itertools import chain
from typing import Any


def department_of(encounter: dict[str, Any]) -> str | None:
    """Return the service type of an Encounter, else its first location, else its service provider; None for none.

    R4 has one serviceType, R5 several with a concept each.
    """
    for concept in _list(encounter.get("serviceType")):
        inner = concept.get("concept")
        if words := _concept_words(inner if type(inner) is dict else concept):
            return words
    for location in _list(encounter.get("location")):
        for named in _list(location.get("location")):
            if words := _text(named.get("display")):
                return words
    for provider in _list(encounter.get("serviceProvider")):
        if words := _text(provider.get("display")):
            return words
    return None


def _concept_words(concept: dict[str, Any]) -> str | None:
    if words := _text(concept.get("text")):
        return words
    codings = _list(concept.get("coding"))
    named = chain((each.get("display") for each in codings), (each.get("code") for each in codings))
    return next((words for each in named if (words := _text(each))), None)


def _list(value: object) -> list[dict[str, Any]]:
    """Return the objects of an element that is one object, an array of them, or anything else."""
    if type(value) is list:
        return [each for each in value if type(each) is dict]
    return [value] if type(value) is dict else []


def _text(value: object) -> str | None:
    return value.strip()[:100] or None if type(value) is str else None
