"""Which diagnoses a culture can speak for: by what was cultured, by place and by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icd10cm.encounter import Culture
    from icd10cm.facts import DiagnosisFacts, EncounterFacts

# A specimen that belongs to one organ system speaks for codes of that system alone, bone and joint fluid for bones,
# joints and soft tissue. Blood and specimens that the chart does not name speak for any. Prefixes of ICD-10-CM codes,
# among them every category whose note asks for an organism of that system (E84.0 Pseudomonas, D59.31 E. coli).
_CHEST = ("A15", "A40", "A41", "E84", "J04", "J05", "J1", "J2", "J4", "J8", "J9", "P23", "R65", "T86.81")
_BELLY = ("K", "N7", "O", "T8")
_BONE = ("A48", "D76", "L", "M", "S", "T8")
_SPEAKS_FOR = {
    "urine": ("A40", "A41", "N0", "N1", "N3", "N41", "N45", "O23", "O75", "O86.2", "P39.3", "R65", "T83.5", "T86.1"),
    "sputum": _CHEST,
    "pleural fluid": (*_CHEST, "T8"),
    "pericardial fluid": ("A4", "I", "T8"),
    "peritoneal fluid": _BELLY,
    "dialysis fluid": _BELLY,
    "bile": _BELLY,
    "gastric fluid": _BELLY,
    "duodenal fluid": _BELLY,
    "throat": ("J0", "J36", "J37", "J39"),
    "sinus": ("J01", "J32"),
    "stool": ("A0", "A41", "D59", "K"),
    "csf": ("A39", "A87", "G0", "T85"),
    "eye": ("H0", "H1", "H2", "H3", "H4", "H5", "P39.1", "T86.84"),
    "ear": ("H6", "H7", "H8", "H9"),
    "genital": ("A5", "N34", "N41", "N45", "N47", "N48", "N49", "N5", "N7", "N8", "N9", "O", "P39"),
    "placenta": ("O", "P"),
    "catheter": ("A4", "I3", "L0", "O86", "P36", "R78", "T8"),
    "bone": _BONE,
    "joint": _BONE,
    "synovial": _BONE,
}
# Screening swabs show who carries an organism, not what it causes.
_SPEAKS_FOR_NONE = frozenset(("nares", "nasal", "screen", "screening"))
# Wounds do not speak for what lies inside, tissue and abscesses not for mucous membranes and the blood.
_NOT_FOR = (
    "A40",
    "A41",
    "D59",
    "E84",
    "G00",
    "H65",
    "I3",
    "I4",
    "J0",
    "J1",
    "J2",
    "J32",
    "J37",
    "N0",
    "N10",
    "N11",
    "N3",
    "O23",
    "R7",
)
_NOT_SURFACE = (*_NOT_FOR, "E0", "G0", "H", "J", "K65", "N1", "N41", "N45", "N7")
_SILENT_FOR = {
    **dict.fromkeys(("tissue", "abscess"), _NOT_FOR),
    **dict.fromkeys(("wound", "skin", "ulcer", "burn"), _NOT_SURFACE),
}


def speaks_for(culture: Culture, facts: DiagnosisFacts, encounter: EncounterFacts) -> bool:
    """Tell whether a culture can be evidence for a diagnosis (guideline III.B: a question, never a code by itself)."""
    specimen = culture.specimen
    if specimen in _SPEAKS_FOR_NONE:
        return False
    if specimen in _SPEAKS_FOR and not facts.code.startswith(_SPEAKS_FOR[specimen]):
        return False
    if facts.code.startswith(_SILENT_FOR.get(specimen, ())):
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
