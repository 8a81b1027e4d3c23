"""What each kind of CDS client can carry out."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

ICD10CM_URI = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10CM_OID = "urn:oid:2.16.840.1.113883.6.90"

ProfileName = Literal["generic", "epic", "advice"]


@dataclass(frozen=True, slots=True)
class Profile:
    """The actions that a client carries out on Conditions, and how it reads a card.

    `coding_system` is how new codings of ICD-10-CM are named. `may_recommend` tells that the client shows
    isRecommended as a mark next to an answer and does not select the answer beforehand.
    """

    name: ProfileName
    creates: bool
    changes: bool
    selection_behavior: Literal["at-most-one", "any"]
    coding_system: str
    may_recommend: bool


@cache
def find_profile(name: ProfileName) -> Profile:
    """Return the profile called `name`.

    `generic` follows CDS Hooks 2.0 in full. `epic` creates encounter diagnoses only, one action a suggestion,
    takes "any" alone for selectionBehavior, codes ICD-10-CM by its OID and selects a recommended suggestion
    beforehand (Epic's CDS Hooks documentation). `advice` shows text and links and carries out nothing.

    :raises ValueError: there is no such profile.
    """
    match name:
        case "generic":
            return Profile("generic", True, True, "at-most-one", ICD10CM_URI, may_recommend=True)  # noqa: FBT003
        case "epic":
            return Profile("epic", True, False, "any", ICD10CM_OID, may_recommend=False)  # noqa: FBT003
        case "advice":
            return Profile("advice", False, False, "at-most-one", ICD10CM_URI, may_recommend=False)  # noqa: FBT003
    raise ValueError(f"no client profile is called {name!r}")
