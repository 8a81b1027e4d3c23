"""What rules ask: the facts of an encounter, which of them belong to a diagnosis, and which code they lead to.

Knows nothing of what a rule concludes from them. Public: `EncounterFacts` and `DiagnosisFacts` (`encounter_facts`),
`choose` (`chooser`), `contradicted_place` (`wrong_place`), `choose_below` (`category_choice`).
"""
