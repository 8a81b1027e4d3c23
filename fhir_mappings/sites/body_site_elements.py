"""Reads the body sites and sides that a resource states, wherever it puts them.

A side may stand as a coding beside the site's, as a second bodySite entry, as a laterality extension on the bodySite
or on the resource (mCODE `mcode-laterality-qualifier` and its kin), in the site's concept itself ("left femur"), in
a post-coordinated SNOMED CT expression (attribute 272741003), or in words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fhir_mappings.elements.code_systems import SNOMED, system_name
from fhir_mappings.elements.reading import codings, objects, text_of
from fhir_mappings.sites.body_sites import load_body_sites
from fhir_mappings.sites.body_structures import structure_entries
from fhir_mappings.sites.laterality import bare_side, extension_sides
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.encounter import Evidence, SiteFact
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.text_facts import read_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fhir_mappings.chart.reading_context import Call
    from fhir_mappings.elements.reading import UnreadLog
    from fhir_mappings.elements.unread import Json
    from icd10cm.anatomy.side import Side

_EXPRESSION = re.compile(r"(\d+)\s*(?:\|[^|]*\|)?\s*:.*?272741003\s*(?:\|[^|]*\|)?\s*=\s*(\d+)", re.DOTALL)
_LONGEST_CODE = 500
_LONGEST_TEXT = 500


class _Place(NamedTuple):
    """A site, a side or both, as one bodySite concept names them; `words` are the chart's own."""

    site: str | None
    side: Side | None
    words: str
    from_text: bool = False


class _Concept(NamedTuple):
    """A bodySite concept taken apart: coded sites, sides, its text, and names of codings that say no site."""

    found: list[_Place]
    sides: set[Side]
    text: str
    names: list[str]
    unknown: bool


def read_sites(
    resource: Json, entries: Iterable[tuple[str, Json]], reference: str, log: UnreadLog, day: date | None = None
) -> tuple[SiteFact, ...]:
    """Return the sites and sides of a resource.

    `entries` are its bodySite concepts, each with its path; a side of the resource's own counts for the sites that
    have none.
    """
    places: list[_Place] = []
    for path, entry in entries:
        places += _joined(_taken_apart(entry, reference, path, log), reference, path, log)
    own = extension_sides(resource, reference, "", log)
    if not places and not own:
        return ()
    loose = [place for place in places if place.site is None]
    sides = dict.fromkeys(own or [place.side for place in loose if place.side is not None])
    sited: list[_Place] = []
    for place in places:
        if place.site is not None and place.side is None and sides:
            sited += [place._replace(side=side) for side in sides]
        elif place.site is not None:
            sited.append(place)
    if not sited:
        words = "; ".join(place.words for place in loose if place.words)
        text = bool(loose) and all(place.from_text for place in loose)
        sited = [_Place(None, side, words, text) for side in sides]
    facts = [_fact(place, reference, day) for place in sited]
    return tuple(facts) if len(facts) < 2 else tuple(dict.fromkeys(facts))


def sites_in(words: str, reference: str, day: date | None = None) -> tuple[SiteFact, ...]:
    """Return the sites and sides that words name, such as those of a specimen ("swab of left foot"); () for none."""
    return tuple(
        dict.fromkeys(_fact(_Place(site, side, words, from_text=True), reference, day) for site, side in _named(words))
    )


def stated_sites(resource: Json, reference: str, day: date | None, call: Call) -> tuple[SiteFact, ...]:
    """Return the sites and sides of a Condition, a Procedure or an order, those of its BodyStructures among them."""
    if not ("bodySite" in resource or "extension" in resource or "bodyStructure" in resource):  # the usual case
        return ()
    concepts = objects(resource, "bodySite", reference, "", call.log)
    entries = [(f"bodySite[{place}]", entry) for place, entry in enumerate(concepts)]
    return read_sites(resource, [*entries, *structure_entries(resource, reference, call)], reference, call.log, day)


def _fact(place: _Place, reference: str, day: date | None) -> SiteFact:
    words = place.words
    if place.side is not None and place.side not in words.lower():
        words = f"{words}, {place.side}" if words else str(place.side)
    return SiteFact(place.site, place.side, Evidence(reference, words, day, place.from_text))


def _taken_apart(entry: Json, reference: str, path: str, log: UnreadLog) -> _Concept:
    """Sort the codings of one bodySite concept into sites and sides."""
    table = load_body_sites()
    found: list[_Place] = []
    names: list[str] = []
    sides = set(extension_sides(entry, reference, path + ".", log))
    unknown = False
    for coding in codings(entry, reference, path + ".", log):
        display = coding.get("display")
        shown = display.strip() if type(display) is str else ""
        sides.update(extension_sides(coding, reference, path + ".coding.", log))
        code = coding.get("code")
        if not code or len(code) > _LONGEST_CODE or system_name(coding.get("system")) != SNOMED:
            names.append(shown)
            continue
        code = code.strip()
        expression = _EXPRESSION.match(code) if ":" in code else None
        if expression:
            code = expression.group(1)
            sides.update(filter(None, [table.side(expression.group(2))]))
        side = table.side(code)
        known = table.lookup(code) if side is None else None
        if side is not None:
            sides.add(side)
        elif known is not None:
            found.append(_Place(known.site, known.side, shown or known.name))
        else:
            unknown = True
            names.append(shown)
    return _Concept(found, sides, text_of(entry, "text", reference, path + ".", log), names, unknown)


def _joined(concept: _Concept, reference: str, path: str, log: UnreadLog) -> list[_Place]:
    """Put the codes, the sides and the words of one concept together: one place, or two when its text names two."""
    side = next(iter(concept.sides)) if len(concept.sides) == 1 else None
    if len(concept.sides) > 1:
        log.left_out(reference, f"{path} names more than one side")
    if concept.found:
        place = next((one for one in concept.found if one.side), concept.found[0])
        place = place._replace(side=place.side or side, words=concept.text or place.words)
        return [_sided_by_text(place, concept.text) if place.side is None and not concept.sides else place]
    for words in (concept.text, *concept.names):
        named = _named(words)
        if any(site for site, _ in named):
            return [_Place(site, own or side, words, from_text=True) for site, own in named if site]
        if named and not concept.sides:
            return [_Place(None, own, words, from_text=True) for _, own in named]
    if side is not None:
        return [_Place(None, side, concept.text)]
    if concept.unknown:
        log.left_out(reference, f"{path} is a SNOMED CT concept that the table of body sites does not hold")
    elif not concept.sides and (concept.text or any(concept.names)):
        log.left_out(reference, f"{path} names no place that the vocabulary knows")
    return []


def _sided_by_text(place: _Place, text: str) -> _Place:
    """Let the text of a coded site give the side, when it names one side and no other place."""
    anatomy = load_anatomy()
    named = [(site, side) for site, side in _named(text) if side is not None]
    if len(named) != 1 or place.site is None:
        return place
    site, side = named[0]
    if site is not None and not anatomy.related(site, place.site):
        return place
    return place._replace(side=side, from_text=True)


def _named(words: str) -> list[tuple[str | None, Side | None]]:
    if not words or len(words) > _LONGEST_TEXT:
        return []
    side = bare_side(words)
    if side is not None:
        return [(None, side)]
    return [(place.site, place.side) for place in read_text(words, load_lexicon()).places]
