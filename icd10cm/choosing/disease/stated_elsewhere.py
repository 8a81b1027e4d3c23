"""Whether the texts of a diagnosis state a code of another category, read as though they were coded so.

They state all that it claims in one sentence, at its side and site, and nothing more of the disease: no cause, no
choice, and no word by which its category tells codes apart.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.code_words import code_words, words_stated
from icd10cm.choosing.disease.kind import OF_SIDES
from icd10cm.choosing.open_axes import open_sides
from icd10cm.code_editor import load_code_editor
from icd10cm.evidence.another_disease import coded_category
from icd10cm.evidence.encounter_facts import read_as
from icd10cm.evidence.sequence import says_elsewhere
from icd10cm.evidence.stated.clauses import ORDINALS
from icd10cm.evidence.stated.stems import place_words, plain_words
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.claims import LEFT_OUT, Claims, claims_of, said_in, stem
from icd10cm.titles.packed.word_lists import load_word_lists

if TYPE_CHECKING:
    from collections.abc import Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.evidence.stated.clauses import StatedClause
    from icd10cm.evidence.stated.stated_words import StatedWords
    from icd10cm.notes.note_index import NoteLine
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

Stems = frozenset[str]

_NOS = " NOS"
_COMPANIONS = ("useAdditionalCode", "codeFirst", "codeAlso")
_CAUSES = Stems(map(stem, ("due", "secondary", "from", "caused", "after", "post")))
_EITHER = Stems(("vs", "versus", "or"))


class Named(NamedTuple):
    """What texts name: a code, what its title or term claims, and which name of the coded disease it repeats."""

    code: str
    claims: Claims
    alike: Stems


@kept_with_release
def names_of(index: int, release: Release) -> tuple[Stems, ...]:
    """Return the names of the disease of a code: those of its title and of its inclusion terms with NOS."""
    node = release.tabular.nodes[index]
    titles = (node.title, *(term.removesuffix(_NOS) for term in node.inclusion_terms if term.endswith(_NOS)))
    names = (Stems().union(*claims_of(title).needed) for title in titles)
    return tuple(dict.fromkeys(filter(None, names)))


def is_stated(named: Named, diagnosis: DiagnosisFacts, coded: Node, facts: EncounterFacts) -> bool:
    """Return whether the texts state a code in one sentence, at its place, with no other cause and nothing more."""
    code, release = named.code, facts.release
    if not release.is_valid(code) or _is_half_of_a_pair(code, coded, release) or _goes_with(code, diagnosis, release):
        return False
    read = read_as(diagnosis, code, facts)
    stated = words_stated(read, release)
    if stated is None:
        return True  # a text that only repeats the title is not read
    return (
        _is_on_its_side(code, read, release)
        and _is_at_its_sites(code, read, release)
        and not _passes_over(named, coded, stated, release)
        and _is_in_one_sentence(named, stated)
    )


def _is_half_of_a_pair(code: str, coded: Node, release: Release) -> bool:
    """Return whether a code is a manifestation, or what one of the coded disease is due to.

    A dementia with Lewy bodies is G31.83 and F02.- (guideline I.A.13).
    """
    at, names = release.position(code), names_of(coded.index, release)
    if at is None or load_code_editor().is_manifestation(code):
        return True
    lines = (line for title, line in _causes_of_manifestations("", release) if any(name <= title for name in names))
    return any(line.names(at, code) for line in lines)


@kept_with_release
def _causes_of_manifestations(_: str, release: Release) -> tuple[tuple[Stems, NoteLine], ...]:
    """Return the code-first lines of the categories in diseases classified elsewhere, each with what the title says."""
    elsewhere = (node for node in release.tabular.nodes if node.parent < 0 and says_elsewhere(node.title))
    return tuple(
        (said_in(node.title), line)
        for node in elsewhere
        for line in release.notes.at(node.code)
        if line.element == "codeFirst"
    )


def _goes_with(code: str, diagnosis: DiagnosisFacts, release: Release) -> bool:
    """Return whether a note has two codes reported together, so that one does not replace the other."""
    pairs = ((code, diagnosis.code), (diagnosis.code, code))
    return any(
        line.names(at, other)
        for one, other in pairs
        if (at := release.position(other)) is not None
        for element in _COMPANIONS
        for line in release.notes_for(one, element)
    )


def _is_on_its_side(code: str, read: DiagnosisFacts, release: Release) -> bool:
    """Return whether the chart has the disease on the side of a code, which leaves open none that it names."""
    side = release.side_of(code)
    return side is read.side or (side is None and read.side not in open_sides(code, release))


def _is_at_its_sites(code: str, read: DiagnosisFacts, release: Release) -> bool:
    """Return whether the chart has the disease at the sites of a code, and at none that its category has for others."""
    documented = [fact.site for fact in read.sites if fact.site]
    named = release.sites_of(code)
    if not named:
        beside = _sites_of_category(release.notes.categories[release.position(code) or 0], release)
        return not any(_is_near(site, documented) for site in beside)
    within = load_anatomy().is_part_of
    is_here = any(within(one, site) for one in documented for site in named)
    return is_here and all(_is_near(one, named) for one in documented)


def _is_near(site: str, others: Sequence[str]) -> bool:
    return any(load_anatomy().related(site, other) for other in others)


@kept_with_release
def _sites_of_category(category: int, release: Release) -> Stems:
    """Return the sites that the titles of a category name."""
    nodes = release.tabular.nodes
    return Stems(site for at in range(category, nodes[category].end) for site in release.sites_of(nodes[at].code))


def _passes_over(named: Named, coded: Node, stated: StatedWords, release: Release) -> bool:
    """Return whether the texts say more of the disease than a code does.

    That is what it denies, a word by which its category tells codes apart, or in a clause that names it a word that
    titles have.
    """
    index, others = release.position(named.code), coded_category(coded, release)
    if index is None or others is None or any(phrase <= stated.words for phrase in named.claims.denied):
        return True
    names = names_of(coded.index, release) if named.alike else ()
    said = named.claims.said.union(code_words(index, release).lineage, plain_words(), LEFT_OUT, OF_SIDES, *names)
    if not (stated.words - said).isdisjoint(release.families.stems(release.notes.categories[index]).words):
        return True
    more = chain.from_iterable(clause.said - said for clause in stated.clauses if clause.names_disease)
    return any(word in others.categories for word in more)


def _is_in_one_sentence(named: Named, stated: StatedWords) -> bool:
    """Return whether the texts state all claims of the disease, and one sentence has them all."""
    claims = named.claims
    groups = [group for group in claims.needed if group.isdisjoint(named.alike)]
    if not all(stated.states(group, claims.said, linked=False, title=claims.needed) for group in groups):
        return False
    return any(_has(sentence, groups, claims) for sentence in _sentences(stated))


def _sentences(stated: StatedWords) -> Sequence[Sequence[StatedClause]]:
    found: dict[int, list[StatedClause]] = {}
    for clause in stated.clauses:
        found.setdefault(clause.sentence, []).append(clause)
    return list(found.values())


def _has(sentence: Sequence[StatedClause], groups: Sequence[Stems], claims: Claims) -> bool:
    """Return whether a sentence has all claims, and names neither a choice nor a cause that they do not say.

    One clause has them, but for a degree, a place and what is linked to it: in "depression, anxiety" they are two.
    """
    stems = list(chain.from_iterable(clause.stems for clause in sentence))
    if any(group.isdisjoint(stems) for group in groups) or not (_EITHER - claims.said).isdisjoint(stems):
        return False
    cause = next((at for at, word in enumerate(stems) if word in _CAUSES), len(stems))
    if claims.linked.isdisjoint(stems) and not plain_words() | claims.said >= set(stems[cause + 1 :]):
        return False
    return any(_is_headed(clause, sentence, groups) for clause in sentence)


def _is_headed(head: StatedClause, sentence: Sequence[StatedClause], groups: Sequence[Stems]) -> bool:
    """Return whether a clause has all claims but those that another one may add to it."""
    linked = Stems().union(*(clause.words for clause in sentence if clause.is_linked))
    adds = head.words | linked | load_word_lists().modifiers | place_words() | ORDINALS
    return all(not group.isdisjoint(adds) or any(":" in word for word in group) for group in groups)
