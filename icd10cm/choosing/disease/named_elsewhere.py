"""The one code of another category that the texts name in full, for a code that leaves its kind open.

"Chronic HCV" at B19.20 is B18.2, "primary OA 1st CMC joint" at M19.90 is M18.1-. A title or inclusion term counts when
one sentence has all of its words, read as though the diagnosis were coded so, and when it is the same disease made more
specific: the texts name the coded disease too, or an Excludes1 note of the code says of the category that it is one.
"""

from __future__ import annotations

from functools import reduce
from itertools import chain, starmap
from operator import and_, or_
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.choosing.code_words import code_words
from icd10cm.choosing.disease.kind import OF_SIDES, is_left_over, site_words
from icd10cm.choosing.disease.stated_elsewhere import Named, is_stated, names_of
from icd10cm.evidence.another_disease import coded_category
from icd10cm.evidence.stated.stems import plain_words, stems_in
from icd10cm.notes.note_index import NEAR
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.text.lexicon import load_lexicon
from icd10cm.text.remembered import LONGEST, Remembered, recall_text, text_key
from icd10cm.titles.category_words import disease_categories
from icd10cm.titles.claims import LEFT_OUT, claims_of, stem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node
    from icd10cm.titles.claims import Claims

    Stems = frozenset[str]
    Span = tuple[int, int]

_UNSPECIFIED = "unspecified"
_NOT_SPECIFIED = "not specified"
_NOS = " NOS"
_DOMINANT = "dominant"
_NEOPLASM = stem("neoplasm")
_RESIDUAL = frozenset(("other", stem(_UNSPECIFIED)))
_TISSUES = frozenset(("bone",))
"""What a disease may reach: said of it where "bone of hand" is its place."""
_NO_WORDS: Stems = frozenset()
_MOST = 1024
"""How many answers are remembered in each generation."""


def named_elsewhere(diagnosis: DiagnosisFacts, facts: EncounterFacts) -> str | None:
    """Return the code of another category that the texts name in full; None for none and for several."""
    node, release = diagnosis.node, facts.release
    if node is None or not _leaves_kind_open(node.index, release):
        return None
    if facts.encounter.documents or any(len(each.text) > LONGEST for each in diagnosis.diagnosis.statements):
        return _found(diagnosis, node, facts)
    places = tuple([(fact.site, fact.side) for fact in diagnosis.sites])
    texts = (diagnosis.diagnosis.title, *(each.text for each in diagnosis.diagnosis.statements))
    key = (diagnosis.code, places, *map(text_key, texts))
    return _remembered(_MOST, release).find(key, lambda: _found(diagnosis, node, facts))


@kept_with_release
def _remembered(most: int, release: Release) -> Remembered[str | None]:  # noqa: ARG001 - kept with it
    """Return what is remembered of texts, with what was worked out from them in this release."""
    return Remembered(most)


def _found(diagnosis: DiagnosisFacts, node: Node, facts: EncounterFacts) -> str | None:
    release = facts.release
    said = _said(diagnosis)
    news = said - _says_nothing_new(node.index, release)
    if not news or not _RESIDUAL.isdisjoint(said):  # the usual case
        return None
    found: dict[str, Stems] = {}
    for named in _named_in_full(node, said, news, release):
        if is_stated(named, diagnosis, node, facts):
            found[named.code] = found.get(named.code, _NO_WORDS).union(*named.claims.needed)
    return _saying_most(found)


def _said(diagnosis: DiagnosisFacts) -> Stems:
    """Return the words of the texts, whichever disease they are said of."""
    read = (recall_text(each.text, load_lexicon()).affirmed for each in diagnosis.diagnosis.statements)
    return stems_in(chain(read, (text.facts.affirmed for text in diagnosis.texts)))


def _saying_most(found: dict[str, Stems]) -> str | None:
    most = [code for code, own in found.items() if not any(own < other for other in found.values())]
    return most[0] if len(most) == 1 else None


