"""Words about procedures and orders, and the diagnoses that they are for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cards.wording.words import Words

if TYPE_CHECKING:
    from cards.card_context import Matter


def procedure_indication(matter: Matter) -> Words:
    """Word `ProcedureIndication`; `other-joint`: procedure and diagnosis name different joints."""
    name = matter.procedure_name()
    if matter.issue.because == "other-joint":
        return Words(
            summary=f"The procedure ({name}) and the diagnosis name different joints; which is right?",
            about="Joint of the procedure",
            lead="Correct the one that is wrong, in the order or in the diagnosis:",
            needs=frozenset({"procedures"}),
        )
    return Words(
        summary=f"Which diagnosis is the reason for the procedure ({name})?",
        about="Reason for a procedure",
        nothing="No diagnosis that explains the procedure was found in the data received.",
        lead="Code the condition that the procedure is for, as the record supports it:",
    )
