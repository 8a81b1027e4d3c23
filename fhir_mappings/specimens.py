"""Reads what was cultured: the Specimen that a result names, in one word and with its body site."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fhir_mappings.culture_table import load_cultures
from fhir_mappings.days import first_day
from fhir_mappings.elements import codings, object_of, text_of
from fhir_mappings.sites import read_sites

if TYPE_CHECKING:
    from datetime import date

    from fhir_mappings.call import Call
    from fhir_mappings.chart import Json
    from icd10cm.encounter import SiteFact


_LONGEST_NAME = 200


class Specimen(NamedTuple):
    """What was cultured, "" when the chart does not say; where it was taken, and when."""

    word: str = ""
    sites: tuple[SiteFact, ...] = ()
    day: date | None = None


def read_specimen(resource: Json, reference: str, call: Call) -> Specimen:
    """Read the Specimen of an Observation (one reference) or a DiagnosticReport (an array of them)."""
    value = resource.get("specimen")
    if value is None:
        return Specimen()
    if type(value) is list:
        value = value[0] if len(value) == 1 else None  # several specimens say nothing about any one result
        if value is None:
            return Specimen()
    if type(value) is not dict:
        call.log.wrong_type(reference, "specimen", value, "a reference")
        return Specimen()
    target = call.received.references.target(value, reference, "specimen", call.log)
    found = call.received.find(reference, target)
    if found is None or found.get("resourceType") != "Specimen":
        shown = value.get("display")
        return Specimen(specimen_in(shown.lower()) if type(shown) is str else "")
    key = call.received.key(reference, target or "")
    call.use(key)
    return _read(found, key, call)


def _read(specimen: Json, key: str, call: Call) -> Specimen:
    log = call.log
    table = load_cultures()
    word = ""
    kind = object_of(specimen, "type", key, "", log)
    if kind is not None:
        names = [text_of(kind, "text", key, "type.", log)]
        for coding in codings(kind, key, "type.", log):
            word = word or table.specimen_codes.get((coding.get("code") or "").strip(), "")
            if type(coding.get("display")) is str:
                names.append(coding["display"])
        word = word or next((one for one in (specimen_in(name.lower()) for name in names) if one), "")
    collection = object_of(specimen, "collection", key, "", log)
    if collection is None:
        return Specimen(word)
    day = first_day(collection, ("collectedDateTime", "collectedPeriod"), key, log)
    site = object_of(collection, "bodySite", key, "collection.", log)
    if site is not None and type(site.get("concept")) is dict:  # R5: a CodeableReference
        site = site["concept"]
    sites = read_sites(collection, [("collection.bodySite", site)], key, log, day) if site is not None else ()
    return Specimen(word, sites, day)


def specimen_in(name: str) -> str:
    """Return the word for the specimen that a name in lower case holds, "" for none."""
    table, name = load_cultures(), name[:_LONGEST_NAME]
    if not table.any_specimen.search(name):
        return ""
    return next((word for pattern, word in table.specimen_words if pattern.search(name)), "")
