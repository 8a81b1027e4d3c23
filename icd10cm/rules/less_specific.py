"""Whether one code of a category says the same condition as another one, less specifically.

A code may leave open a site, a side or a degree that the other one says, or the disease itself. Nothing in the two
titles may keep them apart: no 7th character, no denial, no side.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.choosing.open_axes import open_sides
from icd10cm.exclusions.excludes1_delete import deny_each_other
from icd10cm.exclusions.open_titles import is_class, leaves_open, without_choice, without_degree
from icd10cm.policy import load_policy
from icd10cm.releases.derived import kept_with_release
from icd10cm.titles.words import significant_words, title_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_IN_BRACKETS = re.compile(r"\((\w+)\)")
_OPEN_FRACTURE = re.compile(r"(?:unspecified fracture|fracture of unspecified part) of (?!unspecified)")
_SUBCATEGORY = 5
_OTHER = "other "
_WITH_OPEN = " with unspecified "
_OPEN_SITE = "unspecified site"
Coded = tuple["DiagnosisFacts", "Node"]


class Beside:
    """The codes of one category, to find the few that may be more specific than one of them without looking at all."""

    def __init__(self, coded: Sequence[Coded], release: Release) -> None:
        self._release = release
        self._order = {diagnosis.code: place for place, (diagnosis, _) in reversed([*enumerate(coded)])}
        self._by_code = {diagnosis.code: (diagnosis, node) for diagnosis, node in reversed(coded)}
        self._by_leaf: dict[int, list[Coded]] = {}
        self._by_seventh: dict[str, list[Coded]] = {}
        self._by_place: dict[tuple[str, str], list[Coded]] = {}
        for each in self._by_code.values():
            diagnosis, node = each
            seventh = self._seventh(diagnosis, node)
            self._by_leaf.setdefault(node.index, []).append(each)
            self._by_seventh.setdefault(seventh, []).append(each)
            self._by_place.setdefault((node.code[:5], seventh), []).append(each)

    def candidates(self, diagnosis: DiagnosisFacts, node: Node) -> list[Coded]:
        """Return the codes that may say more than one does, in the order of the chart."""
        found: Iterable[Coded] = ()
        if _leaves_kind_open(node) or without_choice(node.title) is not None:
            sevenths = self._compatible(diagnosis, node)
            found = chain.from_iterable(self._by_seventh.get(one, ()) for one in sevenths)
        elif _is_open(diagnosis, node, self._release):
            found = chain(self._in_subcategory(diagnosis, node), self._naming_more(diagnosis, node))
        return sorted(found, key=lambda each: self._order[each[0].code])

    def _compatible(self, diagnosis: DiagnosisFacts, node: Node) -> tuple[str, ...]:
        """Return the 7th characters that may be of the same injury; a code without one goes with any."""
        seventh = self._seventh(diagnosis, node)
        return (seventh, "") if seventh else tuple(self._by_seventh)

    def _in_subcategory(self, diagnosis: DiagnosisFacts, node: Node) -> Iterator[Coded]:
        for seventh in self._compatible(diagnosis, node):
            yield from self._by_place.get((node.code[:5], seventh), ())

    def _naming_more(self, diagnosis: DiagnosisFacts, node: Node) -> Iterator[Coded]:
        """Yield the codes that name the site or the side which a code leaves open."""
        for leaf in _naming(node.index, self._release) or ():
            yield from self._by_leaf.get(leaf, ())
        sided = chain.from_iterable(open_sides(diagnosis.code, self._release).values())
        yield from (self._by_code[code] for code in sided if code in self._by_code)

    def _seventh(self, diagnosis: DiagnosisFacts, node: Node) -> str:
        return diagnosis.code[-1] if self._release.seventh(node.index) is not None else ""


def most_specific_twin(
    diagnosis: DiagnosisFacts, node: Node, coded: Iterable[Coded], facts: EncounterFacts
) -> DiagnosisFacts | None:
    """Return the diagnosis that may be the same condition and says most; None for none.

    Of "heart failure, unspecified", "unspecified diastolic" and "acute diastolic" the last one stays.
    """
    facts.check_time()
    twin: Coded | None = None
    for other, its in coded:
        if not may_be(diagnosis, node, other, its, facts.release):
            continue
        if twin is None or may_be(*twin, other, its, facts.release):
            twin = other, its
    return None if twin is None else twin[0]


def may_be(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether a diagnosis may be the same condition as another one, which says more."""
    if node is its or one.code.startswith(load_policy().never_removed):
        return False
    return may_be_one(one, node, other, its, release) and (
        _leaves_place_open(one, node, other, its, release) or _leaves_disease_open(node, its)
    )


