"""Which diagnoses a culture can speak for: by what was cultured, by place and by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icd10cm.encounter import Culture
    from icd10cm.facts import DiagnosisFacts, EncounterFacts

# A specimen that belongs to one organ system speaks for codes of that system alone. Blood, wound, tissue, abscess,
# and specimens that the chart does not name speak for any. First letters and prefixes of ICD-10-CM codes.
_SPEAKS_FOR = {
    "urine": ("N", "O23", "O86", "P39.3", "T83.5", "A41", "A40", "R65"),
    "sputum": ("J", "A15", "A41", "A40", "P23", "R65"),
    "throat": ("J0", "J36", "J39"),
    "stool": ("A0", "K", "A41"),
    "csf": ("G0", "A39", "A87", "T85"),
    "eye": ("H0", "H1", "H2", "H3", "H4", "H5"),
    "ear": ("H6", "H7", "H8", "H9"),
    "genital": ("N", "A5", "O"),
}
# Screening swabs show who carries an organism, not what it causes.
_SPEAKS_FOR_NONE = frozenset(("nares", "nasal", "screen", "screening"))
# Wounds, bone and joint fluid do not speak for the lung or the urinary tract.
_LOCAL = frozenset(("wound", "tissue", "bone", "joint", "abscess", "skin", "synovial", "ulcer"))
_NOT_LOCAL = ("J1", "J2", "N1", "N3", "N0", "I3", "G0", "A4", "R7")


def speaks_for(culture: Culture, facts: DiagnosisFacts, encounter: EncounterFacts) -> bool:
    """Tell whether a culture can be evidence for a diagnosis (guideline III.B: a question, never a code by itself)."""
    specimen = culture.specimen
    if specimen in _SPEAKS_FOR_NONE:
        return False
    if specimen in _SPEAKS_FOR and not facts.code.startswith(_SPEAKS_FOR[specimen]):
        return False
    if specimen in _LOCAL and facts.code.startswith(_NOT_LOCAL):
        return False
    return not _elsewhere(culture, facts, encounter)


def _elsewhere(culture: Culture, facts: DiagnosisFacts, encounter: EncounterFacts) -> bool:
    """Tell whether culture and diagnosis surely lie in different places, or on different sides of one place."""
    anatomy = encounter.anatomy
    places = [(fact.site, fact.side) for fact in facts.sites] or encounter.release.places_of(facts.code)
    pairs = [(specimen, place) for specimen in culture.sites for place in places]
    return bool(pairs) and all(
        (specimen.site and site and anatomy.disjoint(specimen.site, site))
        or (specimen.side and side and {specimen.side, side} == {"left", "right"})
        for specimen, (site, side) in pairs
    )
