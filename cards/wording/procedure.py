"""Words about procedures and orders, and the diagnoses that they are for."""

from __future__ import annotations

from cards.wording.rows import Key, Row

_NO_INDICATION = Row(
    sentences=(
        "What {purpose} for ({procedure})? No infection, ulcer or open fracture is coded.",
        "What is the procedure for ({procedure})? No diagnosis that explains it is coded.",
        "What is the procedure for? No diagnosis that explains it is coded.",
    ),
    about="Reason for a procedure",
    nothing="no diagnosis that explains the procedure",
    lead="Code the condition that it treats, or dismiss with a reason.",
)

ROWS: dict[Key, Row] = {
    ("ProcedureIndication", ""): _NO_INDICATION,
    ("ProcedureIndication", "no-indication"): _NO_INDICATION,
    ("ProcedureIndication", "other-joint"): Row(
        sentences=(
            "{Fact}; {code2} is the {name2}. Which is correct?",
            "{Order_entry} ({procedure}); {code2} is the {name2}. Which is correct?",
            "{Order_entry}; {code2} is the {name2}. Which is correct?",
            "{Order_entry}; {code2} names another joint. Which is correct?",
            "{procedure} and {code2} ({name2}) name different joints. Which is correct?",
            "The procedure ({procedure}) and the diagnosis name different joints. Which is correct?",
            "The procedure and the diagnosis name different joints. Which is correct?",
        ),
        about="Joint of the procedure",
        lead="Correct the order or the diagnosis, or dismiss with a reason.",
        needs=frozenset({"procedures"}),
    ),
}
