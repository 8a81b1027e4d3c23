"""Sections of a note: where two of them name one place on opposite sides, the note documents neither."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.text.lexicon import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from icd10cm.anatomy.body import Anatomy
    from icd10cm.anatomy.side import Side
    from icd10cm.text.lexicon import Item, Lexicon
    from icd10cm.text.mentions import Mention
    from icd10cm.text.status import Status


def without_conflicts(
    mentions: Sequence[Mention], sentences: Sequence[Sequence[Item]], lexicon: Lexicon, current: Collection[Status]
) -> list[Mention]:
    """Return the mentions, without sides where another section has the place on the other side alone.

    "HPI: right knee pain. Procedure: left knee injected" is a doubt, and so is a part that a section only names.
    """
    sections = list(accumulate(int(_has_heading(sentence, lexicon)) for sentence in sentences))
    if not sections or not sections[-1]:  # the usual case
        return list(mentions)
    told = [(each, sections[each.sentence]) for each in mentions if _tells_a_side(each, current)]
    doubtful = [each for each, section in told if _contradicts(each, section, told, lexicon.anatomy)]
    return [replace(each, sides=()) if each in doubtful else each for each in mentions]


def _tells_a_side(mention: Mention, current: Collection[Status]) -> bool:
    return bool(mention.sides) and mention.status in current and not mention.is_well


def _has_heading(sentence: Sequence[Item], lexicon: Lexicon) -> bool:
    """Return whether a sentence begins with the heading of a section: "HPI: ..."."""
    colon = next((at for at, item in enumerate(sentence) if item.kind is Kind.COLON), 0)
    return " ".join(item.text for item in sentence[:colon]) in lexicon.headings


def _contradicts(mention: Mention, section: int, told: Sequence[tuple[Mention, int]], anatomy: Anatomy) -> bool:
    """Return whether a section names the place of a mention, and on no side that its own section names."""
    sides: dict[int, set[Side]] = {}
    for each, number in told:
        if each.site is None or mention.site is None or anatomy.related(each.site, mention.site):
            sides.setdefault(number, set()).update(each.sides)
    return any(sides[section].isdisjoint(others) for others in sides.values())
