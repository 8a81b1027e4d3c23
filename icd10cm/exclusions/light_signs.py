"""Signs of one category, of which the vaguer one weighs nothing: enlarged lymph nodes, and localized ones.

The auditors settle such a pair without the physician. It is asked about only where the Medicare Code Editor lists the
vaguer code, or it states how ill the patient is.
"""

from __future__ import annotations

from icd10cm.code_editor import load_code_editor
from icd10cm.policy import load_policy


def is_light_sign(code: str) -> bool:
    """Return whether a code is a sign that neither the code editor nor the severity of the illness hangs on."""
    policy = load_policy()
    is_sign = code.startswith(policy.symptoms) and not code.startswith(policy.never_removed)
    return is_sign and not load_code_editor().is_unspecified(code)


def are_of_one_category(one: str, other: str) -> bool:
    """Return whether two codes are such signs of one category, as tachypnea and dyspnea are."""
    return one[:3] == other[:3] and is_light_sign(one) and is_light_sign(other)
