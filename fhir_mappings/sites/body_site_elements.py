"""Reads the body sites and sides that a resource states, wherever it puts them.

A side may be a coding next to the site's, a second bodySite entry, a laterality extension on the bodySite or on the
resource (mCODE `mcode-laterality-qualifier` and the like), part of the site's concept itself ("left femur"), in
a post-coordinated SNOMED CT expression (attribute 272741003), or in words.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from fhir_mappings.elements.cached_reading import cached_by_content
from fhir_mappings.elements.code_systems import SNOMED, system_name
from fhir_mappings.elements.reading import Element, shown
from fhir_mappings.sites.body_sites import load_body_sites
from fhir_mappings.sites.body_structures import structure_entries
from fhir_mappings.sites.laterality import bare_side, extension_sides
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.encounter import Evidence, SiteFact
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.remembered import recall_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fhir_mappings.chart.reading_context import ReadingContext
    from icd10cm.anatomy.side import Side

_EXPRESSION = re.compile(r"(\d+)\s*(?:\|[^|]*\|)?\s*:.*?272741003\s*(?:\|[^|]*\|)?\s*=\s*(\d+)", re.DOTALL)
_STRUCTURE_KEYS = frozenset(("extension", "bodyStructure"))
_SITE_KEYS = _STRUCTURE_KEYS | {"bodySite"}
_SEVERAL = 2
_LONGEST_CODE = 500
_LONGEST_TEXT = 500


class _SitedSide(NamedTuple):
    """A site, a side or both, as one bodySite concept names them; `words` are the chart's own."""

    site: str | None
    side: Side | None
    words: str
    from_text: bool = False


class _Concept(NamedTuple):
    """The parts of a bodySite concept: coded sites, sides, its text, and names of codings that name no site."""

    found: list[_SitedSide]
    sides: set[Side]
    text: str
    names: list[str]
    unknown: bool


def read_sites(resource: Element, concepts: Iterable[Element], day: date | None = None) -> tuple[SiteFact, ...]:
    """Return the sites and sides of a resource.

    `concepts` are its bodySites; a side of the resource itself counts for the sites that have none.
    """
    found = [*chain.from_iterable(map(_read_concept, concepts))]
    sides = tuple(dict.fromkeys(extension_sides(resource) or _without_site(found)))
    sited = [given for one in found for given in _with_sides(one, sides)] or _sides_alone(found, sides)
    facts = [_fact(one, resource.reference, day) for one in sited]
    return tuple(facts if len(facts) < _SEVERAL else dict.fromkeys(facts))


def _without_site(found: Iterable[_SitedSide]) -> list[Side]:
    return [one.side for one in found if one.site is None and one.side is not None]


def _with_sides(sited: _SitedSide, sides: tuple[Side, ...]) -> list[_SitedSide]:
    """Return a site with its side; one without a side gets those of the resource. A side alone is not a site."""
    if sited.site is None:
        return []
    return [sited] if sited.side is not None or not sides else [sited._replace(side=side) for side in sides]


def _sides_alone(found: list[_SitedSide], sides: tuple[Side, ...]) -> list[_SitedSide]:
    """Return the sides of a resource that names no site, each with all the words about sides."""
    words = "; ".join(one.words for one in found if one.words)
    from_text = bool(found) and all(one.from_text for one in found)
    return [_SitedSide(None, side, words, from_text) for side in sides]


def sites_in(words: str, reference: str, day: date | None = None) -> tuple[SiteFact, ...]:
    """Return the sites and sides that words name, such as those of a specimen ("swab of left foot"); () for none."""
    found = (_SitedSide(site, side, words, from_text=True) for site, side in _named(words))
    return tuple(dict.fromkeys(_fact(one, reference, day) for one in found))


def stated_sites(resource: Element, day: date | None, context: ReadingContext) -> tuple[SiteFact, ...]:
    """Return the sites and sides of a Condition, a Procedure or an order, those of its BodyStructures among them."""
    if _SITE_KEYS.isdisjoint(resource.json):  # most resources; 5% of a call
        return ()
    concepts = resource.children("bodySite")
    if not _STRUCTURE_KEYS.isdisjoint(resource.json):
        concepts = [*concepts, *structure_entries(resource, context)]
    return read_sites(resource, concepts, day)


