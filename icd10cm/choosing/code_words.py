"""What a code says of its disease, and what the texts of a diagnosis state of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.evidence.stated.stated_words import StatedWords, stated_words
from icd10cm.evidence.stated.stems import initials, load_word_lists, stems_in
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.remembered import LONGEST, Remembered, text_key
from icd10cm.titles.claims import BRACKETS, Claims, claims_of, said_in, stem, stems_of, stems_of_words
from icd10cm.titles.words import EMPTY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.anatomy.side import Side
    from icd10cm.evidence.encounter_facts import DiagnosisFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.text.text_facts import Stretch, TextFacts

    _Texts = tuple[tuple[tuple[Stretch, ...], str], ...]
    """What each of some texts affirms and denies."""

_MOST = 2048
"""How many readings of texts are remembered in each generation."""
_LIST = re.compile(r"\b(?:or|and|nor)\b")
_DENIAL = re.compile(r"\s*(?:no|not|without|w/o|denies)\b")
_OPEN = stem("unspecified")
_WITHOUT = " without "
_NOTHING_SAID = frozenset(map(stem, EMPTY)) | {","}


@dataclass(frozen=True, slots=True)
class CodeWords:
    """What a code says of its disease.

    `whole` are the claims of its title, `claims` those without its place. `implied` are the stems that a text need not
    repeat, `lineage` all stems of its titles, `terms` those of its inclusion terms, up to what they deny. `own` are
    those that name the disease, its initials among them ("copd"). `included` are the stems of each line of its Includes
    notes, which name the disease together alone: of "allergic rhinitis with asthma" the rhinitis is another disease.
    """

    whole: Claims
    claims: Claims
    implied: frozenset[str]
    lineage: frozenset[str]
    terms: frozenset[str]
    own: frozenset[str]
    included: tuple[frozenset[str], ...]

    @property
    def denied(self) -> frozenset[str]:
        """The stems that its title denies: "without acute cor pulmonale" says nothing of the heart."""
        return frozenset[str]().union(*self.whole.denied)


@kept_with_release
def code_words(index: int, release: Release) -> CodeWords:
    """Return what the code or category at a position says of its disease."""
    lineage = tuple(release.lineage(index))
    title = lineage[0].title
    own = claims_of(title)
    template = stems_of_words(frozenset(release.families.place(index).template))
    said = frozenset[str]().union(*[said_in(each.title) for each in lineage])
    below = [term for each in lineage[:-1] or lineage for term in each.inclusion_terms]
    placed = own.said.difference(template, *own.denied)
    brackets = BRACKETS.findall(title)
    bracketed = frozenset(stems_of(" ".join(brackets)) if brackets else ())
    names = (*(each.title for each in lineage), *below)
    no_names = _denied(lineage) | _NOTHING_SAID | load_word_lists().no_name
    return CodeWords(
        whole=own,
        claims=claims_beside_place(index, release),
        implied=placed.union(bracketed, _always_included(lineage[0]), *_as_term(title, own).needed)
        - _open_degrees(title, own),
        lineage=said,
        terms=frozenset[str]().union(*[said_in(term.partition(_WITHOUT)[0]) for term in below]),
        own=(said - no_names).union(*map(_initials, names)),
        included=_included(lineage, no_names),
    )


def claims_beside_place(index: int, release: Release) -> Claims:
    """Return what the title of a code or category claims beside its place."""
    place, title = release.families.place(index), release.tabular.nodes[index].title
    return claims_of(title, frozenset(place.template)) if place.slots else claims_of(title)


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


def _denied(lineage: Sequence[Node]) -> frozenset[str]:
    """Return the stems that the titles of a lineage deny and none of them claims."""
    titles = [claims_of(each.title) for each in lineage]
    denied = frozenset[str]().union(*[phrase for each in titles for phrase in each.denied])
    return denied.difference(*[group for each in titles for group in each.needed]) if denied else denied


@lru_cache(maxsize=1 << 12)
def _initials(title: str) -> frozenset[str]:
    """Return the initials of the name of a disease; the titles above many codes are the same."""
    words = title.lower().replace("-", " ").replace(",", " ").split()
    return initials([word for word in words if word != "unspecified" and word[0].isalpha()])


def words_stated(diagnosis: DiagnosisFacts, release: Release, of: Side | None = None) -> StatedWords | None:
    """Return the words that the texts of a diagnosis state, or those `of` one side; None where it has no text."""
    if diagnosis.node is None or not diagnosis.texts:
        return None
    index, coded = diagnosis.node.index, of or release.side_of(diagnosis.code)
    sides = frozenset((of,)) if of else frozenset([fact.side for fact in diagnosis.documented if fact.side])
    texts = _texts_of(diagnosis, diagnosis.node)

    def read() -> StatedWords:
        code = code_words(index, release)
        affirmed, denied = zip(*texts, strict=True)
        return stated_words(affirmed, code.own, code.lineage, sides, coded, denied, code.included)

    written = _written(texts)
    if len(written) > LONGEST:
        return read()
    key = (index, coded, sides, text_key(written))
    return _remembered(_MOST, release).find(key, read)


def _texts_of(diagnosis: DiagnosisFacts, node: Node) -> _Texts:
    return tuple(dict.fromkeys(_parted(text.facts, node.title) for text in diagnosis.texts))


def _written(texts: _Texts) -> str:
    parts = chain.from_iterable((*affirmed, (denied,)) for affirmed, denied in texts)
    return "\n".join(chain.from_iterable(("", *part) for part in parts))


def _parted(facts: TextFacts, title: str) -> tuple[tuple[Stretch, ...], str]:
    """Return what a text affirms and what it denies: nothing beyond the code where it has the code's title in full.

    "Without aura, intractable" may be read as "not intractable"; the title says how it is meant, and else the comma.
    """
    if not facts.denied or stems_in((facts.denied, facts.mentioned)) >= stems_in((title,)):
        return facts.stretches, ""
    stretches = [_at_comma(stretch) for stretch in facts.denied.split(";")]
    *before, last = facts.stretches or ((),)
    affirmed = (*before, (*last, *(part for rest, _ in stretches for part in rest)))
    return affirmed, ";".join(",".join(denied) for _, denied in stretches)


def _at_comma(stretch: str) -> tuple[list[str], list[str]]:
    """Return the parts of a stretch that its denial does not reach, and those that it does: of a list with "or" all."""
    first, *others = stretch.split(",")
    if _LIST.search(stretch):
        return [], [first, *others]
    return (
        [other for other in others if not _DENIAL.match(other)],
        [first, *(other for other in others if _DENIAL.match(other))],
    )


@kept_with_release
def _remembered(most: int, release: Release) -> Remembered[StatedWords]:  # noqa: ARG001 - kept with it
    """Return what is remembered of texts, with what was worked out from it in this release."""
    return Remembered(most)
