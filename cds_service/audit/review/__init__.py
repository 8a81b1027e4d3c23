"""Reviews the encounters of one patient and makes the rows of the output tables. Pure; both engines call it.

Knows nothing of engines or files. Public: `Auditor` (`review_patient`), `Names` (`hashed_names`).
"""
