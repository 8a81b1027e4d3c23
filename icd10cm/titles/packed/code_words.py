"""What a code says of its disease: the words of its title, of the titles above it, of its terms and Includes notes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.titles.claims import BRACKETS, Claims, claims_of, said_in, stem, stems_of, stems_of_words
from icd10cm.titles.packed.word_lists import load_word_lists
from icd10cm.titles.words import EMPTY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.tabular.model import Node
    from icd10cm.titles.template import Place

_OPEN = stem("unspecified")
_AS_TO = re.compile(r"\bunspecified (?:as to|whether)\b([^,]*)")
_WITHOUT = " without "
_NOTHING_SAID = frozenset(map(stem, EMPTY)) | {","}
_SHORTEST_INITIALS = 3


class CodeWords(Struct, frozen=True, gc=False):
    """What a code says of its disease.

    `whole` are the claims of its title, `claims` those without its place. `implied` are the stems that a text need not
    repeat, `lineage` all stems of its titles, `terms` those of its inclusion terms, up to what they deny. `own` are
    those that name the disease, `letters` the first ones of the words of its names. `included` are the stems of each
    line of its Includes notes, which name the disease together alone: of "allergic rhinitis with asthma" the rhinitis
    is another disease.
    """

    whole: Claims
    claims: Claims
    implied: frozenset[str]
    lineage: frozenset[str]
    terms: frozenset[str]
    own: frozenset[str]
    letters: frozenset[str]
    included: tuple[frozenset[str], ...]

    @property
    def denied(self) -> frozenset[str]:
        """The stems that its title denies: "without acute cor pulmonale" says nothing of the heart."""
        return frozenset[str]().union(*self.whole.denied)

    @property
    def initials(self) -> frozenset[str]:
        """The initialisms of its names and of their first words: "copd" of "chronic obstructive pulmonary disease"."""
        return frozenset([each[:end] for each in self.letters for end in range(_SHORTEST_INITIALS, len(each) + 1)])


def lineage_in(category: Sequence[Node], node: Node) -> list[Node]:
    """Return a node of a category (all nodes of it), its parent, and so on up to the category."""
    lineage = [node]
    while lineage[-1].parent >= 0:
        lineage.append(category[lineage[-1].parent - category[0].index])
    return lineage


def read_code_words(lineage: Sequence[Node], place: Place) -> CodeWords:
    """Return what a code says of its disease; `lineage` are its node and those above it, `place` is its title apart."""
    title = lineage[0].title
    own = claims_of(title)
    template = frozenset(place.template)
    said = frozenset[str]().union(*[said_in(each.title) for each in lineage])
    below = [term for each in lineage[:-1] or lineage for term in each.inclusion_terms]
    placed = own.said.difference(stems_of_words(template), *own.denied)
    brackets = BRACKETS.findall(title)
    bracketed = frozenset(stems_of(" ".join(brackets)) if brackets else ())
    no_names = _denied(lineage) | _left_open(lineage) | _NOTHING_SAID | load_word_lists().no_name
    return CodeWords(
        whole=own,
        claims=claims_of(title, template) if place.slots else own,
        implied=placed.union(bracketed, _always_included(lineage[0]), *_as_term(title, own).needed)
        - _open_degrees(title, own),
        lineage=said,
        terms=frozenset[str]().union(*[said_in(term.partition(_WITHOUT)[0]) for term in below]),
        own=said - no_names,
        letters=frozenset(map(_letters, (*(each.title for each in lineage), *below))),
        included=_included(lineage, no_names),
    )


def _as_term(title: str, own: Claims) -> Claims:
    """Return what a title claims if it is read as a term: the same where it calls nothing other or unspecified."""
    return claims_of(title, is_term=True) if own.is_open else own


def _open_degrees(title: str, own: Claims) -> frozenset[str]:
    """Return the degrees that a title leaves open: "mild or moderate severity, unspecified"."""
    if _OPEN not in own.said:  # the usual case
        return frozenset()
    words = stems_of(title)
    degrees = load_word_lists().degrees
    pairs = ({one, other} for one, link, other in zip(words, words[1:], words[2:], strict=False) if link == "or")
    return frozenset().union(*(pair for pair in pairs if pair <= degrees))


def _included(lineage: Sequence[Node], no_names: frozenset[str]) -> tuple[frozenset[str], ...]:
    """Return the stems of each line of the Includes notes of a lineage."""
    notes = [block for each in lineage for block in each.notes if block.element == "includes"]
    lines = (said_in(line) - no_names for block in notes for line in block.lines)
    return tuple(line for line in lines if line)


def _always_included(node: Node) -> frozenset[str]:
    """Return the stems that all lines of the Includes note of a category have: "single episode of" at F32."""
    if not node.children:  # the usual case
        return frozenset()
    lines = [said_in(line) for block in node.notes if block.element == "includes" for line in block.lines]
    return frozenset.intersection(*lines) if len(lines) > 1 else frozenset()


def _left_open(lineage: Sequence[Node]) -> frozenset[str]:
    """Return the stems that a lineage names only to leave them open: "unspecified as to partial versus complete"."""
    phrases = [phrase for each in lineage for phrase in _AS_TO.findall(each.title)]
    if not phrases:  # the usual case
        return frozenset()
    claimed = (group for each in lineage for group in claims_of(each.title).needed)
    return frozenset(stems_of(" ".join(phrases))).difference(*claimed)


def _denied(lineage: Sequence[Node]) -> frozenset[str]:
    """Return the stems that the titles of a lineage deny and none of them claims."""
    titles = [claims_of(each.title) for each in lineage]
    denied = frozenset[str]().union(*[phrase for each in titles for phrase in each.denied])
    return denied.difference(*[group for each in titles for group in each.needed]) if denied else denied


@lru_cache(maxsize=1 << 12)
def _letters(name: str) -> str:
    """Return the first letters of the words of a name."""
    words = name.lower().replace("-", " ").replace(",", " ").split()
    return "".join([word[0] for word in words if word != "unspecified" and word[0].isalpha()])
