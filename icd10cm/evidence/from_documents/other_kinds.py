"""Whether a sentence of a document names another kind or part of a disease than codes do: another code fits it better.

"Post-traumatic osteoarthritis of the left knee" is not the primary one that is coded, and a fracture of the radial neck
is not one of the head. Such a sentence does not lend its side to the coded kind.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.documents.named_disease import load_table
from icd10cm.evidence.stated.stems import stems_in
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.remembered import Remembered, text_key
from icd10cm.titles.claims import LEFT_OUT, claims_of, said_in, stem, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from icd10cm.documents.named_disease import NamedDisease
    from icd10cm.releases.release import Release
    from icd10cm.titles.wordings import Wording

_NO_KIND = LEFT_OUT | frozenset(
    stem(word) for word in ("displaced", "nondisplaced", "initial", "encounter", "open", "closed", "type")
)
"""Words that do not set one kind apart from another: sides, grammar, what each kind may be."""

_LIST = " and "
_NOT_SPECIFIED_AS = re.compile(r"\bnot specified as (\w+)")
_OF_NO_CAUSE = frozenset(map(stem, ("primary", "idiopathic")))
_DUE = frozenset(("due",))
_ADJECTIVE_AND_NOUN, _ROOT = 2, 3

Stems = frozenset[str]


class Rival(Struct, frozen=True):
    """A title or inclusion term of a category: the groups of stems that it claims, and all that its titles say."""

    needed: tuple[Stems, ...]
    said: Stems


class Kinds(Struct, frozen=True):
    """What codes say of their disease, beside the other wordings of their categories.

    `names` are the ways to name the disease: a wording that has one of them is said by any of them. `news` are the
    stems that the others claim and these codes do not say, `denied` the phrases that the titles of the codes deny,
    `unsaid` those that they call not specified, `places` other words for their places, which set nothing apart, and
    `roots` how words of the disease may begin. `against` are those of which a fracture has one, `words` the forms of
    each word that names the disease.
    """

    own: Stems
    rivals: tuple[Rival, ...]
    names: tuple[Stems, ...]
    news: Stems
    denied: tuple[Stems, ...]
    places: Stems
    unsaid: tuple[Stems, ...] = ()
    against: Stems = Stems()
    roots: tuple[str, ...] = ()
    words: tuple[Stems, ...] = ()

    def deny(self, texts: Sequence[str]) -> bool:
        """Return whether texts say what the title of a code denies: "except renal pelvis"."""
        stated = _stems_in(texts)
        return any(phrase <= stated for phrase in self.denied)

    def lack_a_name(self, texts: Sequence[str]) -> bool:
        """Return whether texts say a word of the disease that the codes do not: a flutter beside a fibrillation."""
        stated = _stems_in(texts)
        return any(not word.isdisjoint(stated) and word.isdisjoint(self.own) for word in self.words)

    def leave_out(self, texts: Sequence[str]) -> bool:
        """Return whether texts say what the codes deny, or one of the other wordings fits better.

        Such a wording keeps what these codes keep, and says more.
        """
        stated = _stems_in(texts)
        if any(phrase <= stated for phrase in (*self.denied, *self.unsaid)) or self._is_of_another_line(stated):
            return True
        if self.news.isdisjoint(stated):  # the usual case
            return False
        stated = frozenset(word for word in stated - self.places if not word.startswith(self.roots))
        kept = (stated & self.own) - _NO_KIND
        return any(self._says_more(rival, stated) and kept <= self._said_by(rival) for rival in self.rivals)

    def _says_more(self, rival: Rival, stated: Stems) -> bool:
        """Return whether a wording has a word that is stated, and that these codes do not say."""
        return any(group.isdisjoint(self.own) and not group.isdisjoint(stated) for group in rival.needed)

    def _is_of_another_line(self, stated: Stems) -> bool:
        """Return whether a fracture runs otherwise than the coded one: a comminuted one, not as a torus fracture."""
        return not self.against.isdisjoint(stated) and stated.isdisjoint(self.own & _lines())

    def _said_by(self, rival: Rival) -> Stems:
        """Return what a wording says, all names of the disease where it has one of them."""
        named = any(name <= rival.said for name in self.names)
        return rival.said.union(*self.names) if named else rival.said


@kept_with_release
def kinds_of(asked: tuple[tuple[str, ...], NamedDisease, Stems], release: Release) -> Kinds:
    """Return what codes say of a disease together; asked with them, their disease and stems that count as said."""
    codes, disease, further = asked
    names = tuple(stems_in((name,)) for name in disease.names)
    indexes = [index for code in codes if (index := release.position(code)) is not None]
    said = [_said_by_code(index, release) for index in indexes]
    own = further.union(*filter(_is_one_word, names), *map(_CLAIMED, said), _said_by_sevenths(codes, release))
    rivals = tuple(dict.fromkeys(chain.from_iterable(_rivals_of(index, release) for index in indexes)))
    places = Stems().union(*map(_PLACES, said)) - own
    denied, unsaid = (tuple(chain.from_iterable(map(each, said))) for each in (_DENIED, _UNSAID))
    against = Stems() if own.isdisjoint(_lines()) else _lines() - own
    roots, words = tuple(chain.from_iterable(map(_ROOTS, disease.words))), tuple(map(_STEMS, disease.words))
    return Kinds(own, rivals, names, _news(rivals, own) - places, denied, places, unsaid, against, roots, words)


def _said_by_sevenths(codes: Iterable[str], release: Release) -> Stems:
    """Return the stems of the titles of codes with a 7th character: "moderate stage"."""
    return Stems().union(*(said_in(release.title(code)) for code in codes if release.tabular.find(code) is None))


@cache
def _lines() -> Stems:
    """Return the stems by which fractures differ in how they run, of which each has one."""
    return frozenset(map(stem, load_table()["lines"]))


_remembered: Remembered[Stems] = Remembered()


def _stems_in(texts: Sequence[str]) -> Stems:
    """Return the stems of some texts, from memory where they were asked for before."""
    return _remembered.find(tuple(map(text_key, texts)), lambda: stems_in(texts))


def _is_one_word(name: Stems) -> bool:
    return len(name) == 1


def _news(rivals: Iterable[Rival], own: Stems) -> Stems:
    """Return the stems that wordings claim and codes do not say."""
    groups = chain.from_iterable(rival.needed for rival in rivals)
    return Stems().union(*filter(own.isdisjoint, groups))


class _Said(Struct, frozen=True):
    """What a code says of its disease, the phrases that it denies or calls not specified, other words for its place."""

    claimed: Stems
    denied: tuple[Stems, ...]
    places: Stems
    unsaid: tuple[Stems, ...]


_ROOTS, _STEMS = attrgetter("roots"), attrgetter("stems")
_CLAIMED, _DENIED, _PLACES = attrgetter("claimed"), attrgetter("denied"), attrgetter("places")
_UNSAID = attrgetter("unsaid")


@kept_with_release
def _said_by_code(index: int, release: Release) -> _Said:
    """Return what a code says of its disease: its title and terms, and those of its headers.

    The title of a header that is a list ("head and neck of femur") says no more than that of the code.
    """
    node, *headers = release.lineage(index)
    titles = (node.title, *(each.title for each in headers if _LIST not in each.title))
    terms = chain.from_iterable(each.inclusion_terms for each in (node, *headers))
    claims = [*map(claims_of, titles), *(claims_of(term, is_term=True) for term in terms)]
    claimed = Stems().union(*chain.from_iterable(each.needed for each in claims))
    denied = _denied_in(node.title, claimed)
    said = Stems().union(*(each.said for each in claims)).difference(*denied)
    places = (_words_for(site) for site, _ in release.places_of(node.code) if site)
    unsaid = tuple(frozenset(stems_of(match[1])) for match in _NOT_SPECIFIED_AS.finditer(node.title))
    return _Said(said, denied, Stems().union(*places), unsaid)


def _denied_in(title: str, claimed: Stems) -> tuple[Stems, ...]:
    """Return the phrases that a title denies; a disease that is called primary or idiopathic is not due to another."""
    denied = [phrase - claimed for phrase in claims_of(title).denied]
    caused = () if claimed.isdisjoint(_OF_NO_CAUSE) else (_DUE,)
    return (*filter(None, denied), *caused)


@cache
def _words_for(site: str) -> Stems:
    """Return the stems of the names of a place, and of the adjectives that are made of them: "radial" of the radius."""
    names = load_anatomy().sites[site].words
    roots = tuple(name[:_ROOT] for name in names)
    adjectives = (word for word in _before_nouns() if word.startswith(roots))
    return frozenset(stem(word) for word in chain(adjectives, names) if word.isalpha())


@cache
def _before_nouns() -> frozenset[str]:
    """Return the first words of the names of places that have two."""
    return frozenset(phrase[0] for phrase in load_anatomy().phrases if len(phrase) == _ADJECTIVE_AND_NOUN)


def _rivals_of(index: int, release: Release) -> tuple[Rival, ...]:
    return _rivals(release.category(index).index, release)


@kept_with_release
def _rivals(category: int, release: Release) -> tuple[Rival, ...]:
    """Return the wordings of a category, each once."""
    found = (_rival(each, release) for each in release.families.wordings(category))
    return tuple(dict.fromkeys(rival for rival in found if rival.needed))


def _rival(wording: Wording, release: Release) -> Rival:
    groups = (group - _NO_KIND for group in wording.claims.needed)
    return Rival(tuple(group for group in groups if group), wording.claims.said | _lineage(wording.family, release))


@kept_with_release
def _lineage(index: int, release: Release) -> Stems:
    """Return all stems of the titles of a leaf and of those above it, lists apart, less sides and grammar."""
    leaf, *headers = release.lineage(index)
    titles = (leaf.title, *(each.title for each in headers if _LIST not in each.title))
    return Stems().union(*map(said_in, titles)) - _NO_KIND
