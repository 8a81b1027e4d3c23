"""The facts of an encounter, made ready for the rules: what each diagnosis says, and what its texts state of it.

Knows nothing of what a rule concludes from them. Public: `EncounterFacts` and `DiagnosisFacts` (`encounter_facts`).
"""
