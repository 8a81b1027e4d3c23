"""What a choice changes of a code: its side, its site, its 7th character, or what kind of disease it is.

Worked out from the titles once, so that the question of a card, its words and its address speak of the same change.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from cards.markdown import plain
from cards.short_names import differences, printed_seventh
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.forms import DOMINANCE
from icd10cm.titles.template import SLOT
from icd10cm.titles.words import SIDE_WORDS, side_in, significant_words, title_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cards.card_context import CardContext
    from icd10cm.releases.release import Release

MOST_CHOICES = 12
"""Choices that are looked at; those after them are of the same family."""

_OF_A_PLACE = frozenset(("side", "eye", "affecting", "unilateral"))
"""Words that a title needs to name a side, and no disease."""
_WITHOUT_ARTICLE = frozenset(("bilateral", "both", "multiple", "other"))


class Change(StrEnum):
    """One thing that a choice says and the code does not."""

    SIDE = "side"
    SITE = "site"
    SEVENTH = "seventh"
    KIND = "kind"


@kept_with_release
def changes_of(pair: tuple[str, str], release: Release) -> frozenset[Change]:
    """Return what changes from the first code of a pair to the second; a side also means that a code loses its own."""
    return frozenset(each for each, differs in _DIFFERS.items() if differs(*pair, release))


def _side_differs(code: str, choice: str, release: Release) -> bool:
    return release.side_of(choice) is not None and release.side_of(code) is not release.side_of(choice)


def _site_differs(code: str, choice: str, release: Release) -> bool:
    """Return whether a choice names a site that the code does not, or says "other site" or "multiple sites"."""
    own, other = ({site for site, _ in release.places_of(each) if site} for each in (code, choice))
    return bool(other - own) or bool(_residual(choice, release) - _residual(code, release))


def _residual(code: str, release: Release) -> frozenset[str]:
    node = release.node(code)
    slots = () if node is None else release.families.place(node.index).slots
    return frozenset(slot.residual for slot in slots if slot.residual)


def _seventh_differs(code: str, choice: str, release: Release) -> bool:
    """Return whether a 7th character says something else than a side: an eye has its side there."""
    printed = printed_seventh(choice, release)
    return bool(printed) and printed_seventh(code, release) != printed and side_in(title_words(printed)) is None


def _kind_differs(code: str, choice: str, release: Release) -> bool:
    return _disease(code, release) != _disease(choice, release)


def _disease(code: str, release: Release) -> frozenset[str]:
    """Return the words of a title that name the disease: no place, no side, and not which side is dominant."""
    node = release.node(code)
    template = () if node is None else release.families.place(node.index).template
    words = significant_words(" ".join(each for each in template if each != SLOT))
    return words.difference(_OF_A_PLACE, SIDE_WORDS, DOMINANCE)


_DIFFERS: Mapping[Change, Callable[[str, str, Release], bool]] = {
    Change.SIDE: _side_differs,
    Change.SITE: _site_differs,
    Change.SEVENTH: _seventh_differs,
    Change.KIND: _kind_differs,
}


def decided(context: CardContext) -> frozenset[Change]:
    """Return what every choice of an issue changes of its code, without what the choices themselves leave open.

    Choices of both sides, of several kinds or with several 7th characters leave it to the reader which one applies.
    """
    codes, release = context.issue.codes, context.release
    choices = context.issue.choices[:MOST_CHOICES]
    if not codes or not choices:
        return frozenset()
    shared = frozenset.intersection(*(changes_of((codes[0], choice), release) for choice in choices))
    if context.issue.together:
        return shared
    return frozenset(each for each in shared if len({_VALUES[each](choice, release) for choice in choices}) == 1)


def _same(_: str, __: Release) -> None:
    """Return the same for any code: of sites within one another the chart's one is meant."""


_VALUES: Mapping[Change, Callable[[str, Release], object]] = {
    Change.SIDE: lambda code, release: release.side_of(code),
    Change.SITE: _same,
    Change.SEVENTH: printed_seventh,
    Change.KIND: _disease,
}


def _confirm(context: CardContext) -> str:
    """Return the question that accepting the choice answers with yes: "is that the side"; "update it" for more."""
    asked = _QUESTIONS.get(decided(context))
    return f"is that the {asked}" if asked else "update the code"


def _confirm_code(context: CardContext) -> str:
    """Return the same question with the code in it: "is that the side of M86.559", "update L89.609"."""
    asked, code = _QUESTIONS.get(decided(context)), plain(context.issue.codes[0], 20)
    return f"is that the {asked} of {code}" if asked else f"update {code}"


def _new_place(context: CardContext) -> str:
    """Return the side or site of the only choice where nothing else changes: "left lower extremity"; "" otherwise."""
    choices, codes = context.issue.choices, context.issue.codes
    if len(choices) != 1 or decided(context) not in _QUESTIONS:
        return ""
    words = differences((codes[0], choices[0]), context.release)[choices[0]].split()
    return " ".join(each for each in words if each not in DOMINANCE)


def _the_new_place(context: CardContext) -> str:
    """Return the same with its article: "the left femur", "the left side"."""
    place = _new_place(context)
    if not place or place.split()[0] in _WITHOUT_ARTICLE:
        return place
    return f"the {place} side" if place in SIDE_WORDS else f"the {place}"


_QUESTIONS: Mapping[frozenset[Change], str] = {
    frozenset((Change.SIDE,)): "side",
    frozenset((Change.SITE,)): "site",
    frozenset((Change.SITE, Change.SIDE)): "site",
}

SLOTS: Mapping[str, Callable[[CardContext], str]] = {
    "confirm": _confirm,
    "confirm_code": _confirm_code,
    "new_place": _new_place,
    "the_new_place": _the_new_place,
}
