"""The rules, a file each with an `ID` and a `check`. What runs is what stands in `RULES`, in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from icd10cm.rules import (
    code_first,
    excluded_site,
    excludes1,
    incomplete_code,
    invalid_code,
    missing_organism,
    procedure_indication,
    residual_code,
    sequencing,
    seventh_character,
    site_mismatch,
    unspecified_laterality,
    unspecified_site,
    use_additional_code,
)

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import EncounterFacts
    from icd10cm.issue import CodingIssue

Rule = Callable[["EncounterFacts"], Iterator["CodingIssue"]]

RULES: dict[str, Rule] = {
    invalid_code.ID: invalid_code.check,
    incomplete_code.ID: incomplete_code.check,
    seventh_character.ID: seventh_character.check,
    excludes1.ID: excludes1.check,
    excluded_site.ID: excluded_site.check,
    site_mismatch.ID: site_mismatch.check,
    residual_code.ID: residual_code.check,
    unspecified_site.ID: unspecified_site.check,
    unspecified_laterality.ID: unspecified_laterality.check,
    missing_organism.ID: missing_organism.check,
    use_additional_code.ID: use_additional_code.check,
    code_first.ID: code_first.check,
    sequencing.ID: sequencing.check,
    procedure_indication.ID: procedure_indication.check,
}
"""Every rule by its public id. Codes that cannot stand come first, then place, then what is missing, then order."""
