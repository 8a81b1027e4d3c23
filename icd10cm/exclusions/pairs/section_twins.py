"""The unspecified code of a whole section beside a definite one of the section: F39 beside a bipolar disorder.

Such a code is a category that is titled "unspecified" and has no words but those of the section: "Unspecified mood
disorder" in "Mood disorders". Injuries and external causes are left out: two of them are two events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.exclusions.open_titles import leaves_open
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.words import significant_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node, Section


def definite_of_section(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, DiagnosisFacts]]:
    """Yield each unspecified code of a section, once, with the first definite one of the section."""
    spans = _spans("", facts.release)
    if not spans.keys().isdisjoint(facts.codes):
        yield from _definite(spans, facts)


def categories_of_section(code: str, release: Release) -> frozenset[int]:
    """Return the categories of the section whose unspecified code a code is; none for another code."""
    first, end = _spans("", release).get(code, (0, 0))
    return frozenset(release.notes.categories[first:end])


def _definite(
    spans: Mapping[str, tuple[int, int]], facts: EncounterFacts
) -> Iterator[tuple[DiagnosisFacts, DiagnosisFacts]]:
    vague = {node.code: diagnosis for diagnosis, node in facts.leaves() if node.code in spans}
    for code, diagnosis in vague.items():
        first, end = spans[code]
        inside = (other for other, its in facts.leaves() if first <= its.index < end and its.code not in spans)
        definite = next((other for other in inside if facts.release.is_valid(other.code)), None)
        if definite is not None:
            yield diagnosis, definite


@kept_with_release
def _spans(_: str, release: Release) -> Mapping[str, tuple[int, int]]:
    """Return the unspecified codes of sections, each with the span of nodes of its section."""
    found: dict[str, tuple[int, int]] = {}
    left_out = load_policy().injuries + load_policy().circumstances
    for section in release.tabular.sections:
        for node in release.tabular.nodes[section.first : section.end]:
            if _is_of_whole(node, section) and not node.code.startswith(left_out):
                found[node.code] = section.first, section.end
    return found


def _is_of_whole(node: Node, section: Section) -> bool:
    """Return whether a category without codes below it says no more than its section."""
    if node.parent >= 0 or node.children or not leaves_open(node):
        return False
    return significant_words(node.title) <= significant_words(section.title)
