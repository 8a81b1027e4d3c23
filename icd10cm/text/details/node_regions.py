"""Several regions of lymph nodes as the one place that titles have for them: "cervical and axillary nodes".

The list has a code for each region, and one for several: "lymph nodes of multiple sites" (C81 to C88).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.anatomy.phrases import Phrases

_NODE = "node"
_NODES = frozenset((_NODE, "ln", "lns"))
_LYMPH = "lymph"
_OF = frozenset(("of", "in"))
_JOINS = frozenset((",", "/", "&", "+", "and", "the"))
_BEFORE_THE_FIRST = frozenset(("the", "both"))
_LENGTHS = (3, 1)
"""Words of a region: "para-aortic", "neck"."""
_SEVERAL = 2
_SEVERAL_REGIONS = ("lymph", "nodes", "of", "multiple", "sites")


def node_regions_at(
    words: Sequence[str], at: int, table: Phrases[tuple[str, ...]]
) -> tuple[tuple[str, ...], int] | None:
    """Return the place of several regions of lymph nodes that a list at a position names, and the position after it.

    `table` has the name of each region before "node".
    """
    begin = _behind_of(words, at)
    regions, end = _regions(words, begin, table)
    if begin == at and words[end - 1] not in _NODES:
        return None
    return (_SEVERAL_REGIONS, end) if len(regions) >= _SEVERAL else None


def _behind_of(words: Sequence[str], at: int) -> int:
    """Return the position behind "nodes of", else the same."""
    begin = at + (words[at] == _LYMPH)
    leads = begin + 1 < len(words) and words[begin] in _NODES and words[begin + 1] in _OF
    return begin + 2 if leads else at


def _regions(words: Sequence[str], at: int, table: Phrases[tuple[str, ...]]) -> tuple[set[tuple[str, ...]], int]:
    """Return the regions that a list names, and the position after the last of them and its "nodes"."""
    found: set[tuple[str, ...]] = set()
    end = at
    while at < len(words):
        region = _region(words, at, table)
        if region is not None:
            found.add(region[0])
            at = end = _behind_nodes(words, region[1])
        elif words[at] in (_JOINS if found else _BEFORE_THE_FIRST):
            at += 1
        else:
            break
    return found, end


def _behind_nodes(words: Sequence[str], at: int) -> int:
    noun = at + (words[at : at + 1] == [_LYMPH])
    return noun + 1 if noun < len(words) and words[noun] in _NODES else at


def _region(words: Sequence[str], at: int, table: Phrases[tuple[str, ...]]) -> tuple[tuple[str, ...], int] | None:
    for length in _LENGTHS:
        match = table.match([*words[at : at + length], _NODE], 0)
        if match is not None and match[1] == length + 1:
            return match[0], at + length
    return None
