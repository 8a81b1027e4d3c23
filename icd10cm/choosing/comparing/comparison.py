"""The one comparison: what codes claim against what the texts state of the diagnosis.

Each claim is supported, contradicted or not stated, and each fact is kept or lost. Claims are compared as stems, so
that a type, an acuity, a stage, "with" and "without" and a side are one kind of thing; places are compared by anatomy
(`places`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.evidence.stated.stems import load_word_lists
from icd10cm.titles.claims import KINDS, LEFT_OUT, stem
from icd10cm.titles.words import SIDE_WORDS

if TYPE_CHECKING:
    from icd10cm.choosing.comparing.stated_facts import StatedFacts

_GRAMMAR = (LEFT_OUT - SIDE_WORDS.keys() - {"other"}) | {"s"}

_NON = "non"
_UNILATERAL = frozenset((stem("unilateral"),))
_WITHOUT_CAUSE = frozenset(stem(word) for word in ("primary", "idiopathic", "essential", "spontaneous"))
"""They say that a disease has no known cause: not "osteoarthritis due to dysplasia"."""

_OPEN = frozenset((stem("unspecified"), "other"))

Stems = frozenset[str]


class Claimed(Struct, frozen=True):
    """What a code claims, or several that go together.

    `said` are all stems by which its titles and terms name the disease, `wordings` those of the title and of each term,
    `headers` those of the title above it. `needed`, `denied` and `unsaid` are the claims of the title (`Claims`) less
    its place, `is_open` tells that it leaves something open or over.
    """

    said: Stems
    wordings: tuple[Stems, ...]
    headers: Stems
    needed: tuple[Stems, ...]
    denied: tuple[Stems, ...]
    is_open: bool
    unsaid: Stems = frozenset()

    @property
    def titles(self) -> Stems:
        """The stems of the title and of the terms."""
        return Stems().union(*self.wordings)

    def beside(self, other: Claimed) -> Claimed:
        """Return what this code and another one that applies too claim together."""
        return Claimed(
            said=self.said | other.said,
            wordings=self.wordings + other.wordings,
            headers=self.headers | other.headers,
            needed=self.needed + other.needed,
            denied=self.denied + other.denied,
            is_open=self.is_open and other.is_open,
            unsaid=self.unsaid | other.unsaid,
        )


class Sibling(Struct, frozen=True):
    """The title of another code: the stems that it claims, and those in brackets too, which may be said or not."""

    claimed: Stems
    all: Stems


class Comparison(Struct, frozen=True):
    """What the facts say of claims.

    `supported` are the facts that the codes say, `lost` the stated ones that they do not say, `contradicted` the stems
    that are claimed and denied, or the other way around. `adds_nothing` tells that everything claimed is stated or
    coded, and the rest left open: "unspecified severity".
    """

    claimed: Claimed
    facts: StatedFacts
    supported: Stems
    contradicted: Stems
    lost: Stems
    adds_nothing: bool


def compare(claimed: Claimed, facts: StatedFacts) -> Comparison:
    """Hold what codes claim against the facts."""
    # "With cor pulmonale" is against "without acute cor pulmonale".
    against = [phrase for phrase in claimed.denied if phrase <= facts.stated or not phrase.isdisjoint(facts.linked)]
    against += [claimed.unsaid & facts.affirmed, _negated(claimed, facts), _opposed(claimed, facts)]
    against += [claimed.titles & _WITHOUT_CAUSE] if facts.is_caused else []
    against += [claimed.titles & _UNILATERAL] if facts.is_bilateral else []
    against += [group & facts.denied for group in claimed.needed if group.isdisjoint(facts.stated)]
    return Comparison(
        claimed=claimed,
        facts=facts,
        supported=facts.all & claimed.said,
        contradicted=Stems().union(*against),
        lost=facts.stated - claimed.titles - _GRAMMAR,
        adds_nothing=claimed.is_open and _is_known(claimed, facts),
    )


def _negated(claimed: Claimed, facts: StatedFacts) -> Stems:
    """Return what the codes say with "non" before it, and the texts without: "nontraumatic"."""
    said = Stems().union(*claimed.needed) - facts.affirmed
    return Stems(word for word in said if word.startswith(_NON) and word.removeprefix(_NON) in facts.affirmed)


def _opposed(claimed: Claimed, facts: StatedFacts) -> Stems:
    """Return what the codes say and a text denies by its opposite: a recurrent disorder is not a single episode."""
    said = Stems().union(*claimed.needed)
    return Stems(
        other
        for one, other in load_word_lists().opposites
        if one in facts.affirmed - said and other in said - facts.affirmed
    )


def _is_known(claimed: Claimed, facts: StatedFacts) -> bool:
    """Return whether all that is claimed is stated or coded; what is denied has to be denied by a text."""
    known = not any(group.isdisjoint(facts.all) for group in claimed.needed)
    return known and all(phrase <= facts.denied for phrase in claimed.denied)


def only_loses(offered: Comparison, coded: Comparison) -> bool:
    """Return whether codes leave open what the coded one says, and say no fact that it does not."""
    return offered.claimed.is_open and offered.supported < coded.supported


def is_better(sibling: Sibling, offered: Comparison) -> bool:
    """Return whether the title of a sibling fits better than the codes.

    So it does when all that sets it apart is affirmed, and not all that sets the codes apart: "full thickness with fat
    layer exposed" is not an unspecified depth. Codes that claim what nobody states give way to one that keeps what
    they keep of the facts, and one more.
    """
    if sibling.claimed.isdisjoint(offered.lost):  # the usual case
        return False
    apart = sibling.claimed - offered.claimed.titles - _GRAMMAR
    affirmed = offered.facts.affirmed
    if apart <= affirmed and not any(_is_affirmed(own - sibling.all, affirmed) for own in offered.claimed.wordings):
        return True
    if offered.adds_nothing or not offered.facts.stated & offered.claimed.titles <= sibling.all:
        return False
    return not apart.isdisjoint(offered.lost - offered.claimed.headers)


def is_of_another_type(sibling: Sibling, offered: Comparison) -> bool:
    """Return whether the title of another code of the category names the type that is affirmed, and the codes another.

    "Partial-thickness tear" at a complete tear: the side may not be added to the wrong type.
    """
    if sibling.claimed.isdisjoint(offered.lost):  # the usual case
        return False
    apart = sibling.claimed - offered.claimed.titles - _GRAMMAR
    affirmed = offered.facts.affirmed
    if not apart <= affirmed or not _OPEN.isdisjoint(sibling.all):
        return False
    return not any(_is_affirmed(own - sibling.all, affirmed) for own in offered.claimed.wordings)


def _is_affirmed(apart: Stems, affirmed: Stems) -> bool:
    claims = apart - _GRAMMAR
    return bool(claims) and (claims - KINDS or claims) <= affirmed  # "acute chest syndrome": the syndrome is acute
