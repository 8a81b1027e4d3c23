"""What the chooser is asked: a coded leaf with the words of its texts, and the documented places of one strength."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.evidence.documented_side import documented_side
from icd10cm.evidence.stated_places import places_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.anatomy.side import Side
    from icd10cm.choosing.disease.kind import Kind
    from icd10cm.encounter import Evidence, SiteFact
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.issue import Strength
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node


class Asked(Struct, frozen=True):
    """A coded leaf, with the words that its texts state."""

    diagnosis: DiagnosisFacts
    node: Node
    stated: StatedWords | None
    facts: EncounterFacts

    @property
    def release(self) -> Release:
        """The release in which the code is looked up."""
        return self.facts.release

    @property
    def own_side(self) -> Side | None:
        """The side that the code names."""
        return self.release.side_of(self.diagnosis.code)

    def is_elsewhere(self, kind: Kind) -> bool:
        """Return whether a kind is of another category than the code."""
        categories = self.release.notes.categories
        return categories[kind.family] != categories[self.node.index]


class Sites(Struct, frozen=True):
    """Documented places of one strength: `telling` are those that the code does not name itself."""

    all: Sequence[SiteFact]
    telling: Sequence[SiteFact]
    strength: Strength

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What documents them."""
        return tuple(dict.fromkeys(fact.evidence for fact in self.all))

    def side(self, asked: Asked) -> tuple[Side | None, tuple[Evidence, ...]]:
        """Return the one side that they give the place of the code, with the evidence."""
        return documented_side(asked.diagnosis, self.all, asked.release)

    def of_kind(self, asked: Asked, kind: Kind | None) -> Sites:
        """Return the places that a text gives to a stated kind, which may be another disease than the code's."""
        if kind is not None and kind.site:
            here = [fact for fact in self.telling if fact.site == kind.site]
            return Sites(here, here, self.strength)
        if kind is None or (asked.diagnosis.sites and not asked.is_elsewhere(kind)):
            return self
        release, diagnosis = asked.release, asked.diagnosis.diagnosis
        places = diagnosis.sites or places_for(diagnosis, release.tabular.nodes[kind.family], release)
        return Sites(places, places, self.strength)
