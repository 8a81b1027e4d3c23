"""A title in the forms in which it is compared with the titles of the codes beside it, its side taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from icd10cm.titles.words import SIDE_WORDS, side_in, title_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from icd10cm.anatomy.side import Side

_OPEN = "unspecified"
# Words that make no difference once the order of the words counts for nothing.
_LOOSE = frozenset(("of", "the", "and", "in", "to", "side", "site", "unilateral"))
DOMINANCE = frozenset(("dominant", "nondominant", "non-dominant"))

Words = tuple[str, ...]
# Words in no order, repeats kept: "middle phalanx of right middle finger" is not "middle phalanx of finger".
Bag = Words


@dataclass(frozen=True, slots=True)
class TitleForms:
    """One title, ready to be compared.

    `side` is the side that it names. `exact` are its words less the side, `bag` the same in no order. `opened` are
    its words less "unspecified" (all of them, then each in turn; empty when it does not say so), `opened_bags` the
    same in no order, and without the part when that is named twice ("external ear, unspecified ear"). `cut` is what is
    left without the phrase, between commas, that begins with the side or with "unspecified", and `cut_noun` what that
    phrase names ("eye"); None when no phrase begins so.
    """

    words: Words
    side: Side | None
    exact: Words
    bag: Bag
    opened: tuple[Words, ...]
    opened_bags: tuple[Bag, ...]
    cut: Bag | None
    cut_noun: frozenset[str]


def read_forms(title: str) -> TitleForms:
    """Read a title into its forms."""
    words = title_words(title)
    side = side_in(words)
    marker = next((word for word, each in SIDE_WORDS.items() if each is side), _OPEN)
    exact = tuple(word for word in words if word != marker) if side else words
    opened = _opened(words) if side is None or side is SIDE_WORDS["bilateral"] else ()
    cut, noun = _cut(title, marker)
    return TitleForms(
        words=words,
        side=side,
        exact=exact,
        bag=_bag(exact),
        opened=opened,
        opened_bags=tuple(dict.fromkeys(_bag(each) for each in (*opened, *_named_twice(words, opened)))),
        cut=cut,
        cut_noun=noun,
    )


def _opened(words: Words) -> tuple[Words, ...]:
    """Take out every "unspecified", then each in turn; a title that names right or left leaves no side open."""
    places = [place for place, word in enumerate(words) if word == _OPEN]
    if not places or "right" in words or "left" in words:
        return ()
    tries = [tuple(word for word in words if word != _OPEN)]
    if len(places) > 1:
        tries += [words[:place] + words[place + 1 :] for place in places]
    return tuple(tries)


def _named_twice(words: Words, opened: tuple[Words, ...]) -> Iterator[Words]:
    """Yield a title without its last "unspecified" and the part after it, where the title names that part before."""
    if not opened:
        return
    last = len(words) - 1 - words[::-1].index(_OPEN)
    if words[last + 1 : last + 2] and words[last + 1] in words[:last]:
        short = words[:last] + words[last + 2 :]
        yield short
        yield tuple(word for word in short if word != _OPEN)


def _bag(words: Iterable[str]) -> Bag:
    return tuple(sorted(word for word in words if word not in _LOOSE))


def _cut(title: str, marker: str) -> tuple[Bag | None, frozenset[str]]:
    """Leave out the last phrase that begins with the marker; return the other words and the noun of the phrase."""
    phrases = [title_words(phrase) for phrase in title.split(",")]
    for place in range(len(phrases) - 1, 0, -1):
        phrase = phrases[place]
        if phrase[:1] == (marker,):
            rest = tuple(word for other in (*phrases[:place], *phrases[place + 1 :]) for word in other)
            return _bag(rest), frozenset(phrase[1:]) - (_LOOSE - {"site"})
    return None, frozenset()
