"""An acute and a chronic form of one disease, coded apart, where one code says both (guideline I.B.8).

The codes are found by their titles: "Acute respiratory failure with hypoxia" and "Chronic respiratory failure with
hypoxia" are "Acute and chronic respiratory failure with hypoxia". A form that leaves a choice open ("unspecified
whether with hypoxia or hypercapnia") goes with one that makes it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from icd10cm.exclusions.open_titles import without_choice
from icd10cm.releases.derived import kept_with_release

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release

_ACUITY = re.compile(r"\b(acute (?:on|and) chronic|acute|chronic) ")
_TWICE = re.compile(r"^acute (?P<disease>.+) with chronic (?P=disease)\b")
_BOTH = "both"
_CATEGORY = 3
_Said = tuple[str, str]
"""The acuity that a title says, and the rest of it."""


def acute_and_chronic(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, DiagnosisFacts, str]]:
    """Yield an acute and a chronic form of one disease with the code for both, which is not coded."""
    if not facts.shares_category:
        return
    forms = [(one, said) for one, _ in facts.leaves() if (said := _form(one.code, facts.release)) is not None]
    for one, (acuity, rest) in forms:
        for other, (its_acuity, its) in forms:
            if (acuity, its_acuity) == ("acute", "chronic") and one.code[:_CATEGORY] == other.code[:_CATEGORY]:
                code = _of_both(one.code, rest, its, facts.release)
                if code and facts.codes.isdisjoint(_codes_of_both(code[:_CATEGORY], facts.release).values()):
                    yield one, other, code


def part_of_both(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, DiagnosisFacts]]:
    """Yield an acute or a chronic form of a disease with a code that says both forms of it."""
    coded = {one.code: one for one in reversed(facts.diagnoses)}
    for one, _ in facts.leaves() if facts.shares_category else ():
        said = _form(one.code, facts.release)
        if said is not None and said[0] != _BOTH:
            codes = _codes_of_both(one.code[:_CATEGORY], facts.release)
            both = (coded[code] for rest, code in codes.items() if code in coded and _is_of(said[1], rest))
            yield from ((one, other) for other in both)


def has_form_of_both(code: str, release: Release) -> bool:
    """Return whether a code is the acute or the chronic form of a disease whose category has codes for both."""
    return _form(code, release) is not None and bool(_codes_of_both(code[:_CATEGORY], release))


@kept_with_release
def _form(code: str, release: Release) -> _Said | None:
    """Return the acuity that a title says and the rest of it; None for a title that says none."""
    title = release.title(code).lower()
    if "acute " not in title and "chronic " not in title:  # the usual case
        return None
    title = _TWICE.sub(r"acute and chronic \g<disease>", title)
    acuity = {" ".join(each.split()) for each in _ACUITY.findall(title)}
    if len(acuity) != 1 or not release.is_valid(code):
        return None
    said = acuity.pop()
    return (_BOTH if len(said.split()) > 1 else said), _ACUITY.sub("", title)


def _may_be_both(title: str) -> bool:
    """Return whether a title may say an acute and chronic disease: a quick look before it is taken apart."""
    return "chronic " in title.lower()


def _of_both(code: str, acute: str, chronic: str, release: Release) -> str:
    """Return the code of a category for both forms of a disease; "" where these are not of one."""
    codes = _codes_of_both(code[:_CATEGORY], release)
    return next((codes.get(its, "") for one, its in ((acute, chronic), (chronic, acute)) if _is_of(one, its)), "")


def _is_of(one: str, other: str) -> bool:
    """Return whether a disease is another one, or is so where it makes the choice that the first leaves open."""
    head = without_choice(one)
    return one == other or (head is not None and other.startswith(head))


@kept_with_release
def _codes_of_both(category: str, release: Release) -> Mapping[str, str]:
    """Return the codes of a category for an acute and chronic disease, by the rest of their titles."""
    index = release.position(category)
    nodes = () if index is None else release.tabular.nodes[index : release.tabular.nodes[index].end]
    said = ((node.code, _form(node.code, release)) for node in nodes if not node.children and _may_be_both(node.title))
    return {form[1]: code for code, form in said if form is not None and form[0] == _BOTH}
