"""Whether a clause names the disease of another category better than the coded one: "testicular cancer" at C64.

A clause names another disease where the titles of another category have all of its words that the coded category's
titles have, and one more. "Cancer" is said of the kidney as of the testis; with "testicular" beside it, the coded
category explains less of the clause than another one does. Its side, its stage and its kind are the other disease's.

A word that many categories share tells none from the other, unless the coded category says the opposite: "acute
sinusitis" at chronic sinusitis. Of places only organs tell, since one injury or arthritis has its category at each
joint. What the notes of a code ask to be coded with it is not another disease: "systolic heart failure" at I11.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache, partial, reduce
from operator import and_, or_
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.evidence.open_organism import categories_by_organism
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.lexicon import Kind, load_lexicon
from icd10cm.titles.category_words import categories_by_stem, disease_categories, stems_in
from icd10cm.titles.claims import stems_of
from icd10cm.titles.words import EMPTY, SIDE_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.text.lexicon import Item
    from icd10cm.titles.families import Families

_MOST = 80
"""How many categories may share a word that tells one from another: "squamous" does, "acute" does not."""
_SHORTEST = 3
_FEWEST = 2
_MOST_WORDS = 1 << 13
"""How many words are looked up once, without the text that they are from."""
_NON, _AFTER_NON = "non", 2
_NAMING = frozenset((Kind.WORD, Kind.DISEASE, Kind.SITE))
_OF_A_PLACE = frozenset((Kind.SITE, Kind.SIDE, Kind.MODIFIER))
_COMPANIONS = ("useAdditionalCode", "codeFirst", "codeAlso")


@dataclass(frozen=True, slots=True)
class CodedCategory:
    """The coded category among all others.

    `categories` has one bit a category for each stem of their titles; `own` is the coded one's, `companions` are those
    that its notes name beside it. `sites` are the places of its titles, `names` the stems of the titles of all
    categories. `key` says which code of which release it is. `states_title` tells whether words have all that a title
    or term of the coded category claims.
    """

    key: tuple[str, str]
    own: int
    companions: int
    categories: Mapping[str, int]
    sites: frozenset[str]
    names: frozenset[str] = frozenset()
    states_title: Callable[[frozenset[str]], bool] = frozenset().__contains__

    def is_title_word(self, item: Item) -> bool:
        """Return whether the titles of some disease have a word, or another form of it."""
        return self._saying(_forms(item)) != 0

    def may_be_outdone_by(self, sentence: Sequence[Item]) -> bool:
        """Return whether a sentence has a word of another category that tells it from this one."""
        for item in sentence:
            forms = _forms(item)
            said = self._saying(forms)
            if said and not said & self.own and _says_nothing().isdisjoint(forms) and self._tells(item, said):
                return True
        return False

    def names_another(self, items: Sequence[Item]) -> bool:
        """Return whether one of the items is a word that the title of another category names its disease by."""
        return any(not self.names.isdisjoint(_forms(item)) and self.may_be_outdone_by((item,)) for item in items)

    def is_outdone_by(self, clause: Sequence[Item], head: Sequence[Item]) -> bool:
        """Return whether another category has all words of a clause that this one has, and one more of its `head`.

        For a word right before the name of the disease, the places in the clause do not count: "diabetic ulcer, heel".
        """
        return not self._is_headed(head) and self._is_better_named(clause, head)

    def _is_better_named(self, clause: Sequence[Item], head: Sequence[Item]) -> bool:
        words = list(self._said(clause))
        said = [(item, mask) for item, mask in words if mask & self.own]
        if not said:
            return False
        others = reduce(and_, [mask for _, mask in said]) & ~self.own & ~self.companions
        if self._is_told(words if head is clause else self._said(head), others):
            return True
        named = reduce(and_, [mask for item, mask in said if not _is_shared(item)], -1) & ~self.own & ~self.companions
        return named != others and self._is_told(self._said(self._before_a_name(head)), named)

    def _is_headed(self, head: Sequence[Item]) -> bool:
        """Return whether a clause begins with a whole title of this category, and goes on with its cause or company."""
        link = next((at for at, item in enumerate(head) if item.kind is Kind.BREAK), 0)
        return link > 0 and self.states_title(frozenset[str]().union(*map(_forms, head[:link])))

    def _is_told(self, words: Iterable[tuple[Item, int]], others: int) -> bool:
        """Return whether one of the words is of another category, or an opposite, and tells it from this one."""
        foreign = [(item, mask) for item, mask in words if not mask & self.own]
        opposites = load_lexicon().opposites
        return any((mask & others or item.text in opposites) and self._tells(item, mask) for item, mask in foreign)

    def _before_a_name(self, items: Sequence[Item]) -> list[Item]:
        """Return the words that stand right before a word of this category, or before a place that it has before it."""
        found: list[Item] = []
        before: Item | None = None
        for item in items:
            if item.kind in _OF_A_PLACE:
                continue
            names = item.kind in _NAMING
            if before is not None and names and self._saying(_forms(item)) & self.own:
                found.append(before)
            before = item if names else None
        return found

    def _said(self, clause: Sequence[Item]) -> Iterator[tuple[Item, int]]:
        """Yield the words of a clause that titles have, each with the categories of those."""
        return ((item, mask) for item, forms in _telling(clause) if (mask := self._saying(forms)))

    def _saying(self, forms: Iterable[str]) -> int:
        """Return the categories that say one of the forms of a word."""
        said = 0
        for each in forms:
            said |= self.categories.get(each, 0)
        return said

    def _tells(self, item: Item, mask: int) -> bool:
        """Return whether a word that this category lacks tells another disease from its own."""
        if item.kind is Kind.SITE:
            anatomy = load_anatomy()
            return anatomy.is_organ(item.value) and not any(anatomy.related(item.value, each) for each in self.sites)
        opposite = load_lexicon().opposites.get(item.text)
        if opposite is not None:
            return bool(self._saying(stems_of(opposite)) & self.own)
        return mask.bit_count() <= _MOST


def _is_shared(item: Item) -> bool:
    """Return whether an item is a place where many diseases may be, and no organ."""
    return item.kind is Kind.SITE and not load_anatomy().is_organ(item.value)


def coded_category(node: Node, release: Release) -> CodedCategory | None:
    """Return the category of a code, to be compared with the others; None for a sign, a cause or a circumstance."""
    return _coded_category(node.index, release)


@kept_with_release
def _coded_category(index: int, release: Release) -> CodedCategory | None:
    words, bits = _titles("", release)
    category = release.category(index)
    if category.code not in bits:
        return None
    named = {each for element in _COMPANIONS for each in release.notes.targets(index, element)}
    companions = reduce(or_, [bits.get(release.tabular.nodes[each].code, 0) for each in named], 0)
    sites = release.families.sites(category.index)
    key = (release.id, release.tabular.nodes[index].code)
    by_organism = (release.tabular.nodes[each].code for each in categories_by_organism(index, release))
    own = reduce(or_, [bits[each] for each in by_organism], bits[category.code])
    wordings = partial(_states_title, category.index, release.families)  # not the release: a circle
    return CodedCategory(key, own, companions, words, sites, _names("", release), wordings)


def _states_title(category: int, families: Families, said: frozenset[str]) -> bool:
    """Return whether words have all that a wording of a category claims, of which one word alone is none."""
    near = families.wordings_within(category, said)
    return any(len(each.claims.needed) >= _FEWEST for each in near)


@kept_with_release
def _names(_: str, release: Release) -> frozenset[str]:
    """Return the stems of the titles of the categories of diseases, without those below them."""
    return frozenset(each for node in disease_categories(release.tabular) for each in stems_in(node.title))


@kept_with_release
def _titles(_: str, release: Release) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return the categories that say each stem, one bit a category, and the bit of each."""
    by_stem = release.category_words or categories_by_stem(release.tabular)
    words = {stem: sum([1 << number for number in numbers]) for stem, numbers in by_stem.items()}
    return words, {node.code: 1 << number for number, node in enumerate(disease_categories(release.tabular))}


