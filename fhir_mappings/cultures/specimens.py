"""Reads what was cultured: the Specimen that a result names, in one word and with its body site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.elements.dates import first_day
from fhir_mappings.elements.reading import shown
from fhir_mappings.sites.body_site_elements import read_sites, sites_in

if TYPE_CHECKING:
    from datetime import date

    from fhir_mappings.chart.reading_context import ReadingContext
    from fhir_mappings.elements.reading import Element
    from icd10cm.encounter import SiteFact


_LONGEST_NAME = 200
TAKEN_THERE = frozenset(("", "bone", "joint", "tissue", "wound", "abscess", "skin", "burn", "aspirate"))
"""Specimens that were taken where the disease is; where blood, urine and the like were drawn says nothing of it."""


class Specimen(Struct, frozen=True):
    """What was cultured, "" when the chart does not say; where it was taken, and when."""

    word: str = ""
    sites: tuple[SiteFact, ...] = ()
    day: date | None = None


NO_SPECIMEN = Specimen()


def read_specimen(result: Element, context: ReadingContext) -> Specimen:
    """Read the Specimen of an Observation (one reference) or a DiagnosticReport (an array of them)."""
    specimen = _named_specimen(result)
    if specimen is None:
        return NO_SPECIMEN
    found = context.index.find(result.reference, context.index.references.target(specimen))
    if found is None or found.json.get("resourceType") != "Specimen":
        name = specimen.json.get("display")
        return _from_names([name], result.reference) if type(name) is str else NO_SPECIMEN
    context.use(found.reference)
    return _read(found)


def _named_specimen(result: Element) -> Element | None:
    """Return the one reference to a specimen; several specimens say nothing about any one result."""
    value = result.json.get("specimen")
    if type(value) is not list:
        return result.child("specimen", "a reference")
    if len(value) != 1:
        return None
    found = result.children("specimen")
    return found[0] if found else None


def _read(specimen: Element) -> Specimen:
    word, named_sites = _type(specimen)
    collection = specimen.child("collection")
    if collection is None:
        return Specimen(word, named_sites)
    day = first_day(collection, ("collectedDateTime", "collectedPeriod"))
    site = collection.child("bodySite")
    if site is not None and type(site.json.get("concept")) is dict:  # R5: a CodeableReference
        site = site.child("concept")
    sites = read_sites(collection, [site], day) if site is not None else ()
    return Specimen(word, sites or named_sites, day)


def _type(specimen: Element) -> tuple[str, tuple[SiteFact, ...]]:
    """Return the word for the type of a specimen, and the sites that its name says."""
    kind = specimen.child("type")
    if kind is None:
        return "", ()
    table = load_cultures()
    codings = kind.codings()
    coded = (table.specimen_codes.get((coding.get("code") or "").strip(), "") for coding in codings)
    named = _from_names([kind.text("text"), *map(shown, codings)], specimen.reference)
    word = next(filter(None, coded), "") or named.word
    return word, named.sites if word in TAKEN_THERE else ()


def _from_names(names: list[str], reference: str) -> Specimen:
    """Return what the names of a specimen say: its word, and where it was taken when that is where the disease is."""
    word = next(filter(None, (specimen_in(name.lower()) for name in names)), "")
    if word not in TAKEN_THERE:
        return Specimen(word)
    return Specimen(word, next(filter(None, (sites_in(name, reference) for name in names)), ()))


def specimen_in(name: str) -> str:
    """Return the word for the specimen that a name in lower case holds, "" for none."""
    table, name = load_cultures(), name[:_LONGEST_NAME]
    if not table.any_specimen.search(name):
        return ""
    return next((word for pattern, word in table.specimen_words if pattern.search(name)), "")
