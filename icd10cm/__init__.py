"""The ICD-10-CM code set and the coding logic.

Knows nothing of FHIR, HTTP or cards. Public: `review` (what to call), and the values of `encounter` and `issue`.
"""

from icd10cm.review import review

__all__ = ["review"]
