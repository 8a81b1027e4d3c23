"""How reports and notes name the disease of a code: as the reviewed table says, else by the words of its titles.

A disease that `data/document_diseases.toml` does not list is named by each word of its title that names it, in the
forms that clinicians write. "And" in a title is and/or (guideline I.A.14): a thrombosis is named by "embolism and
thrombosis". What a title denies or leaves open need not be said, and a word of a place names no disease.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.documents.named_disease import (
    NO_TITLES,
    NamedDisease,
    NamingWord,
    Titles,
    acuity_of,
    disease_listed,
    load_table,
    place_stems,
    without_denials,
    without_open,
    words_by_title,
)
from icd10cm.evidence.disease_words import fields_of, naming_words
from icd10cm.evidence.stated.stems import place_words
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.lexicon import load_lexicon
from icd10cm.titles.claims import KINDS, LEFT_OUT, claims_of, said_in, stem, stems_of
from icd10cm.titles.side_groups import title_words
from icd10cm.titles.words import EMPTY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.claims import Claims
    from icd10cm.titles.wordings import Wording

_WITH, _OPEN = " with ", "unspecified"
_GRAMMAR = frozenset(("and", "in", "nos", "of", "still", "the", "with"))
_EITHER = frozenset(("and", "or", "and/or", "/"))
_CURRENT = frozenset(("acute", "subacute"))
_SHORTEST = 3
_FEWEST = 2
_LEFT_OVER = frozenset(map(stem, ("other", "specified", "multiple", "overlapping")))
_LONGEST_HEADER = 6
"""Characters: a header of the fifth level, above the leaves of most families."""
_LETTERS = re.compile(r"[a-z]+")
_ROOT, _ENDING = 4, 3
_NON = re.compile(r"\bnon-?([a-z]{4,})")
_EITHER_WAY = frozenset(("displaced", "dominant"))
"""Not another disease: a fracture is displaced unless said not to be (I.C.19.c), a side may be the dominant one."""
_Groups = tuple[frozenset[str], ...]


@kept_with_release
def disease_at(index: int, release: Release) -> tuple[NamedDisease, frozenset[str]]:
    """Return how documents name the disease of a node, and the stems by which its titles do."""
    own = naming_words(release.tabular.nodes[index], release)
    titles = _titles(index, release)
    named = _whole(index, _by_titles(index, release), release)
    if release.tabular.nodes[index].code.startswith(load_policy().bodily_injuries):
        named = _as_injury(named)
    others = named.other.union(*words_by_title("another", titles[0]), _denied_within(titles))
    fields = fields_of(index, release)
    named = replace(_in_fields(named, fields), other=others, vocabulary=_vocabulary("", release), fields=fields)
    return replace(named, titles=_family_titles(index, release)), own


def _in_fields(named: NamedDisease, fields: tuple[str, ...]) -> NamedDisease:
    """Return a disease named by words with the short forms of its fields of medicine: "Mobitz II" of a block.

    Only of fields whose short forms are names in a report too: "proctitis" means the ulcerative one at that code alone.
    """
    fields = tuple(field for field in fields if field in load_table()["spoken_fields"])
    if not fields or not named.words:
        return named
    words = tuple(_in_short(word, fields) for word in named.words)
    return replace(
        named, words=words, terms=tuple(tuple(_in_short(word, fields) for word in term) for term in named.terms)
    )


def _in_short(word: NamingWord, fields: tuple[str, ...]) -> NamingWord:
    shorts = frozenset(chain.from_iterable(_short_in(fields).get(each, ()) for each in word.stems))
    return replace(word, looks=_fewest(shorts.union(word.looks))) if shorts else word


@cache
def _short_in(fields: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """Return the letters of the longest word of each short form of some fields, by the stem of each word it means."""
    found: dict[str, set[str]] = {}
    for field in fields:
        for short, full in load_lexicon().fields[field].items():
            for word in full:
                found.setdefault(stem(word), set()).add(max(short, key=len))
    return {word: frozenset(shorts) for word, shorts in found.items()}


@kept_with_release
def _by_titles(index: int, release: Release) -> NamedDisease:
    """Return how documents name the disease of a node by its titles alone, or as the table lists it."""
    titles = _titles(index, release)
    listed = disease_listed(titles)
    return _named_by_words(index, titles, release) if listed is None else listed


def _titles(index: int, release: Release) -> list[str]:
    return [each.title.lower() for each in release.lineage(index)]


def _denied_within(titles: Sequence[str]) -> frozenset[str]:
    """Return what titles deny within a word: a traumatic hemorrhage is not a nontraumatic one."""
    return frozenset(match[1] for title in titles for match in _NON.finditer(title)) - _EITHER_WAY


def _as_injury(named: NamedDisease) -> NamedDisease:
    """Return a disease as a current injury: no chronic one, and none of overuse, age or another disease."""
    own = {each for name in named.names for each in name.split()}
    other = named.other | frozenset(load_table()["no_injury"]) - own
    return replace(named, acuity=named.acuity or _CURRENT, other=other)


def _named_by_words(index: int, titles: Sequence[str], release: Release) -> NamedDisease:
    """Return how documents name a disease that the table does not list: by the words of its title, or of a term."""
    groups = _groups_at(index, release)
    if not groups:
        return NamedDisease()
    terms = (*_terms(index, groups, release), *_kinds_named(index, groups, release))
    return NamedDisease(
        words=tuple(map(_naming_word, groups)),
        terms=tuple(tuple(map(_naming_word, said)) for said, _ in terms),
        acuity=acuity_of(titles),
        is_general=all(group <= _stems("general") for group in groups),
        own=frozenset().union(*(names for _, names in terms)),
    )


@kept_with_release
def _groups_at(index: int, release: Release) -> _Groups:
    """Return the words that name the disease of a node: of its title, else of the first one above it with some."""
    own = naming_words(release.tabular.nodes[index], release)
    titles = (without_open(_placed_head(title)) for title in _titles(index, release))
    return next(filter(None, (_groups(title, own) for title in titles)), ())


def _placed_head(title: str) -> str:
    """Return a title up to what the disease comes with, where the place stands before that: its side is the disease's.

    "Atherosclerosis of native arteries of extremities with intermittent claudication, unspecified extremity".
    """
    head, link, _ = title.partition(_WITH)
    return head if link and load_anatomy().find(head) else title


def _whole(index: int, named: NamedDisease, release: Release) -> NamedDisease:
    """Return a disease named by words with those that its title says beside its names and its place."""
    further = _further(index, _groups_at(index, release), release) if named.words else frozenset[str]()
    if not further:
        return named
    title = release.tabular.nodes[index].title.lower()
    written = (look for word in named.words for look in word.looks if look not in title)
    return replace(named, words=(*named.words, _root_word(further, written)), is_general=False)


def _terms(index: int, groups: _Groups, release: Release) -> Iterator[tuple[_Groups, frozenset[str]]]:
    """Yield the words of inclusion terms that name the disease otherwise, all of which have to be said; and its names.

    The terms are those of a node and of those above it: "rhegmatogenous retinal detachment" is one with a break.
    """
    known = frozenset(chain.from_iterable(groups)) | _stems("plain") | _stems("no_disease") | _GRAMMAR
    for term in (term for each in release.lineage(index) for term in each.inclusion_terms):
        words = frozenset(title_words(without_denials(term.lower()))) - EMPTY
        names = frozenset(stem(word) for word in words - load_lexicon().no_disease if len(word) > _SHORTEST)
        if names - known - place_stems():
            yield tuple(frozenset((stem(word),)) for word in sorted(words - _GRAMMAR)), names


def _kinds_named(index: int, groups: _Groups, release: Release) -> Iterator[tuple[_Groups, frozenset[str]]]:
    """Yield the words of the kinds of a disease that its code leaves open, all of which have to be said; and the names.

    They are below a header that is named as the code is: "torsades de pointes" is a ventricular tachycardia (I47.2).
    """
    header = _header_named(index, groups, release)
    for kind in () if header is None else release.tabular.nodes[header.index + 1 : header.end]:
        claims = claims_of(kind.title)
        if not claims.is_open and _LEFT_OVER.isdisjoint(claims.said):
            terms = (claims_of(term, is_term=True) for term in kind.inclusion_terms)
            for each in (claims, *(term for term in terms if _shares(term, groups))):
                yield from _named_by(each)


def _header_named(index: int, groups: _Groups, release: Release) -> Node | None:
    """Return the highest header that is named as an open code is; None for an injury, which is one of its site."""
    node, *above = release.lineage(index)
    if node.children or _OPEN not in node.title.lower() or node.code.startswith(load_policy().injuries):
        return None
    named = [each for each in above if frozenset(_groups_at(each.index, release)) == frozenset(groups)]
    return named[-1] if named else None


def _named_by(claims: Claims) -> Iterator[tuple[_Groups, frozenset[str]]]:
    """Yield what a wording claims, less sides and grammar, and its names."""
    needed = tuple(group for group in claims.needed if group.isdisjoint(LEFT_OUT) and _is_read(group))
    if needed:
        yield needed, frozenset(chain.from_iterable(needed))


def _shares(claims: Claims, groups: _Groups) -> bool:
    """Return whether a wording has one of the words that name a disease."""
    return not claims.said.isdisjoint(chain.from_iterable(groups))


def _family_titles(index: int, release: Release) -> Titles:
    """Return the titles and terms that name a kind of the disease of a code; none for an injury, one of its site."""
    if release.tabular.nodes[index].code.startswith((*load_policy().injuries, *load_policy().circumstances)):
        return NO_TITLES
    return _titles_below(release.category(index).index, release)


@kept_with_release
def _titles_below(category: int, release: Release) -> Titles:
    named = dict.fromkeys(map(_claimed_names, release.families.wordings(category)))
    wordings = tuple(tuple(map(_naming_word, groups)) for groups in named if groups)
    return Titles(wordings, _looks_for(wordings)) if wordings else NO_TITLES


def _claimed_names(wording: Wording) -> _Groups:
    """Return the words of a title of which a report has to say all: several, or one that names a disease itself."""
    if wording.is_open or not _LEFT_OVER.isdisjoint(wording.claims.said):
        return ()
    unsaid = unsaid_stems() | LEFT_OUT | KINDS
    needed = tuple(group for group in wording.claims.needed if group.isdisjoint(unsaid) and _is_read(group))
    names_none = _stems("no_disease") | _stems("general") | place_stems() | place_words()
    return () if all(group <= names_none for group in needed) or len(needed) < _FEWEST else needed


@cache
def unsaid_stems() -> frozenset[str]:
    """Return the stems of the words of titles that a report need not say."""
    return _stems("no_names") | _stems("plain")


def _looks_for(wordings: Iterable[tuple[NamingWord, ...]]) -> tuple[str, ...]:
    """Return few letters one of which is in every text that states one of some wordings: of their most common words."""
    left, found = list(wordings), list[NamingWord]()
    while left:
        word, _ = Counter(word for words in left for word in words).most_common(1)[0]
        found.append(word)
        left = [words for words in left if word not in words]
    return _fewest(frozenset(chain.from_iterable(word.looks for word in found)))


def _is_read(group: frozenset[str]) -> bool:
    return any(len(word) >= _SHORTEST for word in group)


@kept_with_release
def _vocabulary(_: str, release: Release) -> frozenset[str]:
    """Return the words of all titles and inclusion terms; those of a leaf are those above it and its side."""
    nodes = [node for node in release.tabular.nodes if len(node.code) <= _LONGEST_HEADER]
    titles = (text for node in nodes for text in (node.title, *node.inclusion_terms))
    return frozenset(_LETTERS.findall(" ".join(titles).lower()))


def _groups(title: str, own: frozenset[str]) -> _Groups:
    """Return the words of a title that name its disease: stems, one of which has to be said, and longer names."""
    compounds = tuple(sorted(name for name in own if " " in name and name in title))
    apart = frozenset(each for name in compounds for each in stems_of(name)) | place_stems() | _stems("no_names")
    names = (frozenset(stem(word) for word in own if " " not in word) - apart) | _stems("kinds")
    claimed = claims_of(title).needed
    needed = tuple(group & names for group in claimed if not group.isdisjoint(names))
    if not compounds and all(group <= _stems("kinds") | _stems("no_disease") for group in needed):
        return ()
    return (*(frozenset((name,)) for name in compounds), *_alternatives(needed, stems_of(title)))


def _further(index: int, groups: _Groups, release: Release) -> frozenset[str]:
    """Return the stems of what a title says beside the names of its disease and its place: "ovarian" of a cyst."""
    place = release.families.place(index)
    whole = without_open(without_denials(release.tabular.nodes[index].title.lower()))
    title = without_open(without_denials(" ".join(place.template))) if place.slots else whole
    said = (said_in(title) | said_in(whole) & _stems("structures")) - frozenset[str]().union(
        *groups, *map(stems_of, chain(*groups))
    )
    head = _placed_head(whole)
    said -= said_in(whole) - said_in(head) if head != whole else frozenset()
    plain = LEFT_OUT | KINDS | _stems("plain") | place_stems() | _stems("no_names")
    return frozenset(word for word in said - plain if len(word) > _SHORTEST and word.isalpha())


def _alternatives(groups: _Groups, words: tuple[str, ...]) -> Iterator[frozenset[str]]:
    """Yield the groups, those of words with "and" between them as one."""
    joined: list[frozenset[str]] = []
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        if word in _EITHER:
            both = [group for group in groups if not group.isdisjoint((before, after))]
            joined += [frozenset(chain.from_iterable(both))] if len(both) > 1 else []
    yield from (group for group in groups if not any(group < each for each in joined))
    yield from joined


def _naming_word(group: frozenset[str]) -> NamingWord:
    forms = frozenset(form for name in group for form in _forms().get(name, ())) - _loose()
    stems = _single(group) | frozenset(map(stem, _single(forms)))
    phrases = (group | forms) - _single(group | forms)
    read = frozenset(each for each in stems if len(each) >= _SHORTEST)  # shorter ones are written out
    return NamingWord(read, phrases, _looks(stems | phrases))


def _single(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name for name in names if " " not in name)


def _root_word(words: frozenset[str], written: Iterable[str]) -> NamingWord:
    """Return words of which one has to be said in any form that begins alike: "ovarian", "ovary".

    A form that is `written` for another word of the title may mean these as well: "AMD".
    """
    roots = tuple(sorted({word[: max(_ROOT, len(word) - _ENDING)] for word in words}))
    return NamingWord(frozenset(), looks=_fewest({*roots, *written}), roots=roots)


def _looks(forms: frozenset[str]) -> tuple[str, ...]:
    """Return letters one of which is in every text that has one of the forms, written out or short."""
    letters = {form.removesuffix("y") for form in forms}.union(*(_short_forms().get(form, ()) for form in forms))
    return _fewest(letters)


def _fewest(letters: Collection[str]) -> tuple[str, ...]:
    """Return letters less those that hold others of them."""
    return tuple(sorted(each for each in letters if not any(other != each and other in each for other in letters)))


@cache
def _forms() -> Mapping[str, frozenset[str]]:
    """Return the forms that clinicians write for each word of a title, by its stem; for a name of several, itself."""
    found: dict[str, set[str]] = {}
    for form, names in load_lexicon().diseases.items():
        for name in names:
            found.setdefault(name if " " in name else stem(name), set()).add(form)
    return {name: frozenset(forms) for name, forms in found.items()}


@cache
def _short_forms() -> Mapping[str, frozenset[str]]:
    """Return the letters of the longest word of each short form, by the stem of each word that it means."""
    lexicon = load_lexicon()
    written = [(full, max(short, key=len)) for short, full in lexicon.short_forms.items()]
    written += [(full, short) for short, full in lexicon.capitals_in_mixed_case.items()]
    found: dict[str, set[str]] = {}
    for full, short in written:
        for word in full:
            found.setdefault(stem(word), set()).add(short)
    return {word: frozenset(shorts) for word, shorts in found.items()}


@cache
def _loose() -> frozenset[str]:
    """Return the forms by which notes name a disease and reports do not."""
    return frozenset(load_table()["loose"])


@cache
def _stems(key: str) -> frozenset[str]:
    """Return the stems of a list of the reviewed table."""
    return frozenset(each for phrase in load_table()[key] for each in stems_of(phrase))
