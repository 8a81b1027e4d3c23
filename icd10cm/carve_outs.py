"""Sites that an Excludes2 note sends to another category: "osteomyelitis of: vertebra (M46.2-)" at M86.

A line carves a site out when the documented place lies in the site that it names, and every other word of it is a word of
the diagnosis or of the line's own lead-in: then it speaks of the same disease elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.disease_words import disease_words
from icd10cm.sides import title_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.encounter import SiteFact
    from icd10cm.facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes import NoteLine

_LEVELS = frozenset(("category", "subcategory"))
_STOP = frozenset(
    ("of", "the", "and", "or", "in", "to", "due", "with", "other", "region", "structure", "bone", "external")
)
_PARENTHESES = re.compile(r"\([^)]*\)?")


@dataclass(frozen=True, slots=True)
class CarveOut:
    """A documented place that a note sends elsewhere."""

    fact: SiteFact
    line: NoteLine


def carve_outs(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> tuple[CarveOut, ...]:
    """Return the documented places of a diagnosis that an Excludes2 note sends to another category."""
    if diagnosis.node is None or not any(fact.site for fact in diagnosis.sites):
        return ()
    return tuple(_carve_outs(diagnosis, facts))


def _carve_outs(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> Iterator[CarveOut]:
    release = facts.release
    disease = disease_words(diagnosis, release)
    for line in release.notes_for(diagnosis.code, "excludes2"):
        if line.level not in _LEVELS or not line.references or line.has_exception:
            continue
        named = _sites_of(line, disease, facts)
        for fact in diagnosis.sites:
            if fact.site and any(facts.anatomy.is_part_of(fact.site, site) for site in named):
                yield CarveOut(fact, line)


def _sites_of(line: NoteLine, disease: frozenset[str], facts: EncounterFacts) -> tuple[str, ...]:
    """Return the sites that a line names, if the rest of its words are the disease's own; else none."""
    text = line.line
    spans = facts.anatomy.find(text.lower())
    if not spans:
        return ()
    rest = list(text)
    for mention in spans:
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    own = disease | set(title_words(line.lead)) if line.lead else disease
    if all(word in own or word in _STOP for word in title_words(_PARENTHESES.sub(" ", "".join(rest)))):
        return tuple(mention.site for mention in spans)
    return ()
