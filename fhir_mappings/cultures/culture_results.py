"""What an Observation or DiagnosticReport says about itself: whether it is a culture, of what, when, and how final."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.cultures.specimens import NO_SPECIMEN, TAKEN_THERE, read_specimen, specimen_in
from fhir_mappings.cultures.susceptibility import drug_of, is_susceptibility
from fhir_mappings.elements.cached_reading import cached_by_content
from fhir_mappings.elements.code_systems import LOINC, system_name
from fhir_mappings.elements.dates import first_day
from fhir_mappings.elements.reading import Element
from fhir_mappings.sites.body_site_elements import read_sites, sites_in

if TYPE_CHECKING:
    from datetime import date

    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.cultures.specimens import Specimen
    from icd10cm.encounter import SiteFact

VOID = ("entered-in-error", "cancelled")
_NOT_FINAL = ("preliminary", "registered", "partial")
_DAYS = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")
_MICROBIOLOGY = ("mb", "microbiology")
_LONGEST_NAME = 200


class Context(Struct, frozen=True):
    """What a result says of itself, with what the report or result above it adds.

    `depth` is how deep it is nested, `about` are the diagnoses that the chart links it to.
    """

    specimen: str = ""
    sites: tuple[SiteFact, ...] = ()
    day: date | None = None
    preliminary: bool = False
    depth: int = 0
    about: tuple[str, ...] = ()


NO_CONTEXT = Context()
_ANY_FLUID = "body fluid"
"""What the name of a test calls a specimen that may be from anywhere."""


class Kind(Struct, frozen=True):
    """What an Observation or a report is: whether it is a culture, and of which specimen by its code or its name.

    `place` is a name that says where the specimen was taken ("Wound culture, sacrum"), "" where none does.
    `is_susceptibility` tells that a name says that it is a susceptibility result.
    """

    is_culture: bool
    specimen: str
    place: str
    is_susceptibility: bool


def _kind_of(result: Element) -> Kind:
    concept = result.child("code")
    names = _names(concept)
    return Kind(
        is_culture=_is_culture(result, concept, names),
        specimen=_named_specimen(concept, names) if concept else "",
        place=next((name for name in names if sites_in(name, "")), ""),
        is_susceptibility=is_susceptibility(result),
    )


_cached_kind = cached_by_content(_kind_of)


def kind_of(result: Element) -> Kind:
    """Return what an Observation or a report is: a culture by LOINC, by category, or by its name."""
    get = result.json.get
    return _cached_kind(Element({"code": get("code"), "category": get("category")}, result.reference, result.log))


def _is_culture(result: Element, concept: Element | None, names: list[str]) -> bool:
    table = load_cultures()
    for coding in concept.codings() if concept is not None else ():
        if coding.get("code") in table.loinc and system_name(coding.get("system")) == LOINC:
            return True
    categories = result.codes("category")
    if any(one in categories for one in _MICROBIOLOGY):
        return drug_of(result) is None
    return any(table.culture_name.search(name.lower()) for name in names)


def context_of(result: Element, kind: Kind, above: Context, reading: ReadingContext) -> Context:
    """Return the context of a result: its own, and where it says nothing that of the result above it."""
    own = read_specimen(result, reading) if "specimen" in result.json else NO_SPECIMEN
    day = first_day(result, _DAYS) or own.day or above.day
    word = (kind.specimen if kind.specimen == "screening" else own.word or kind.specimen) or above.specimen
    return Context(
        specimen=word,
        sites=_sites(result, kind, own, word, day) or above.sites,
        day=day,
        preliminary=result.text("status") in _NOT_FINAL or above.preliminary,
        depth=above.depth + 1,
        about=above.about,
    )


def with_specimen(context: Context, words: str, reference: str) -> Context:
    """Return the context of a report with what its text says of the specimen, where no resource says it."""
    if not words or context.sites:
        return context
    named, known = specimen_in(words.lower()), context.specimen
    taken_there = named in TAKEN_THERE and (known in TAKEN_THERE or known == _ANY_FLUID)
    return replace(
        context,
        specimen=known or named,
        sites=sites_in(words, reference, context.day) if taken_there else (),
    )


def _sites(result: Element, kind: Kind, specimen: Specimen, word: str, day: date | None) -> tuple[SiteFact, ...]:
    """Return where the specimen was taken: by the bodySite, by the Specimen, or by the name of the test."""
    body_site = result.child("bodySite") if "bodySite" in result.json else None
    if body_site is not None:
        sites = read_sites(result, [body_site], day)
        if sites:
            return sites
    if specimen.sites:
        return specimen.sites
    return sites_in(kind.place, result.reference, day) if kind.place and word in TAKEN_THERE else ()


def _named_specimen(concept: Element, names: list[str]) -> str:
    """Return the specimen that the code or the name of a test says; a screening swab shows carriage, of any site."""
    table = load_cultures()
    named = [word for word in (specimen_in(name.lower()) for name in names) if word]
    if "screening" in named:
        return "screening"
    found = concept.json.get("coding")
    codes = [coding.get("code") for coding in found if type(coding) is dict] if type(found) is list else []
    coded = (table.loinc.get(code) for code in codes if type(code) is str)
    return next(filter(None, (*coded, *named)), "")


def why_not(result: Element, context: Context, reading: ReadingContext) -> str | None:
    """Return why a result says nothing for this encounter, or None when it may."""
    status = result.json.get("status")
    if status in VOID:
        return f"its status is {status}"
    return reading.why_not_ours(result, context.day)


def _names(concept: Element | None) -> list[str]:
    """Return the names of an Observation or report: the text of its code, and the displays."""
    if concept is None:
        return []
    found = concept.json.get("coding")
    displays = [one.get("display") for one in found if type(one) is dict] if type(found) is list else []
    return [name[:_LONGEST_NAME] for name in (concept.json.get("text"), *displays) if type(name) is str]
