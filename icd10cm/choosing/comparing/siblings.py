"""The titles beside an offered code, and whether one of them fits the facts better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from icd10cm.choosing.code_choice import carry
from icd10cm.choosing.comparing.claimed import title_of
from icd10cm.choosing.comparing.comparison import GRAMMAR
from icd10cm.evidence.stated.stems import stems_in
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import DEFAULTS, KINDS, stem
from icd10cm.titles.title_stems import TitleStems, stems_of_title
from icd10cm.titles.words import SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.choosing.comparing.claimed import Claimed, Stems
    from icd10cm.choosing.comparing.comparison import Comparison
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_SIDES = frozenset(SIDE_WORDS)
_NO_SYMPTOM = DEFAULTS - {stem("unilateral")}
_OPEN = frozenset((stem("unspecified"), "other"))


def gives_way(code: str, offered: Comparison, coded: Claimed, release: Release) -> bool:
    """Return whether a title beside a code fits the facts better, or names the type that is affirmed."""
    index = release.position(code)
    if index is None:
        return False
    if offered.offered.is_open and any(_tells_part(each, offered) for each in _headers(index, release)):
        return True
    return any(is_better(each, offered) for each in _siblings(code, index, offered, release)) or any(
        is_of_another_type(each, offered) for each in _rivals(index, offered, coded, release)
    )


def is_better(sibling: TitleStems, offered: Comparison) -> bool:
    """Return whether the title of a sibling fits better than the codes.

    So it does when all that sets it apart is affirmed, and not all that sets the codes apart: "full thickness with fat
    layer exposed" is not an unspecified depth. Codes that claim what nobody states, "uncomplicated" too, give way to
    one that keeps what they keep of the facts, and one more.
    """
    if sibling.claimed.isdisjoint(offered.passed_over):  # the usual case
        return False
    if _is_affirmed_alone(sibling, offered):
        return True
    said = offered.offered.titles
    if (offered.adds_nothing and _NO_SYMPTOM.isdisjoint(said)) or not offered.facts.stated & said <= sibling.all:
        return False
    return not _apart(sibling, offered).isdisjoint(offered.passed_over - offered.offered.headers)


def is_of_another_type(sibling: TitleStems, offered: Comparison) -> bool:
    """Return whether the title of another code of the category names the type that is affirmed, and the codes another.

    "Partial-thickness tear" at a complete tear: the side may not be added to the wrong type.
    """
    if sibling.claimed.isdisjoint(offered.passed_over) or not _OPEN.isdisjoint(sibling.all):
        return False
    return _is_affirmed_alone(sibling, offered)


def _apart(sibling: TitleStems, offered: Comparison) -> Stems:
    return sibling.claimed - offered.offered.titles - GRAMMAR


def _is_affirmed_alone(sibling: TitleStems, offered: Comparison) -> bool:
    """Return whether all that sets a sibling apart is affirmed, and not all that sets the codes apart from it."""
    affirmed = offered.facts.affirmed
    return _apart(sibling, offered) <= affirmed and not any(
        _is_affirmed(own - sibling.all, affirmed) for own in offered.offered.wordings
    )


def _is_affirmed(apart: Stems, affirmed: Stems) -> bool:
    claims = apart - GRAMMAR
    return bool(claims) and (claims - KINDS or claims) <= affirmed  # "acute chest syndrome": the syndrome is acute


def _siblings(code: str, index: int, offered: Comparison, release: Release) -> Iterator[TitleStems]:
    """Yield the titles that a code has to fit better than, of those that say some of what it passes over.

    What the 7th character adds to them it has added to the code, so that their own words tell.
    """
    if release.tabular.nodes[index].parent < 0:
        return
    for own in release.codes_at(index):
        if own != code:
            yield title_of(own, index, release)
    header, titles = _header(index, release), release.families.stems(release.notes.categories[index])
    for leaf in titles.saying(offered.passed_over):
        if header.index < leaf < header.end and (other := carry(code, leaf, release)) != code:
            yield title_of(other, leaf, release)


def _tells_part(header: TitleStems, offered: Comparison) -> bool:
    """Return whether all that a header says beyond an open code is passed over: "sternal end" at an unspecified part.

    Its leaves ask for more than the texts say, so that none of them can be offered either.
    """
    apart = header.claimed - offered.offered.titles - offered.offered.headers - GRAMMAR
    said = offered.passed_over & offered.facts.affirmed
    return bool(apart) and apart <= said and _OPEN.isdisjoint(header.all)


@kept_with_release
def _headers(index: int, release: Release) -> tuple[TitleStems, ...]:
    """Return the titles of the headers beside that of a code."""
    nodes = release.tabular.nodes
    above = [each.index for each in release.lineage(index)]
    beside = nodes[nodes[above[1]].parent].children if len(above) > 1 and nodes[above[1]].parent >= 0 else ()
    return tuple(stems_of_title(nodes[at].title) for at in beside if nodes[at].children and at not in above)


def _header(index: int, release: Release) -> Node:
    """Return the header of the titles beside that of a code."""
    nodes = release.tabular.nodes
    if not _NO_SYMPTOM.isdisjoint(stems_in((nodes[index].title,))):  # any code of the category may contradict it
        return release.category(index)
    return nodes[nodes[index].parent]


def _rivals(index: int, offered: Comparison, coded: Claimed, release: Release) -> Iterator[TitleStems]:
    """Yield the types of disease in the category of a code that may say what it passes over, but for the coded one.

    They are the titles less what they deny, and less their sides.
    """
    own = frozenset[str]().union(*coded.wordings[:1]) - _SIDES
    titles = release.families.stems(release.notes.categories[index])
    for leaf in titles.saying(offered.passed_over - _SIDES):
        claimed, every, denied = titles.of(leaf)
        if every - _SIDES != own:
            yield TitleStems(claimed - _SIDES - denied, every - _SIDES)