@kept_with_release
def _leaves_kind_open(index: int, release: Release) -> bool:
    """Return whether a code leaves open which disease it is; of a cancer or injury its place says that."""
    node = release.tabular.nodes[index]
    if node.children or node.code.startswith(load_policy().injuries):
        return False
    is_open = _UNSPECIFIED in release.families.place(index).template or _NOT_SPECIFIED in node.title
    return is_open and _NEOPLASM not in code_words(index, release).lineage and coded_category(node, release) is not None


@kept_with_release
def _says_nothing_new(index: int, release: Release) -> Stems:
    """Return the words that are nothing new beside a code: its own ones, its names, and those around any disease."""
    words = code_words(index, release)
    said = words.lineage.union(words.terms, plain_words(), LEFT_OUT, OF_SIDES, *names_of(index, release))
    return said - words.whole.unsaid


def _named_in_full(node: Node, said: Stems, news: Stems, release: Release) -> Iterator[Named]:
    """Yield what the texts name in full in other categories; where they name the coded disease, by any of its names."""
    names = names_of(node.index, release)
    known = names if any(name <= said for name in names) else ()
    spans = chain(_sent_to(node.index, release), *(_categories_of(name, news, node, release) for name in known))
    for leaf in dict.fromkeys(chain.from_iterable(starmap(range, spans))):
        for claims in _wordings(leaf, release):
            alike = next((name for name in (_NO_WORDS, *known) if _says(claims, said, name)), None)
            if alike is not None and not news.isdisjoint(chain.from_iterable(claims.needed)):
                yield Named(release.tabular.nodes[leaf].code, claims, alike)


def _says(claims: Claims, said: Stems, name: Stems) -> bool:
    """Return whether all claims are said, or are a name of the coded disease that they have in full."""
    missing = [group for group in claims.needed if group.isdisjoint(said)]
    return not missing or (
        name <= _NO_WORDS.union(*claims.needed) and all(not group.isdisjoint(name) for group in missing)
    )


@kept_with_release
def _wordings(leaf: int, release: Release) -> tuple[Claims, ...]:
    """Return what the title and the terms of a leaf claim; nothing of a title that is for what is left over.

    A text need not repeat each word of a place: the thumb's joint is at the hand.
    """
    node = release.tabular.nodes[leaf]
    if node.children or _DOMINANT in node.title:
        return ()
    title, places = claims_of(node.title), _NO_WORDS.union(*map(site_words, release.sites_of(node.code))) - _TISSUES
    title = replace(title, needed=tuple(group for group in title.needed if not group <= places))
    terms = tuple(claims_of(term.removesuffix(_NOS), is_term=True) for term in node.inclusion_terms)
    return terms if is_left_over(title) else (title, *terms)


def _categories_of(name: Stems, news: Stems, node: Node, release: Release) -> Iterator[Span]:
    """Yield the spans of the other categories that say a name of the disease, and some of the news."""
    coded = coded_category(node, release)
    if coded is None:
        return
    said = coded.categories
    asked = reduce(or_, (said.get(word, 0) for word in news), 0)
    found = reduce(and_, (said.get(word, 0) for word in name), asked) & ~coded.own & ~coded.companions
    categories = disease_categories(release.tabular) if found else ()
    while found:
        category = categories[(found & -found).bit_length() - 1]
        yield category.index, category.end
        found &= found - 1


@kept_with_release
def _sent_to(index: int, release: Release) -> tuple[Span, ...]:
    """Return where Excludes1 notes of a code send a kind of its disease, by what they say: "lumbago with sciatica"."""
    names = names_of(index, release)
    near = (line for line in release.notes_for(release.tabular.nodes[index].code, "excludes1") if line.level in NEAR)
    lines = (line for line in near if any(name <= stems_in((line.lead, line.wording)) for name in names))
    return tuple(span for line in lines for reference in line.references for span in reference.spans)
