"""Which codes differ in nothing but the side that they name: derived from the titles, category by category.

The digit that stands for a side differs from place to place (9, 0 or 3 for "unspecified"), so the titles are read: a
title's *key* is its words less the side word. Codes of one category with the same key are one `SideGroup`.
An unspecified-side code joins a group when its words less "unspecified" are the group's key ("unspecified femur"),
or when "unspecified" stands alone in the place where its siblings say right and left ("unspecified side" beside
"right dominant side"). Sides of the eye may stand in the 7th character instead.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from icd10cm.encounter import Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from icd10cm.tabular import Node

SIDE_WORDS = {"right": Side.RIGHT, "left": Side.LEFT, "bilateral": Side.BILATERAL}
_WORD = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_DOMINANCE = ("dominant", "nondominant", "non-dominant")
_LOOSE = frozenset(("of", "the", "and", "in", "to", "site", "unilateral"))


@dataclass(frozen=True, slots=True)
class SideGroup:
    """Nodes that differ by side alone. `unspecified` are the nodes that leave the side open, often one or none.

    `finer` tells that the sided nodes say more than the side ("right index finger" beside "unspecified finger").
    """

    sided: Mapping[Side, tuple[int, ...]]
    unspecified: tuple[int, ...]
    finer: bool = False

    def side_of(self, index: int) -> Side | None:
        """Return the side that the node at `index` names; None for an unspecified one."""
        return next((side for side, members in self.sided.items() if index in members), None)


@lru_cache(maxsize=1 << 16)
def title_words(title: str) -> tuple[str, ...]:
    """Return the words of a title or note in lower case and singular. Not for a chart's text: what is asked is kept."""
    return words_of(title)


def words_of(title: str) -> tuple[str, ...]:
    """Return the words of any text as `title_words` does, keeping nothing."""
    return tuple(_singular(word) for word in _WORD.findall(title.lower()))


def _singular(word: str) -> str:
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def side_in(words: Iterable[str]) -> Side | None:
    """Return the one side that the words name; None for no side, or for several."""
    found = [SIDE_WORDS[word] for word in words if word in SIDE_WORDS]
    return found[0] if len(found) == 1 else None


def side_groups(nodes: Sequence[Node]) -> tuple[SideGroup, ...]:
    """Return the side groups among the leaves of one category (`nodes`: all nodes of the category)."""
    leaves = {node.index: title_words(node.title) for node in nodes if not node.children}
    exact = _by_key(leaves, _exact)
    loose = _by_key(leaves, _as_set)
    unspecified: dict[int, dict[Side, list[int]]] = {}
    for index, words in leaves.items():
        if "unspecified" in words and not any(word in SIDE_WORDS for word in words):
            group = _match(words, exact, _exact) or _match(words, loose, _as_set)
            if group is not None:
                unspecified[index] = group
    groups: list[SideGroup] = []
    placed: set[int] = set()
    for members in exact.values():
        if Side.RIGHT in members and Side.LEFT in members:
            open_ones = tuple(index for index, group in unspecified.items() if _shares(group, members))
            both = loose.get(_as_set(_without_side(leaves[members[Side.RIGHT][0]])), members)
            groups.append(_group({**both, **members}, open_ones))
            placed.update(open_ones)
    groups.extend(_by_place(nodes, leaves, placed))
    return tuple(groups)


def _exact(words: tuple[str, ...]) -> tuple[str, ...]:
    return words


def _as_set(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(word for word in words if word not in _LOOSE))


def _without_side(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in SIDE_WORDS)


_Keyed = dict[tuple[str, ...], dict[Side, list[int]]]
_Key = Callable[[tuple[str, ...]], tuple[str, ...]]


def _by_key(leaves: Mapping[int, tuple[str, ...]], key: _Key) -> _Keyed:
    table: _Keyed = defaultdict(lambda: defaultdict(list))
    for index, words in leaves.items():
        side = side_in(words)
        if side is not None:
            table[key(_without_side(words))][side].append(index)
    return table


def _match(words: tuple[str, ...], table: _Keyed, key: _Key) -> dict[Side, list[int]] | None:
    """Find the group of an unspecified title: all its "unspecified" taken out, then each in turn."""
    places = [place for place, word in enumerate(words) if word == "unspecified"]
    tries = [tuple(word for word in words if word != "unspecified")]
    if len(places) > 1:
        tries += [words[:place] + words[place + 1 :] for place in places]
    for candidate in tries:
        group = table.get(key(candidate))
        if group is not None and Side.RIGHT in group and Side.LEFT in group:
            return group
    return None


def _shares(one: dict[Side, list[int]], other: dict[Side, list[int]]) -> bool:
    return any(set(members) & set(other.get(side, ())) for side, members in one.items())


def _group(sided: Mapping[Side, Sequence[int]], unspecified: Sequence[int]) -> SideGroup:
    return SideGroup(
        sided={side: tuple(sided[side]) for side in Side if sided.get(side)},
        unspecified=tuple(unspecified),
    )


def _by_place(nodes: Sequence[Node], leaves: Mapping[int, tuple[str, ...]], placed: set[int]) -> Iterable[SideGroup]:
    """Find the groups whose unspecified member says "unspecified" where its siblings say a side and more."""
    for parent in nodes:
        siblings = [index for index in parent.children if index in leaves]
        for index in siblings:
            words = leaves[index]
            if index in placed or "unspecified" not in words or any(word in SIDE_WORDS for word in words):
                continue
            sided: dict[Side, list[int]] = defaultdict(list)
            for other in siblings:
                side = side_in(leaves[other])
                if side is not None and _only_adds_to_side(words, leaves[other]):
                    sided[side].append(other)
            if Side.RIGHT in sided and Side.LEFT in sided:
                finer = any(_says_more(words, leaves[other]) for members in sided.values() for other in members)
                yield replace(_group(sided, (index,)), finer=finer)


def _says_more(unspecified: tuple[str, ...], sided: tuple[str, ...]) -> bool:
    """Tell whether a sided title says more than its side; which side is dominant goes with the side."""
    return not set(sided) <= {*unspecified, *SIDE_WORDS, *_DOMINANCE}


def _only_adds_to_side(unspecified: tuple[str, ...], sided: tuple[str, ...]) -> bool:
    """Tell whether `sided` is `unspecified` with its one "unspecified" replaced by words that begin with a side."""
    head = 0
    while head < min(len(unspecified), len(sided)) and unspecified[head] == sided[head]:
        head += 1
    tail = 0
    while tail < min(len(unspecified), len(sided)) - head and unspecified[-1 - tail] == sided[-1 - tail]:
        tail += 1
    slot = unspecified[head : len(unspecified) - tail]
    filled = sided[head : len(sided) - tail]
    return slot == ("unspecified",) and bool(filled) and filled[0] in SIDE_WORDS
