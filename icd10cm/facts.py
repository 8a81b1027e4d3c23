"""Former path of `icd10cm.evidence.encounter_facts`, kept for rule packages; warns when imported."""

from __future__ import annotations

import warnings

from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts, read_encounter
from icd10cm.evidence.stated_places import ReadStatement

__all__ = ["DiagnosisFacts", "EncounterFacts", "ReadStatement", "read_encounter"]

warnings.warn("icd10cm.facts has moved to icd10cm.evidence.encounter_facts", DeprecationWarning, stacklevel=2)