def _telling(clause: Sequence[Item]) -> Iterator[tuple[Item, frozenset[str]]]:
    """Yield the words of a clause that may name a disease, with their forms; "acute on chronic" is of both."""
    opposites = load_lexicon().opposites
    words = [item.text for item in clause]
    for at, item in enumerate(clause):
        if item.kind not in _NAMING and opposites.get(item.text, item.text) in words:
            continue
        if _NON not in words[max(0, at - _AFTER_NON) : at] and _says_nothing().isdisjoint(forms := _forms(item)):
            yield item, forms


def _forms(item: Item) -> frozenset[str]:
    """Return the stems of the words of an item, and of those that titles have for them."""
    return _forms_of(item.words, item.value if item.kind is Kind.DISEASE else ())


@lru_cache(maxsize=_MOST_WORDS)
def _forms_of(words: tuple[str, ...], named: tuple[str, ...]) -> frozenset[str]:
    lexicon = load_lexicon()
    names = [*words, *named]
    for word in words:
        names += lexicon.diseases.get(word, ())
        names += [lexicon.nouns[word]] if word in lexicon.nouns else ()
    return frozenset([each for name in names for each in stems_in(name) if len(each) >= _SHORTEST])


@cache
def _says_nothing() -> frozenset[str]:
    lexicon = load_lexicon()
    words = (*EMPTY, *SIDE_WORDS, *lexicon.well, *lexicon.signs, *lexicon.again, *lexicon.with_any_disease)
    return frozenset(each for word in words for each in stems_of(word))
