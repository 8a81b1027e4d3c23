"""Which codes differ in nothing but the side that they name: derived from the titles, category by category.

The digit that represents a side differs from place to place (9, 0 or 3 for "unspecified"), so the titles are read. A
right and a left code whose other words are the same are a `SideGroup`. A code that leaves the side open, or that says
bilateral, joins the group whose words it has, looked for in three steps, each only where the one before found none:

1. the same words in the same order ("unspecified femur" beside "right femur");
2. the same words in any order ("Abscess of external ear, unspecified ear" beside "Abscess of right external ear");
3. the same words when the phrase that begins with the side is left out ("Epiphora, bilateral" beside "Epiphora, right
   side"; "Infarction, unspecified side" beside "Infarction, right side of brain").

Where several groups would do, the one under the same header is taken, or none. What is left is tried against the
siblings one by one: "unspecified" in the place where they say a side and more ("unspecified side" beside "right
dominant side"). Sides of the eye may be in the 7th character instead; that is not a matter of titles.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.anatomy.side import Side
from icd10cm.titles.forms import DOMINANCE, TitleForms, read_forms
from icd10cm.titles.words import SIDE_WORDS, side_in, title_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from icd10cm.tabular.model import Node

__all__ = ["SIDE_WORDS", "SideGroup", "side_groups", "side_in", "title_words", "words_of"]


_EXACT, _BAG = attrgetter("exact"), attrgetter("bag")


class SideGroup(Struct, frozen=True, array_like=True, gc=False):
    """Nodes that differ by side alone. `unspecified` are the nodes that leave the side open, often one or none.

    `finer` tells that the sided nodes say more than the side ("right index finger" beside "unspecified finger").
    """

    sided: dict[Side, tuple[int, ...]]
    unspecified: tuple[int, ...]
    finer: bool = False

    def side_of(self, index: int) -> Side | None:
        """Return the side that the node at `index` names; None for an unspecified one."""
        return next((side for side, members in self.sided.items() if index in members), None)


@dataclass(slots=True)
class _Draft:
    """A group while its members are looked for."""

    parent: int
    forms: TitleForms
    sided: dict[Side, list[int]]
    unspecified: list[int] = field(default_factory=list)

    def done(self) -> SideGroup:
        return _group(self.sided, self.unspecified, finer=False)


def side_groups(nodes: Sequence[Node]) -> tuple[SideGroup, ...]:
    """Return the side groups among the leaves of one category (`nodes`: all nodes of the category)."""
    leaves = {node.index: read_forms(node.title) for node in nodes if not node.children}
    parents = {node.index: node.parent for node in nodes}
    drafts = _pairs(leaves, parents)
    homes = _Homes(drafts)
    held = {index for draft in drafts for members in draft.sided.values() for index in members}
    for index, forms in leaves.items():
        if index not in held and homes.take_in(index, forms, parents[index]):
            held.add(index)
    return (*(draft.done() for draft in drafts), *_by_place(nodes, leaves, held))


def _pairs(leaves: Mapping[int, TitleForms], parents: Mapping[int, int]) -> list[_Draft]:
    """Put right, left and bilateral leaves of one wording together; those left over by their words in any order."""
    drafts: list[_Draft] = []
    waiting = {index: forms for index, forms in leaves.items() if forms.side is not None}
    for words_of_form in (_EXACT, _BAG):
        table: dict[tuple[str, ...], dict[Side, list[int]]] = defaultdict(lambda: defaultdict(list))
        for index, forms in waiting.items():
            if forms.side is not None:
                table[words_of_form(forms)][forms.side].append(index)
        for sided in filter(_has_both_sides, table.values()):
            first = sided[Side.RIGHT][0]
            drafts.append(_Draft(parents[first], leaves[first], dict(sided)))
            for index in chain.from_iterable(sided.values()):
                del waiting[index]
    return drafts


def _has_both_sides(sided: Mapping[Side, Sequence[int]]) -> bool:
    return Side.RIGHT in sided and Side.LEFT in sided


_Key = tuple[str, tuple[str, ...] | None]
# The part that a phrase names beside its side: "upper limb", "side of brain".
_LONGEST_PART = 2


class _Homes:
    """Finds the one group that a title belongs to."""

    def __init__(self, drafts: Iterable[_Draft]) -> None:
        self._by_form: dict[_Key, list[_Draft]] = defaultdict(list)
        self._by_parent: dict[int, list[_Draft]] = defaultdict(list)
        for draft in drafts:
            self._by_parent[draft.parent].append(draft)
            forms = draft.forms
            for key in {("exact", forms.exact), ("bag", forms.bag), ("cut", forms.cut)}:
                self._by_form[key].append(draft)

    def take_in(self, index: int, forms: TitleForms, parent: int) -> bool:
        """Put a leaf into the group that it belongs to, and return whether there is one."""
        if forms.opened and (home := self.of_open(forms, parent)) is not None:
            home.unspecified.append(index)
            return True
        if forms.side is Side.BILATERAL and (home := self.of_bilateral(forms, parent)) is not None:
            home.sided.setdefault(Side.BILATERAL, []).append(index)
            return True
        return False

    def of_open(self, forms: TitleForms, parent: int) -> _Draft | None:
        """Return the group of a title that says "unspecified"."""
        keys: list[_Key] = [("exact", words) for words in forms.opened]
        if forms.side is None:
            keys += [("bag", bag) for bag in forms.opened_bags]
        found = self._first(keys, parent)
        if found is not None or forms.side is not None or forms.cut is None:
            return found
        if forms.cut_noun and "site" not in forms.cut_noun:
            found = self._first([("bag", forms.cut)], parent)
        return self._of_cut(forms, parent) if found is None else found

    def _of_cut(self, forms: TitleForms, parent: int) -> _Draft | None:
        """Return the group of an open title whose phrase with the side is left out."""
        found = self._first([("cut", forms.cut)], parent)
        # ", unspecified" alone may speak of the disease: then only the group under the same header will do.
        if found is None or not (forms.cut_noun or found.parent == parent):
            return None
        return found if forms.cut_noun <= found.forms.cut_noun else None

    def of_bilateral(self, forms: TitleForms, parent: int) -> _Draft | None:
        """Return the group of a title that says bilateral."""
        keys: list[_Key] = [("bag", forms.bag), ("cut", forms.bag)]
        if forms.cut is not None and not forms.cut_noun:
            keys.append(("cut", forms.cut))
        found = self._first(keys, parent)
        if found is not None:
            # "Right ear with restricted hearing on the contralateral side": more than a part of the body.
            return found if len(found.forms.cut_noun) <= _LONGEST_PART else None
        siblings = self._by_parent.get(parent, [])
        within = [draft for draft in siblings if set(forms.bag) <= set(draft.forms.bag)]
        return within[0] if len(within) == 1 else None

    def _first(self, keys: Iterable[_Key], parent: int) -> _Draft | None:
        return next((found for key in keys if (found := self._one(key, parent)) is not None), None)

    def _one(self, key: _Key, parent: int) -> _Draft | None:
        found = self._by_form.get(key, [])
        if len(found) > 1:
            found = [draft for draft in found if draft.parent == parent]
        return found[0] if len(found) == 1 else None


def _group(sided: Mapping[Side, Sequence[int]], unspecified: Sequence[int], *, finer: bool) -> SideGroup:
    return SideGroup(
        sided={side: tuple(sided[side]) for side in Side if sided.get(side)},
        unspecified=tuple(unspecified),
        finer=finer,
    )


def _by_place(nodes: Sequence[Node], leaves: Mapping[int, TitleForms], held: set[int]) -> Iterator[SideGroup]:
    """Find the groups whose unspecified member says "unspecified" where its siblings say a side and more."""
    for parent in nodes:
        siblings = {index: leaves[index] for index in parent.children if index in leaves}
        for index, forms in siblings.items():
            if index in held or not forms.opened or forms.side is not None:
                continue
            sided = _filling_in(forms, siblings)
            if _has_both_sides(sided):
                yield _group_of(index, forms, sided, siblings)


def _filling_in(opened: TitleForms, siblings: Mapping[int, TitleForms]) -> dict[Side, list[int]]:
    """Return, by side, the siblings that say a side, or a side and more, where the open title says "unspecified"."""
    sided: dict[Side, list[int]] = defaultdict(list)
    for index, forms in siblings.items():
        if forms.side in (Side.RIGHT, Side.LEFT) and (
            _only_adds_to_side(opened.words, forms.words) or _is_one_of(opened, forms)
        ):
            sided[forms.side].append(index)
    return sided


def _group_of(
    index: int, opened: TitleForms, sided: dict[Side, list[int]], siblings: Mapping[int, TitleForms]
) -> SideGroup:
    """Return the group of an open title, with the bilateral siblings that say no more than its sided ones."""
    members = [siblings[other] for other in chain.from_iterable(sided.values())]
    for other, forms in siblings.items():
        if forms.side is Side.BILATERAL and all(set(forms.bag) <= set(member.bag) for member in members):
            sided[Side.BILATERAL].append(other)
    return _group(sided, (index,), finer=any(_says_more(opened, member) for member in members))


def _says_more(unspecified: TitleForms, sided: TitleForms) -> bool:
    """Return whether a sided title says other than its side; which side is dominant goes with the side."""
    return tuple(word for word in sided.bag if word not in DOMINANCE) not in unspecified.opened_bags


def _is_one_of(unspecified: TitleForms, sided: TitleForms) -> bool:
    """Return whether a sided title is one of several things that the open one names ("synovium", "tendon")."""
    return bool(
        unspecified.cut
        and sided.cut
        and unspecified.cut_noun
        and unspecified.cut_noun == sided.cut_noun
        and set(sided.cut) < set(unspecified.cut)
    )


def _only_adds_to_side(unspecified: tuple[str, ...], sided: tuple[str, ...]) -> bool:
    """Return whether `sided` is `unspecified` with its one "unspecified" replaced by words that begin with a side."""
    head = 0
    while head < min(len(unspecified), len(sided)) and unspecified[head] == sided[head]:
        head += 1
    tail = 0
    while tail < min(len(unspecified), len(sided)) - head and unspecified[-1 - tail] == sided[-1 - tail]:
        tail += 1
    slot = unspecified[head : len(unspecified) - tail]
    filled = sided[head : len(sided) - tail]
    return slot == ("unspecified",) and bool(filled) and filled[0] in SIDE_WORDS
