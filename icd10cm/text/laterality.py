"""The words and marks of a stretch of text, with the sites and sides among them: which words and letters are sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from icd10cm.anatomy.side import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.anatomy.body import Mention
    from icd10cm.text.assertion import Token

_SIDES = {
    "right": Side.RIGHT,
    "rt": Side.RIGHT,
    "left": Side.LEFT,
    "lt": Side.LEFT,
    "bilateral": Side.BILATERAL,
    "bilaterally": Side.BILATERAL,
    "bilat": Side.BILATERAL,
    "both": Side.BILATERAL,
}
_CAPITALS = {"r": Side.RIGHT, "l": Side.LEFT}
AND = frozenset(("and", "&", "+"))
"""Words that join two sides or places."""
COMPARED = 4
"""How far apart two sides may stand that are joined or compared."""
AFTER = 3
"""How many words may stand between a site and its side, or a side at the beginning and its site."""
_NO_SIDE_AFTER = frozenset(
    (
        "was",
        "were",
        "is",
        "are",
        "be",
        "been",
        "being",
        "has",
        "had",
        "have",
        "patient",
        "pt",
        "he",
        "she",
        "they",
        "it",
        "all",
    )
)
# Words by which a side before them is a part's name, or "left" a verb.
_NOT_OF_ONE_SIDE = _NO_SIDE_AFTER.union(
    ("against", "ama", "and", "at", "atrial", "axis", "before", "bundle", "clinic", "dominant", "for", "handed"),
    ("heart", "hemisphere", "home", "hospital", "main", "or", "quadrant", "shift", "the", "then", "to", "ventricle"),
    ("ventricular", "with", "without"),
)
_SHORT = 6
_SIDED = frozenset(("side", "sided"))
_COMPARES = AND | {">", "<", "=", "/"}


class Item(NamedTuple):
    """A word or mark; `site` where it is a place (`text` is then its last word), `side` for a side."""

    text: str
    site: str | None = None
    side: Side | None = None


_NOTHING = Item("")


def names_a_side(tokens: Sequence[Token]) -> bool:
    """Tell whether a word or letter of a stretch may be a side."""
    return any(token.text in _SIDES or token.text in _CAPITALS for token in tokens)


def read_items(cased: str, tokens: Sequence[Token], mentions: Sequence[Mention]) -> list[Item]:
    """Return the words and marks of a stretch; a site is one item, its side words and letters are marked."""
    items: list[Item] = []
    letters: list[tuple[int, Side]] = []
    at = 0
    for token in tokens:
        while at < len(mentions) and mentions[at].end <= token.start:
            at += 1
        if at < len(mentions) and token.start >= mentions[at].start:
            if token.start == mentions[at].start:
                items.append(Item(token.text, mentions[at].site))
            else:
                items[-1] = items[-1]._replace(text=token.text)
            continue
        either = token.text == "l" and [item.text for item in items[-2:]] == ["b", "/"]
        if token.text in _CAPITALS and (either or cased[token.start].isupper()):
            letters.append((len(items), _CAPITALS[token.text]))
        items.append(Item(token.text, None, _SIDES.get(token.text)))
    for place, item in enumerate(items):
        if item.side and not _is_side_word(items, place):
            items[place] = item._replace(side=None)
    for place, side in reversed(letters):
        if [item.text for item in items[max(0, place - 2) : place + 1]] == ["b", "/", "l"]:
            items[place - 2 : place + 1] = [Item("b/l", side=Side.BILATERAL), _NOTHING, _NOTHING]
        elif _is_side_letter(items, place):
            items[place] = items[place]._replace(side=side)
    return items


def _is_side_word(items: Sequence[Item], place: int) -> bool:
    """Tell whether a side word is one: not in "right-handed", nor "both" before one place."""
    if items[place].text == "both":
        after = item_at(items, place + 1)
        return after.site is not None and after.text.endswith(("s", "feet"))
    return "handed" not in {item_at(items, place + 1).text, item_at(items, place + 2).text}


def _is_side_letter(items: Sequence[Item], place: int) -> bool:
    """Tell whether a capital R or L can only be a side.

    So it is before a site, a side that it is compared with ("R>L hip") or "sided", before the name or the site that
    begins a text ("L CTS", "L 5th rib"), and as its last word; in brackets it is one beside a site.
    """
    before, after = item_at(items, place - 1), item_at(items, place + 1)
    if before.text == "(" and after.text == ")":
        return item_at(items, place - 2).site is not None or item_at(items, place + 2).site is not None
    if _is_sided(items, place) or (place == 0 and (_leads_a_name(items) or _leads_to_a_site(items))):
        return True
    if place == len(items) - 1 and (before.text == "," or (before.text.isalpha() and len(before.text) > 1)):
        return True
    beyond = place + 1
    while beyond - place < COMPARED and item_at(items, beyond).text in _COMPARES:
        beyond += 1
    if beyond > place + 1 and item_at(items, beyond).side:
        return True
    return after.site is not None or (after.text == "." and item_at(items, place + 2).site is not None)


def item_at(items: Sequence[Item], place: int) -> Item:
    """Return the item at a place, an empty one beyond either end."""
    return items[place] if 0 <= place < len(items) else _NOTHING


def stands_alone(items: Sequence[Item], place: int) -> bool:
    """Tell whether a side that belongs to no site can be nothing but a side."""
    if _is_sided(items, place) or _is_dominant_side(items, place):
        return True
    if any(items[near].side for near in (place - 2, place + 2) if 0 <= near < len(items)):
        return False
    before, after = item_at(items, place - 1).text, item_at(items, place + 1).text
    if place == 0 and _leads_a_name(items):
        return True
    if after not in {"", ",", "(", ")"} or before in _NO_SIDE_AFTER:
        return False
    return before in {"", ",", "(", ":", "-"} or len(items) <= _SHORT


def _is_sided(items: Sequence[Item], place: int) -> bool:
    after = item_at(items, place + 1).text
    return after in _SIDED or (after == "-" and item_at(items, place + 2).text == "sided")


def _is_dominant_side(items: Sequence[Item], place: int) -> bool:
    """Tell whether a side is called dominant or not: "right dominant side", "left non-dominant side"."""
    end = place + 1
    while item_at(items, end).text in {"dominant", "nondominant", "non", "-"}:
        end += 1
    return end > place + 1 and item_at(items, end).text == "side"


def _leads_a_name(items: Sequence[Item]) -> bool:
    """Tell whether a text is a side and the name of a disease, no more: "left carpal tunnel syndrome"."""
    _, *name = items
    return (
        0 < len(name) < _SHORT
        and all(item.text.isalpha() and item.site is None and item.side is None for item in name)
        and _NOT_OF_ONE_SIDE.isdisjoint(item.text for item in name)
    )


def _leads_to_a_site(items: Sequence[Item]) -> bool:
    """Tell whether a text begins with a side and, some words on, its site: "L 5th rib fracture"."""
    _, *following = items[: AFTER + 2]
    words = [item.text for item in following]
    return (
        bool(words) and words[0].isalnum() and words[0] not in _NOT_OF_ONE_SIDE and any(one.site for one in following)
    )
