"""For which diagnoses an open side or site is worth a question when the chart says nothing.

Asking costs the reader's attention. The side of a fracture, an ulcer or a clot is known at the bedside and changes the
treatment; that of a hearing loss or a thin bone rarely does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.code_editor import load_code_editor
from icd10cm.evidence.sequence import is_sequela
from icd10cm.policy import load_policy

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts


class OpenPlaces(Struct, frozen=True):
    """What a hospital decides on asking for open sides and sites: prefixes of codes without dots, and whether to ask.

    A later entry overrides an earlier one.
    """

    entries: tuple[tuple[tuple[str, ...], bool], ...] = ()

    def asks(self, code: str) -> bool | None:
        """Return whether to ask about a code, None where the hospital decides nothing."""
        plain = code.replace(".", "")
        return next((ask for prefixes, ask in reversed(self.entries) if plain.startswith(prefixes)), None)


AS_USUAL = OpenPlaces()


def asks_for_place(diagnosis: DiagnosisFacts, facts: EncounterFacts, places: OpenPlaces = AS_USUAL) -> bool:
    """Return whether to ask for the side or site that a code leaves open, with nothing in the chart about it.

    An order has to name the diagnosis; where the orders name none, the code has to be one that the Medicare Code Editor
    lists as unspecified, or of an acute or surgical class. An injury that is past, its sequela alone being treated, is
    not asked about (guideline I.B.10). What the hospital decides overrides all of them.
    """
    if not diagnosis.asked:
        return False
    decided = places.asks(diagnosis.code) if places.entries else None
    if decided is not None:
        return decided
    if is_sequela(diagnosis, facts):
        return False
    return (
        diagnosis.diagnosis.ordered
        or diagnosis.code.startswith(load_policy().acute_or_surgical)
        or load_code_editor().is_unspecified(diagnosis.code)
    )
