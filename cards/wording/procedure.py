"""Words about procedures and orders, and the diagnoses that they are for."""

from __future__ import annotations

from cards.wording.rows import Key, Row

_NO_INDICATION = Row(
    summary="Which diagnosis is the reason for the procedure ({procedure})?",
    about="Reason for a procedure",
    nothing="No diagnosis that explains the procedure was found in the data received.",
    lead="Code the condition that the procedure is for, as the record supports it:",
)

ROWS: dict[Key, Row] = {
    ("ProcedureIndication", ""): _NO_INDICATION,
    ("ProcedureIndication", "no-indication"): _NO_INDICATION,
    ("ProcedureIndication", "other-joint"): Row(
        summary="The procedure ({procedure}) and the diagnosis name different joints; which is right?",
        about="Joint of the procedure",
        lead="Correct the one that is wrong, in the order or in the diagnosis:",
        needs=frozenset({"procedures"}),
    ),
}
