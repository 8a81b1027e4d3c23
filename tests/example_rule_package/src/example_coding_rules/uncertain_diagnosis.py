"""UncertainDiagnosis: an outpatient diagnosis that the chart calls probable, suspected or to be ruled out.

Basis: the title of the code as coded; guideline IV.H (outpatients: uncertain diagnoses are not coded, the signs and
symptoms are).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cards.wording import Words
from icd10cm.encounter import Setting
from icd10cm.issue import Basis, CodingIssue, Strength

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cards.card_context import CardContext
    from icd10cm.evidence.encounter_facts import EncounterFacts

ID = "UncertainDiagnosis"

_UNCERTAIN = re.compile(r"\b(?:probable|probably|suspected|likely|rule out|r/o|possible)\b", re.IGNORECASE)


def check(facts: EncounterFacts) -> Iterator[CodingIssue]:
    """Yield an issue for each outpatient diagnosis whose own words are uncertain."""
    if facts.encounter.setting is not Setting.OUTPATIENT:
        return
    for each in facts.in_turn():
        said = next((text for text in each.diagnosis.statements if _UNCERTAIN.search(text.text)), None)
        if said is not None and each.node is not None:
            yield CodingIssue(
                rule=ID,
                strength=Strength.DOCUMENTED,
                codes=(each.code,),
                diagnoses=(each.diagnosis.reference,),
                basis=(Basis(each.node.code, "desc", each.node.title),),
                evidence=(said.evidence,),
            )


def word(context: CardContext) -> Words:
    """Word the issue."""
    return Words(
        summary=context.ask("Is this diagnosis established: {}?"),
        about="Uncertain diagnosis",
        remarks=("Outpatients: what is not established is coded by its signs and symptoms (guideline IV.H).",),
    )
