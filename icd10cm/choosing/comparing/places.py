"""Whether an offered code passes over a place that a text names: silence is better than half of what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.anatomy.side import Side
from icd10cm.choosing.code_words import code_words
from icd10cm.choosing.disease.kind_candidates import DISPLACED
from icd10cm.choosing.open_axes import completed_by_side, open_sides, open_sites
from icd10cm.issue import Strength
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.clauses import Bearing
from icd10cm.text.status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.choosing.choice import Choice
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.text.text_facts import Mention


def passes_over_a_place(choice: Choice, diagnosis: DiagnosisFacts, facts: EncounterFacts) -> bool:
    """Return whether the one documented code leaves its place open, although a text names one that no fact took up."""
    if len(choice.codes) != 1 or choice.strength is not Strength.DOCUMENTED:
        return False
    code = choice.codes[0]
    affirmed = _affirmed(diagnosis)
    if not choice.sided and any(mention.sides for mention in affirmed) and _leaves_side_open(code, facts.release):
        return True
    return any(_leaves_open(code, mention, facts) for mention in affirmed if mention.site)


def _affirmed(diagnosis: DiagnosisFacts) -> list[Mention]:
    mentions = (mention for text in diagnosis.texts for mention in text.facts.mentions)
    return [mention for mention in mentions if mention.status is Status.AFFIRMED]


def _leaves_side_open(code: str, release: Release) -> bool:
    return bool(open_sides(code, release) or completed_by_side(code, Side.RIGHT, release))


def _leaves_open(code: str, mention: Mention, facts: EncounterFacts) -> bool:
    """Return whether a code does not name the place of a mention, or what is in it, and one beside the code does."""
    index, site = facts.release.position(code), mention.site
    if index is None or site is None:
        return False
    own = _sites(index, facts.release)
    holding = [one for one in own if facts.anatomy.is_part_of(site, one)]
    if not holding:
        return _is_named_beside(index, mention, facts)
    if any(facts.anatomy.is_part_of(one, site) for one in own) or not _is_of_code(code, mention, facts.release):
        return False
    return _is_named_more_narrowly(index, site, holding, facts)


def _is_named_beside(index: int, mention: Mention, facts: EncounterFacts) -> bool:
    """Return whether a leaf at one of the sites that a code leaves open names that of a mention, or what holds it.

    Where the clause names the disease, a site that may be the same place is enough: the ischium beside the buttock.
    """
    site, anatomy = mention.site or "", facts.anatomy
    named = {one for leaf in open_sites(index, facts.release) for one in _sites(leaf, facts.release)}
    if mention.bearing is Bearing.NAMES:
        return any(not anatomy.disjoint(site, one) for one in named)
    return any(anatomy.is_part_of(site, one) for one in named)


def _is_of_code(code: str, mention: Mention, release: Release) -> bool:
    """Return whether a place is that of the disease, and on no other side than the code's."""
    return mention.bearing is Bearing.NAMES and (not mention.sides or release.side_of(code) in mention.sides)


def _is_named_more_narrowly(index: int, site: str, holding: Sequence[str], facts: EncounterFacts) -> bool:
    """Return whether a code of the same disease names a site, or what holds it within all that hold it in the code."""
    beside = (one for one in _sites_beside(index, facts.release) if facts.anatomy.is_part_of(site, one))
    return any(all(_is_within(one, wide, facts) for wide in holding) for one in beside)


def _is_within(site: str, wide: str, facts: EncounterFacts) -> bool:
    return facts.anatomy.is_part_of(site, wide) and not facts.anatomy.is_part_of(wide, site)


def _sites(index: int, release: Release) -> frozenset[str]:
    return frozenset(site for site, _ in release.places_of(release.tabular.nodes[index].code) if site)


def _disease(index: int, release: Release) -> frozenset[frozenset[str]]:
    """Return what a title claims beside its place; every fracture may be displaced."""
    return frozenset(code_words(index, release).claims.needed) - {DISPLACED}


@kept_with_release
def _sites_beside(index: int, release: Release) -> frozenset[str]:
    """Return the sites that other codes of its category name for no more than the disease of a code."""
    nodes, category = release.tabular.nodes, release.notes.categories[index]
    own = _disease(index, release)
    beside = (leaf for leaf in range(category, nodes[category].end) if not nodes[leaf].children and leaf != index)
    alike = (leaf for leaf in beside if _disease(leaf, release) == own)
    return frozenset(site for leaf in alike for site in _sites(leaf, release))