def _fact(sited: _SitedSide, reference: str, day: date | None) -> SiteFact:
    words = sited.words
    if sited.side is not None and sited.side not in words.lower():
        words = f"{words}, {sited.side}" if words else str(sited.side)
    return SiteFact(sited.site, sited.side, Evidence(reference, words, day, sited.from_text))


def _concept(concept: Element) -> tuple[_SitedSide, ...]:
    """Return the sites and sides that one bodySite concept names."""
    return tuple(_joined(_parts(concept), concept))


_read_concept = cached_by_content(_concept)


def _parts(concept: Element) -> _Concept:
    """Sort the codings of one bodySite concept into sites and sides."""
    table = load_body_sites()
    found: list[_SitedSide] = []
    names: list[str] = []
    sides = set(extension_sides(concept))
    unknown = False
    for coding in concept.codings():
        sides.update(extension_sides(Element(coding, concept.reference, concept.log, concept.path + "coding.")))
        code = coding.get("code")
        if not code or len(code) > _LONGEST_CODE or system_name(coding.get("system")) != SNOMED:
            names.append(shown(coding))
            continue
        site, side = _expression(code.strip())
        known = table.lookup(site)
        sides.update(one for one in (side, table.side(site)) if one is not None)
        if known is not None:
            found.append(_SitedSide(known.site, known.side, shown(coding) or known.name))
        elif table.side(site) is None:
            unknown = True
            names.append(shown(coding))
    return _Concept(found, sides, concept.text("text"), names, unknown)


def _expression(code: str) -> tuple[str, Side | None]:
    """Split a post-coordinated SNOMED CT expression into its site and its side; any other code is a site."""
    expression = _EXPRESSION.match(code)
    return (expression.group(1), load_body_sites().side(expression.group(2))) if expression else (code, None)


def _joined(parts: _Concept, concept: Element) -> list[_SitedSide]:
    """Put the codes, the sides and the words of one concept together: one place, or two when its text names two."""
    side = next(iter(parts.sides)) if len(parts.sides) == 1 else None
    if len(parts.sides) > 1:
        concept.left_out(f"{concept.place} names more than one side")
    if parts.found:
        return [_coded_site(parts, side)]
    found = _sites_of_words(parts, side)
    if found:
        return found
    if side is not None:
        return [_SitedSide(None, side, parts.text)]
    if parts.unknown:
        concept.left_out(f"{concept.place} is a SNOMED CT concept that the table of body sites does not hold")
    elif not parts.sides and (parts.text or any(parts.names)):
        concept.left_out(f"{concept.place} names no place that the vocabulary knows")
    return []


def _coded_site(parts: _Concept, side: Side | None) -> _SitedSide:
    sited = next((one for one in parts.found if one.side), parts.found[0])
    sited = sited._replace(side=sited.side or side, words=parts.text or sited.words)
    return _sided_by_text(sited, parts.text) if sited.side is None and not parts.sides else sited


def _sites_of_words(parts: _Concept, side: Side | None) -> list[_SitedSide]:
    """Return the sites of the first of a concept's words that names any, or its sides where no code names a side."""
    for words in (parts.text, *parts.names):
        named = _named(words)
        sites = [_SitedSide(site, own or side, words, from_text=True) for site, own in named if site]
        if sites:
            return sites
        if named and not parts.sides:
            return [_SitedSide(None, own, words, from_text=True) for _, own in named]
    return []


def _sided_by_text(sited: _SitedSide, text: str) -> _SitedSide:
    """Let the text of a coded site give the side, when it names one side and no other place."""
    named = [(site, side) for site, side in _named(text) if side is not None]
    if len(named) != 1 or sited.site is None:
        return sited
    site, side = named[0]
    if site is not None and not load_anatomy().related(site, sited.site):
        return sited
    return sited._replace(side=side, from_text=True)


def _named(words: str) -> list[tuple[str | None, Side | None]]:
    if not words or len(words) > _LONGEST_TEXT:
        return []
    side = bare_side(words)
    if side is not None:
        return [(None, side)]
    return [(place.site, place.side) for place in recall_text(words, load_lexicon()).places]
