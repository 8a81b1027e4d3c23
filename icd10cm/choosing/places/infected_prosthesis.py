"""The artificial joint that the text of a diagnosis calls infected, where its code is for a joint without one.

The text is read as though it were coded as the note asks: "infected R TKA" at M00.861 names the place of T84.53. One
clause has to name both the infection and the artificial joint, so that "septic knee; TKA 2019" says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.choosing.code_choice import leaves_of
from icd10cm.choosing.code_words import words_stated
from icd10cm.evidence.encounter_facts import read_as
from icd10cm.evidence.stated.stems import names
from icd10cm.titles.claims import stem

if TYPE_CHECKING:
    from icd10cm.encounter import SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.notes.note_index import NoteLine

_BOTH = (frozenset((stem("infection"),)), frozenset((stem("artificial"),)))


def infected_prosthesis(diagnosis: DiagnosisFacts, line: NoteLine, facts: EncounterFacts) -> SiteFact | None:
    """Return the place of the artificial joint that a text calls infected, if it is the place of the code."""
    if not diagnosis.texts:
        return None
    release = facts.release
    code = release.tabular.nodes[leaves_of(line.references[0].spans[0][0], release)[0]].code
    read = read_as(diagnosis, code, facts)
    stated = words_stated(read, release)
    if stated is None or not any(all(names(each.words, own) for own in _BOTH) for each in stated.clauses):
        return None
    return next((fact for fact in read.sites if fact.site and _is_here(fact, diagnosis, facts)), None)


def _is_here(fact: SiteFact, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether a place may be that of the code, on its side."""
    release = facts.release
    named = release.places_of(diagnosis.code)
    sites = [site for site, _ in named if site]
    near = not sites or any(facts.anatomy.related(str(fact.site), site) for site in sites)
    return near and release.side_of(diagnosis.code) in (None, fact.side)
