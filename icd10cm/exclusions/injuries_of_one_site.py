"""Injuries of one site of which only the more severe one is coded, by the places that their titles name.

A contusion or an abrasion with a laceration (guideline I.C.19.b.1), a fracture or a wound with the amputation that its
note names. A bite, a blister or a foreign body is another event, and an unspecified injury is not worse.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.policy import load_policy
from icd10cm.releases.prefixes import categories_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.anatomy.side import Side
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release

_ENCOUNTERS = ("initial encounter", "subsequent encounter", "sequela")
_LESSER = ("contusion", "abrasion")
_OF_NO_KIND = re.compile(r"(?:unspecified|other|other specified) injur(?:y|ies)\b")
_OTHER_PLACES = ("other part", "other specified")


def superficial_at(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, DiagnosisFacts]]:
    """Yield each superficial injury, once, with a more severe injury of the same site."""
    policy = load_policy()
    lesser = [one for one in facts.starting(policy.superficial_injuries) if _is_lesser(one.code, facts.release)]
    severe = [one for one in facts.starting(policy.bodily_injuries) if _is_severe(one.code, facts.release)]
    for one in lesser if severe else ():
        worse = next((other for other in severe if _of_one_site(one.code, other.code, facts.release)), None)
        if worse is not None:
            yield one, worse


def categories_of_injuries(code: str, release: Release) -> frozenset[int]:
    """Return the categories of the more severe injuries for a superficial one; none for another code."""
    return categories_of(load_policy().bodily_injuries, release) if _is_superficial(code) else frozenset()


def is_of_amputated_part(gone: str, kept: str, release: Release) -> bool:
    """Return whether an injury is one of the part that an amputation took off."""
    amputations = load_policy().amputations
    return kept.startswith(amputations) and not gone.startswith(amputations) and _of_one_site(gone, kept, release)


def _is_superficial(code: str) -> bool:
    return code.startswith(load_policy().superficial_injuries)


def _is_lesser(code: str, release: Release) -> bool:
    return release.title(code).lower().startswith(_LESSER)


def _is_severe(code: str, release: Release) -> bool:
    return not _is_superficial(code) and _OF_NO_KIND.match(release.title(code).lower()) is None


def _of_one_site(one: str, other: str, release: Release) -> bool:
    """Return whether two titles name the same places, of one phase of care.

    Two injuries of an "other part", or of an unspecified side, may be of two.
    """
    titles = [release.title(code).lower() for code in (one, other)]
    places = [frozenset(release.places_of(code)) for code in (one, other)]
    if places[0] != places[1] or any(word in title for title in titles for word in _OTHER_PLACES):
        return False
    return _is_one_place(places[0]) and _phase(titles[0]) == _phase(titles[1]) != ""


def _is_one_place(places: frozenset[tuple[str | None, Side | None]]) -> bool:
    """Return whether places are named, and the side of each that a body has twice."""
    paired = load_anatomy().paired
    return bool(places) and all(site is not None and (side is not None or not paired(site)) for site, side in places)


def _phase(title: str) -> str:
    return next((each for each in _ENCOUNTERS if each in title), "")
