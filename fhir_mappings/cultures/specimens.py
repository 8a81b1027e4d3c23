"""Reads what was cultured: the Specimen that a result names, in one word and with its body site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.elements.dates import first_day
from fhir_mappings.elements.reading import codings, object_of, text_of
from fhir_mappings.sites.body_site_elements import read_sites, sites_in

if TYPE_CHECKING:
    from datetime import date

    from fhir_mappings.chart.reading_context import Call
    from fhir_mappings.elements.unread import Json
    from icd10cm.encounter import SiteFact


_LONGEST_NAME = 200
TAKEN_THERE = frozenset(("", "bone", "joint", "tissue", "wound", "abscess", "skin", "burn", "aspirate"))
"""Specimens that were taken where the disease is; where blood, urine and the like were drawn says nothing of it."""


class Specimen(Struct, frozen=True):
    """What was cultured, "" when the chart does not say; where it was taken, and when."""

    word: str = ""
    sites: tuple[SiteFact, ...] = ()
    day: date | None = None


NOT_TOLD = Specimen()


def read_specimen(resource: Json, reference: str, call: Call) -> Specimen:
    """Read the Specimen of an Observation (one reference) or a DiagnosticReport (an array of them)."""
    value = resource.get("specimen")
    if value is None:
        return NOT_TOLD
    if type(value) is list:
        value = value[0] if len(value) == 1 else None  # several specimens say nothing about any one result
        if value is None:
            return NOT_TOLD
    if type(value) is not dict:
        call.log.wrong_type(reference, "specimen", value, "a reference")
        return NOT_TOLD
    target = call.received.references.target(value, reference, "specimen", call.log)
    found = call.received.find(reference, target)
    if found is None or found.get("resourceType") != "Specimen":
        shown = value.get("display")
        return _named([shown], reference) if type(shown) is str else NOT_TOLD
    key = call.received.key(reference, target or "")
    call.use(key)
    return _read(found, key, call)


def _read(specimen: Json, key: str, call: Call) -> Specimen:
    log = call.log
    table = load_cultures()
    word = ""
    told: tuple[SiteFact, ...] = ()
    kind = object_of(specimen, "type", key, "", log)
    if kind is not None:
        names = [text_of(kind, "text", key, "type.", log)]
        for coding in codings(kind, key, "type.", log):
            word = word or table.specimen_codes.get((coding.get("code") or "").strip(), "")
            if type(coding.get("display")) is str:
                names.append(coding["display"])
        named = _named(names, key)
        word = word or named.word
        told = named.sites if word in TAKEN_THERE else ()
    collection = object_of(specimen, "collection", key, "", log)
    if collection is None:
        return Specimen(word, told)
    day = first_day(collection, ("collectedDateTime", "collectedPeriod"), key, log)
    site = object_of(collection, "bodySite", key, "collection.", log)
    if site is not None and type(site.get("concept")) is dict:  # R5: a CodeableReference
        site = site["concept"]
    sites = read_sites(collection, [("collection.bodySite", site)], key, log, day) if site is not None else ()
    return Specimen(word, sites or told, day)


def _named(names: list[str], reference: str) -> Specimen:
    """Return what the names of a specimen say: its word, and where it was taken when that is where the disease is."""
    word = next((one for one in (specimen_in(name.lower()) for name in names) if one), "")
    if word not in TAKEN_THERE:
        return Specimen(word)
    return Specimen(word, next((sites for sites in (sites_in(name, reference) for name in names) if sites), ()))


def specimen_in(name: str) -> str:
    """Return the word for the specimen that a name in lower case holds, "" for none."""
    table, name = load_cultures(), name[:_LONGEST_NAME]
    if not table.any_specimen.search(name):
        return ""
    return next((word for pattern, word in table.specimen_words if pattern.search(name)), "")
