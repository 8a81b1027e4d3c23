"""What the kinds of a disease are asked for, and what a kind is."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.anatomy.side import Side
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.code_words import code_words
from icd10cm.choosing.comparing.claimed import of_code
from icd10cm.choosing.comparing.stated_facts import facts_affirmed
from icd10cm.titles.claims import stems_of
from icd10cm.titles.packed.code_words import CodeWords  # noqa: TC001 - structs look it up

if TYPE_CHECKING:
    from icd10cm.choosing.comparing.claimed import Claimed
    from icd10cm.choosing.comparing.stated_facts import StatedFacts
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.claims import Claims

CARRIERS = frozenset(("eye", "ear"))
"""Parts that a title for both sides leaves out, where its siblings carry their side with them: "right eye"."""

OF_SIDES = CARRIERS | {side.value for side in Side}
"""What says only on which side a disease is."""


class Kind(Struct, frozen=True):
    """A disease that the texts state: the first leaf of its family, and the words that say so.

    `node` is the leaf or category that an inclusion term represents; -1 where any leaf of the family may be meant.
    `place` are the words of a place among `news`: the leaf has to have them. `site` is the one of several documented
    places that it is at; "" for a kind that is at all of them.
    """

    family: int
    node: int
    news: frozenset[str]
    claims: Claims
    place: frozenset[str] = frozenset()
    site: str = ""


class AskedKind(Struct, frozen=True):
    """A code, what it says, and what the texts state.

    `seventh` are the stems of its 7th character: "initial encounter for open fracture" names no fracture as news.
    """

    node: Node
    code: CodeWords
    seventh: frozenset[str]
    stated: StatedWords
    release: Release

    @property
    def is_definite(self) -> bool:
        """Whether the code leaves nothing open."""
        return not (self.node.children or self.code.whole.is_open)

    @property
    def is_closed(self) -> bool:
        """Whether another kind of the disease contradicts the code."""
        return self.is_definite and not self.stated.acute_on_chronic

    @property
    def coded(self) -> Claimed:
        """What the code claims."""
        return of_code(self.node.code, self.release)

    @property
    def facts(self) -> StatedFacts:
        """What the texts affirm and deny of its disease."""
        return facts_affirmed(self.stated, self.node.index, self.release)


def asked_kind(code: str, node: Node, stated: StatedWords, release: Release) -> AskedKind:
    """Return what is asked for a code."""
    return AskedKind(node, code_words(node.index, release), _seventh(code, node, release), stated, release)


def _seventh(code: str, node: Node, release: Release) -> frozenset[str]:
    """Return the stems that the 7th character adds to the title of a code."""
    return frozenset(stems_of(release.title(code)[len(node.title) :]))


@cache
def site_words(site: str) -> frozenset[str]:
    """Return the stems of the names of a site."""
    return frozenset(each for words in load_anatomy().sites[site].words for each in stems_of(words))


def is_left_over(claims: Claims) -> bool:
    """Return whether a wording calls itself other."""
    return "other" in claims.said