def may_be_one(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether nothing in two titles keeps them apart: no 7th character, no denial, no side."""
    if not release.is_valid(other.code) or _other_encounter(one, node, other, its, release):
        return False
    if _says_open_place(one, node, other, its, release):
        return False
    sides = {side for side in (release.side_of(one.code), release.side_of(other.code)) if side is not None}
    return len(sides) < 2 and not deny_each_other(node.title, its.title)


def _says_open_place(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether a code says the site or the side that another one leaves open, and which would be lost with it.

    "Non-Hodgkin lymphoma, unspecified, extranodal and solid organ sites" and "Small cell B-cell lymphoma, unspecified
    site" are one with a code that nobody coded.
    """
    if _has_open_place(node, release) is False and _has_open_place(its, release):
        sites = set(release.sites_of(node.code))
        return not sites or not sites <= set(release.sites_of(its.code))
    return release.side_of(one.code) is not None and bool(open_sides(other.code, release))


def _has_open_place(node: Node, release: Release) -> bool | None:
    """Return whether a title leaves the place open that those beside it say; None where titles say no places."""
    peers = release.families.site_family(node.index)
    slot = None if peers is None else peers.slots.get(node.index)
    return None if slot is None else slot.open


def _other_encounter(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether two injuries have different 7th characters: an open fracture is not a closed one."""
    both = release.seventh(node.index) is not None and release.seventh(its.index) is not None
    return both and one.code[-1] != other.code[-1]


def _leaves_place_open(one: DiagnosisFacts, node: Node, other: DiagnosisFacts, its: Node, release: Release) -> bool:
    """Return whether a code leaves a site or side open that another one of its subcategory says."""
    sided = {code for codes in open_sides(one.code, release).values() for code in codes}
    if other.code in sided:
        return True
    named = _naming(node.index, release)
    if (named is None and not sided) or _is_open(other, its, release):
        return False
    return _names_the_place(node, its, named or frozenset(), release)


def _names_the_place(node: Node, its: Node, named: frozenset[int], release: Release) -> bool:
    """Return whether a title says the place that another one leaves open; those `named` are known to say a site."""
    if its.index in named and not release.sites_of(node.code):
        return True  # they differ in place alone
    return _lies_within(node, its, release) and (its.index in named or node.code[:5] == its.code[:5])


@kept_with_release
def _naming(index: int, release: Release) -> frozenset[int] | None:
    """Return the leaves that name the site which a code leaves open; None where it leaves none open."""
    peers = release.families.site_family(index)
    return frozenset(peers.naming(index)) if peers is not None and peers.leaves_open(index) else None


def _is_open(diagnosis: DiagnosisFacts, node: Node, release: Release) -> bool:
    return bool(open_sides(diagnosis.code, release)) or _naming(node.index, release) is not None


def _lies_within(node: Node, its: Node, release: Release) -> bool:
    """Return whether the place of a title is that of another one or a part of it, and the disease is the same.

    Only at the very same place has the other title to repeat all words: a femoral vein is one of the deep veins.
    """
    anatomy = load_anatomy()
    own, others = (set(release.sites_of(each.code)) for each in (node, its))
    if not all(any(anatomy.is_part_of(inner, outer) for inner in others) for outer in own):
        return False
    narrower_place = bool(own) and not (own & others)
    return narrower_place or _disease(node, release) <= _disease(its, release)


def _disease(node: Node, release: Release) -> frozenset[str]:
    """Return the words of a title that say something and name no place, nor an open degree."""
    words = significant_words(" ".join(release.families.place(node.index).template))
    graded = without_degree(node.title)
    return words if graded is None else words & significant_words(graded)


def _leaves_disease_open(node: Node, its: Node) -> bool:
    """Return whether a title is unspecified, and the other one of the category says all of it and more.

    "Other specified disorders of penis" are a class, which tells no more than "Disorder of penis, unspecified".
    """
    if _leaves_choice_open(node, its) or _is_open_fracture(node, its):
        return True
    if is_class(its) or not _leaves_open(node):
        return False
    graded = without_degree(node.title)
    if graded is not None:  # "sacral region, unspecified stage" beside "sacral region, stage 3"
        graded = graded.removesuffix(_OPEN_SITE)
        return its.title.lower().startswith(graded) and without_degree(its.title) is None
    own, its_own = significant_words(node.title), significant_words(its.title)
    everything = its_own.union(title_words(its.title))  # "nonrheumatic mitral (valve) prolapse"
    says_more = own != its_own or its.title.lower().startswith(_OTHER)
    return says_more and own <= everything and set(_IN_BRACKETS.findall(node.title.lower())) <= everything


def _leaves_open(node: Node) -> bool:
    """Return whether a title leaves its disease open, or what it comes with."""
    return leaves_open(node) or _WITH_OPEN in node.title.lower()


def _is_open_fracture(node: Node, its: Node) -> bool:
    """Return whether a fracture's kind or part is unspecified, and another fracture of its subcategory says it."""
    one, other = node.title.lower(), its.title.lower()
    same = node.code[:_SUBCATEGORY] == its.code[:_SUBCATEGORY]
    return same and _OPEN_FRACTURE.match(one) is not None and "fracture" in other and not _OPEN_FRACTURE.match(other)


def _leaves_kind_open(node: Node) -> bool:
    """Return whether a title is unspecified, or what it comes with: "with unspecified diabetic retinopathy"."""
    title = node.title.lower()
    return _leaves_open(node) or _OPEN_FRACTURE.match(title) is not None


def _leaves_choice_open(node: Node, its: Node) -> bool:
    """Return whether a title leaves a choice open that another one of its category makes.

    "Acute respiratory failure, unspecified whether with hypoxia or hypercapnia" next to the one with hypoxia.
    """
    said = without_choice(node.title)
    if said is None or without_choice(its.title) is not None:
        return False
    if any(each.title.lower().startswith(_OTHER) for each in (node, its)):
        return False  # another cause than the ones that have a code
    return significant_words(said) <= significant_words(its.title)
