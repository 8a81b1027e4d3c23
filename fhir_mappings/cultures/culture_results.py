"""What an Observation or DiagnosticReport says about itself: whether it is a culture, of what, when, and how final."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from fhir_mappings.cultures.culture_table import load_cultures
from fhir_mappings.cultures.specimens import NOT_TOLD, TAKEN_THERE, read_specimen, specimen_in
from fhir_mappings.cultures.susceptibility import drug_of
from fhir_mappings.elements.cached_reading import remembered
from fhir_mappings.elements.code_systems import LOINC, system_name
from fhir_mappings.elements.dates import first_day
from fhir_mappings.elements.reading import codings, object_of, status_codes, text_of
from fhir_mappings.sites.body_site_elements import read_sites, sites_in

if TYPE_CHECKING:
    from datetime import date

    from fhir_mappings.chart.reading_context import Call
    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json
    from icd10cm.encounter import SiteFact

VOID = ("entered-in-error", "cancelled")
_NOT_FINAL = ("preliminary", "registered", "partial")
_DAYS = ("effectiveDateTime", "effectivePeriod", "effectiveInstant", "issued")
_MICROBIOLOGY = ("mb", "microbiology")
_LONGEST_NAME = 200


class Context(Struct, frozen=True):
    """What a result says of itself, with what the report or result above it adds. `depth` is how deep it is nested."""

    specimen: str = ""
    sites: tuple[SiteFact, ...] = ()
    day: date | None = None
    preliminary: bool = False
    depth: int = 0


ABOVE_ALL = Context()


class Kind(Struct, frozen=True):
    """What an Observation or a report is: whether it is a culture, and of which specimen by its code or its name.

    `place` is a name that says where the specimen was taken ("Wound culture, sacrum"), "" where none does.
    """

    is_culture: bool
    specimen: str
    place: str


def kind_of(resource: Json, reference: str, log: UnreadLog) -> Kind:
    """Tell what an Observation or a report is: a culture by LOINC, by category, or by its name."""
    return _remembered_kind((resource.get("code"), resource.get("category")), reference, log)


def _kind(naming: tuple[object, object], log: UnreadLog) -> Kind:
    """Read a code and a category."""
    part = dict(zip(("code", "category"), naming, strict=True))
    concept = object_of(part, "code", "", "", log)
    shown = _names(concept)
    names = [name.lower() for name in shown]
    return Kind(
        is_culture=_says_culture(part, concept, names, log),
        specimen=_named_specimen(concept, names) if concept else "",
        place=next((name for name in shown if sites_in(name, "")), ""),
    )


_remembered_kind = remembered(_kind)


def _says_culture(part: Json, concept: Json | None, names: list[str], log: UnreadLog) -> bool:
    table = load_cultures()
    if concept is not None:
        for coding in codings(concept, "", "code.", log):
            if coding.get("code") in table.loinc and system_name(coding.get("system")) == LOINC:
                return True
    if part["category"] is not None:
        categories = status_codes(part, "category", "", log)
        if any(one in categories for one in _MICROBIOLOGY):
            return drug_of(part, "", "", log) is None
    return any(table.culture_name.search(name) for name in names)


def context_of(resource: Json, reference: str, kind: Kind, above: Context, call: Call) -> Context:
    """Return the context of a result: its own, and where it says nothing that of what is above it."""
    log = call.log
    own = read_specimen(resource, reference, call) if "specimen" in resource else NOT_TOLD
    day = first_day(resource, _DAYS, reference, log) or own.day or above.day
    sites = own.sites
    body_site = object_of(resource, "bodySite", reference, "", log) if "bodySite" in resource else None
    if body_site is not None:
        sites = read_sites(resource, [("bodySite", body_site)], reference, log, day) or sites
    word = kind.specimen
    if word != "screening":
        word = own.word or word
    word = word or above.specimen
    if kind.place and not sites and word in TAKEN_THERE:
        sites = sites_in(kind.place, reference, day)
    preliminary = text_of(resource, "status", reference, "", log) in _NOT_FINAL or above.preliminary
    return Context(word, sites or above.sites, day, preliminary, above.depth + 1)


def _named_specimen(concept: Json, names: list[str]) -> str:
    """Return the specimen that the code or the name of a test says; a screening swab shows carriage, whatever of."""
    table = load_cultures()
    named = [word for word in map(specimen_in, names) if word]
    if "screening" in named:
        return "screening"
    found = concept.get("coding")
    for coding in found if type(found) is list else ():
        code = coding.get("code") if type(coding) is dict else None
        word = table.loinc.get(code) if type(code) is str else None
        if word:
            return word
    return named[0] if named else ""


def why_not(resource: Json, reference: str, context: Context, call: Call) -> str | None:
    """Return why a result says nothing for this encounter, or None when it may."""
    status = resource.get("status")
    if status in VOID:
        return f"its status is {status}"
    return call.why_not_ours(resource, reference, context.day)


def _names(concept: Json | None) -> list[str]:
    """Return how an Observation or report is called."""
    if concept is None:
        return []
    found = concept.get("coding")
    names = [one.get("display") for one in found if type(one) is dict] if type(found) is list else []
    return [name[:_LONGEST_NAME] for name in (concept.get("text"), *names) if type(name) is str]
