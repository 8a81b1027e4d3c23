"""The one comparison: what an offer claims against the code and against what the texts state of the diagnosis.

Each claim of the offer is supported, contradicted or not stated, each claim of the code is kept or lost, and each fact
is said or passed over. Claims are compared as stems, so that a type, an acuity, a stage, "with" and "without" and a
side are one kind of thing; places are compared by anatomy (`places`). All that offers a code or a kind of disease asks
this value alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.choosing.comparing.claimed import LEFT_OVER, Stems
from icd10cm.titles.claims import LEFT_OUT, stem
from icd10cm.titles.words import SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icd10cm.choosing.comparing.claimed import Claimed
    from icd10cm.choosing.comparing.stated_facts import StatedFacts
from icd10cm.titles.packed.word_lists import load_word_lists

GRAMMAR = LEFT_OUT.difference(SIDE_WORDS, {"other"}) | {"s"}

NOT = "not "
"""Before a word that an offer and the texts deny, and the code does not."""

_NON = "non"
_BETWEEN = "inter"
_UNILATERAL = frozenset((stem("unilateral"),))
_WITHOUT_CAUSE = frozenset(stem(word) for word in ("primary", "idiopathic", "essential", "spontaneous"))
"""They say that a disease has no known cause: not "osteoarthritis due to dysplasia"."""


class Comparison(Struct, frozen=True):
    """What becomes of each claim of an offer and of the code, and of each fact.

    `supported` are the stems that the offer claims beyond the code and the texts state, with `NOT` before those that
    both deny. `not_stated` are the claims beyond the code that nobody states, `contradicted` the stems that are claimed
    and denied, or the other way around, `lost` the claims of the code that the offer does not say. `kept` are the
    known facts, coded or stated, that the offer says, `coded` those that the code says, `passed_over` the stated ones
    that the offer does not say.
    """

    offered: Claimed
    facts: StatedFacts
    supported: Stems
    not_stated: tuple[Stems, ...]
    contradicted: Stems
    lost: tuple[Stems, ...]
    kept: Stems
    coded: Stems
    passed_over: Stems

    @property
    def adds_nothing(self) -> bool:
        """Whether all that the offer claims is stated or coded, and the rest left open: "unspecified severity"."""
        return self.offered.is_open and _is_known(self.offered, self.facts)

    @property
    def only_loses(self) -> bool:
        """Whether the offer leaves open what the code says, and says no fact that the code does not."""
        return self.offered.is_open and self.kept < self.coded


def compare(offered: Claimed, coded: Claimed, facts: StatedFacts) -> Comparison:
    """Hold the claims of an offer against the code and the facts."""
    implied = coded.implied | offered.assumed
    beyond = [group for group in offered.needed if group.isdisjoint(implied)]
    beyond = beyond or [Stems((word,)) for word in sorted(offered.defaults - coded.said)]
    stated = {group: facts.stated_of(group, offered, coded) for group in beyond}
    said = offered.said | (offered.headers - (offered.listed & facts.affirmed))
    return Comparison(
        offered=offered,
        facts=facts,
        supported=_denied_too(offered, coded, facts).union(*stated.values()),
        not_stated=tuple([group for group, hits in stated.items() if not hits]),
        contradicted=_contradicted(offered, coded, facts),
        lost=tuple([group for group in coded.needed if not _is_said(group, said)]),
        kept=facts.all & offered.said,
        coded=facts.all & coded.said,
        passed_over=facts.stated - offered.titles - GRAMMAR,
    )


def _denied_too(offered: Claimed, coded: Claimed, facts: StatedFacts) -> Stems:
    """Return what an offer and the texts deny and the code does not: "migraine without aura"; nothing for "other"."""
    phrases = [phrase for phrase in offered.denied if phrase not in coded.denied and phrase <= facts.denied]
    return Stems(NOT + word for phrase in phrases for word in phrase) if LEFT_OVER.isdisjoint(offered.said) else Stems()


def _contradicted(offered: Claimed, coded: Claimed, facts: StatedFacts) -> Stems:
    """Return what the offer claims and the texts deny, or the other way around."""
    return Stems().union(
        *_denied_facts(offered, facts),
        *(group & facts.denied_alone for group in offered.needed if group.isdisjoint(facts.stated)),
        *(group for group in coded.needed if group <= offered.all_denied - offered.all_needed - facts.denied),
        offered.unsaid & facts.affirmed,
        _negated(offered, facts),
        _opposed(offered, facts),
        offered.titles & _WITHOUT_CAUSE if facts.is_caused else Stems(),
        offered.titles & _UNILATERAL if facts.is_bilateral else Stems(),
    )


def _denied_facts(offered: Claimed, facts: StatedFacts) -> Iterable[Stems]:
    """Return the phrases that the offer denies and a text states; "with cor pulmonale" is against an acute one too."""
    linked = facts.linked - offered.all_needed
    return (phrase for phrase in offered.denied if phrase <= facts.stated or not phrase.isdisjoint(linked))


def _negated(offered: Claimed, facts: StatedFacts) -> Stems:
    """Return what the offer says with "non" before it, and the texts without: "nontraumatic"."""
    said = offered.all_needed - facts.affirmed
    return Stems(word for word in said if word.startswith(_NON) and word.removeprefix(_NON) in facts.affirmed)


def _opposed(offered: Claimed, facts: StatedFacts) -> Stems:
    """Return what the offer says and a text denies by its opposite: a recurrent disorder is not a single episode."""
    said = offered.all_needed
    return Stems(
        other
        for one, other in load_word_lists().opposites
        if one in facts.affirmed - said and other in said - facts.affirmed
    )


def _is_said(group: Stems, said: Stems) -> bool:
    """Return whether one of the words is said, or more precisely so: "stage 3" by "stage 3a".

    What is between two of a part is at it: a trochanteric fracture may be an intertrochanteric one.
    """
    return not group.isdisjoint(said) or any(_BETWEEN + word in said or _is_finer(word, said) for word in group)


def _is_finer(word: str, said: Iterable[str]) -> bool:
    return ":" in word and any(other.startswith(word) for other in said)


def _is_known(offered: Claimed, facts: StatedFacts) -> bool:
    """Return whether all that is claimed is stated or coded; what is denied has to be denied by a text."""
    known = not any(group.isdisjoint(facts.all) for group in offered.needed)
    return known and all(phrase <= facts.denied_alone for phrase in offered.denied)
