"""Use, abuse and dependence of one substance coded together: the dependence says what comes with the use.

Guideline I.C.5.b.2: of use and abuse the abuse is coded, of abuse or use and dependence the dependence. The codes are
found by their titles: "Alcohol dependence, uncomplicated" and "Alcohol abuse with intoxication delirium" are "Alcohol
dependence with intoxication delirium".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release

_TITLE = re.compile(
    r"(?P<substance>.+?) (?P<grade>use|abuse|dependence)(?:, unspecified)?(?:, uncomplicated| with (?P<rest>.+))"
)
_WITH = re.compile(r"\bwith\b")
_GRADES = ("use", "abuse", "dependence")

_Said = tuple[str, int, str]
"""The substance, the grade of its use, and what comes with it ("" for nothing)."""


def worse_with_complication(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, DiagnosisFacts, str]]:
    """Yield an uncomplicated abuse or dependence, a milder use of the substance with something, and their one code."""
    uses = [(diagnosis, said) for diagnosis, _ in facts.leaves() if (said := _said(diagnosis.code, facts.release))]
    worst = _worst_plain(uses)
    for milder, (substance, grade, rest) in uses:
        if not rest or substance not in worst:
            continue
        worse_grade, worse = worst[substance]
        code = _by_title(milder.code[:3], facts.release).get((substance, worse_grade, rest))
        if worse_grade > grade and code is not None and code not in facts.codes:
            yield worse, milder, code


def _worst_plain(uses: Sequence[tuple[DiagnosisFacts, _Said]]) -> dict[str, tuple[int, DiagnosisFacts]]:
    """Return the worst uncomplicated use of each substance, with its grade."""
    worst: dict[str, tuple[int, DiagnosisFacts]] = {}
    for diagnosis, (substance, grade, rest) in uses:
        if not rest and grade > worst.get(substance, (-1, diagnosis))[0]:
            worst[substance] = grade, diagnosis
    return worst


def is_milder_use(code: str, other: str, release: Release) -> bool:
    """Return whether a code says a milder use of the substance than another one (guideline I.C.5.b.2)."""
    own, its = _said(code, release), _said(other, release)
    return own is not None and its is not None and own[0] == its[0] and own[1] < its[1]


def speaks_of_use(code: str, release: Release) -> bool:
    """Return whether a code says how a substance is used."""
    return _said(code, release) is not None


@kept_with_release
def _said(code: str, release: Release) -> _Said | None:
    """Return what a title says of the use of a substance; None for another title."""
    found = _TITLE.fullmatch(release.title(code).lower())
    if found is None or not release.is_valid(code):
        return None
    return found["substance"], _GRADES.index(found["grade"]), " ".join(_WITH.sub(" ", found["rest"] or "").split())


@kept_with_release
def _by_title(category: str, release: Release) -> dict[_Said, str]:
    """Return the codes of a category by what their titles say of the use of a substance."""
    index = release.position(category)
    nodes = () if index is None else release.tabular.nodes[index : release.tabular.nodes[index].end]
    said = ((node.code, _said(node.code, release)) for node in nodes)
    return {each: code for code, each in said if each is not None}
