"""Codes of one encounter that contradict each other by their titles: two stages, two causes, with and without.

What can be coded once only is a reviewed table, `data/contradictions.toml`. Two titles of a category that differ in
"with" and "without" alone, or in "displaced" and "nondisplaced", cannot both be right either, nor can a title "without
complications" and that of a complication below the same disease, or one "in remission" and one that is not.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

import msgspec

from icd10cm.exclusions.pairs.title_states import gives_way_to_complication, states_said
from icd10cm.releases.derived import kept_with_release
from icd10cm.releases.prefixes import categories_of

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.releases.release import Release

Prefixes = tuple[str, ...]
_CATEGORY = 3
_DENYING = re.compile(r"\bwithout\b|\bnot (?=intractable)|\bnon(?=displaced)")
_CONSCIOUSNESS = re.compile(r" with(?:out)? loss of consciousness.*?(?=, (?:initial|subsequent|sequela))")
_SAID = {"without": "with"}


class OneOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What can be coded once only, and its values: lists of prefixes, every code of a family, or words of titles.

    `gives_way` are prefixes of codes that are not kept next to another value, the first next to any: an infarction
    without its kind, then one without ST elevation. With `part` the other value says them too. `stays` are those that
    are kept next to any other. Of `undecided` ones, and of conditions of two categories whose titles differ in a word,
    none is given up: the record says what to change. Next to a code of `unless` no value is asked about, for none is
    right there. A value that is `not_with` another one is not coded with it at all.
    """

    source: str
    values: tuple[Prefixes, ...] = ()
    each_code: Prefixes = ()
    within: Prefixes = ()
    words: tuple[tuple[str, ...], ...] = ()
    same_place: bool = False
    gives_way: Prefixes = ()
    stays: Prefixes = ()
    undecided: bool = False
    part: bool = False
    unless: Prefixes = ()
    not_with: bool = False

    def rank(self, code: str) -> int:
        """Return how a code is kept next to another value, the least first to give way."""
        return next(
            (place for place, prefix in enumerate(self.gives_way) if code.startswith(prefix)), len(self.gives_way)
        )

    def is_kept(self, code: str, other: str) -> bool:
        """Return whether a code may be kept and another value given up for it."""
        if self.undecided or (self.within and code[:_CATEGORY] != other[:_CATEGORY]):
            return False
        if self.stays and other.startswith(self.stays) and not code.startswith(self.stays):
            return False
        return self.rank(code) >= self.rank(other)

    @property
    def prefixes(self) -> Prefixes:
        """The prefixes of the codes that may say a value."""
        return (*chain.from_iterable(self.values), *self.each_code, *self.within)

    def value(self, code: str, title: str) -> Hashable | None:
        """Return the value that a code says, None for none."""
        if self.each_code and code.startswith(self.each_code):
            return code
        if self.within and code.startswith(self.within):
            return next((number for number, said in enumerate(self.words) if _any_in(said, title)), None)
        return next((number for number, prefixes in enumerate(self.values) if code.startswith(prefixes)), None)


def _any_in(phrases: tuple[str, ...], title: str) -> bool:
    return any(re.search(rf"\b{phrase}\b", title) for phrase in phrases)


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    one_of: tuple[OneOf, ...]


@cache
def load_contradictions() -> tuple[OneOf, ...]:
    """Return the reviewed table, read once per process."""
    return msgspec.toml.decode(files("icd10cm").joinpath("data/contradictions.toml").read_bytes(), type=_Table).one_of


def gives_way(code: str, other: str, release: Release) -> bool:
    """Return whether a code is not kept next to another one that contradicts it.

    By the reviewed table; and no uncomplicated condition is, nor one in remission, next to one that says what it comes
    with.
    """
    if gives_way_to_complication(code, other, release):
        return True
    return any(not each.is_kept(code, other) for each in _at_odds(code, other, release))


def is_part(code: str, other: str, release: Release) -> bool:
    """Return whether the reviewed table says that another code says what a code does: a transplant and its failure."""
    return any(each.part for each in _at_odds(code, other, release))


def is_not_with(code: str, other: str, release: Release) -> bool:
    """Return whether the reviewed table says that a code is not coded with another one, whatever the record says."""
    return any(each.not_with for each in _at_odds(code, other, release))


def _at_odds(code: str, other: str, release: Release) -> list[OneOf]:
    """Return what two codes say otherwise, by the reviewed table."""
    said, table = dict(_says_by_table(code, release)), load_contradictions()
    return [table[what[0]] for what, value in _says_by_table(other, release) if said.get(what, value) != value]


def contradict(one: str, other: str, release: Release) -> bool:
    """Return whether only one of two codes of a category can be right, by the table or by their titles."""
    said = dict(_says(one, release))
    return any(said.get(what, value) != value for what, value in _says(other, release))


def contradictions(facts: EncounterFacts) -> Iterator[tuple[DiagnosisFacts, ...]]:
    """Yield the diagnoses of which only one can be right, the first of each value."""
    found: dict[Hashable, dict[Hashable, DiagnosisFacts]] = {}
    for diagnosis, node in facts.leaves():
        says = _says if facts.is_beside(node) else _says_by_table  # titles are held against those of their category
        for what, value in says(diagnosis.code, facts.release):
            found.setdefault(what, {}).setdefault(value, diagnosis)
    seen: set[tuple[str, ...]] = set()
    for what, by_value in found.items():
        codes = () if _is_moot(what, facts) else tuple(one.code for one in by_value.values())
        if len(codes) > 1 and codes not in seen:
            seen.add(codes)
            yield tuple(one for _, one in sorted(by_value.items(), key=_by_place))


def _is_moot(what: Hashable, facts: EncounterFacts) -> bool:
    """Return whether no value is right next to another code: weeks of gestation with an abortion."""
    number = what[0] if isinstance(what, tuple) else None
    return isinstance(number, int) and bool(facts.starting(load_contradictions()[number].unless))


def categories_at_odds(code: str, release: Release) -> frozenset[int]:
    """Return the categories of the codes that may say, by the reviewed table, what a code says and can be said once."""
    table = load_contradictions()
    said = [table[number] for (number, _), _ in _says_by_table(code, release)]
    return frozenset[int]().union(*(categories_of(each.prefixes, release) for each in said))


def _by_place(each: tuple[Hashable, DiagnosisFacts]) -> int:
    """Return the place of a value in the table; values that are not places keep the order of the chart."""
    return each[0] if isinstance(each[0], int) else 0


@kept_with_release
def _says(code: str, release: Release) -> tuple[tuple[Hashable, Hashable], ...]:
    """Return what a code says that can be said once only, by the table and by its title, each with its value."""
    if not release.is_valid(code):
        return ()
    title = release.title(code).lower()
    by_title = (code[:_CATEGORY], _affirmed(title)), title
    return (*_says_by_table(code, release), by_title, *states_said(code, release))


@kept_with_release
def _says_by_table(code: str, release: Release) -> tuple[tuple[tuple[int, Hashable], Hashable], ...]:
    """Return what a code says, by the reviewed table, that can be said once only."""
    if not release.is_valid(code):
        return ()
    title = release.title(code).lower()
    said: list[tuple[tuple[int, Hashable], Hashable]] = []
    for number, one_of, prefixes in _by_prefixes():
        if not code.startswith(prefixes):  # the usual case
            continue
        value = one_of.value(code, title)
        places = frozenset(release.places_of(code)) if one_of.same_place else None
        if value is not None and places != frozenset():
            said.append(((number, places), value))
    return tuple(said)


@cache
def _by_prefixes() -> tuple[tuple[int, OneOf, Prefixes], ...]:
    return tuple((number, one_of, one_of.prefixes) for number, one_of in enumerate(load_contradictions()))


def _affirmed(title: str) -> str:
    """Return a title as if it denied nothing: "with status epilepticus" for "without status epilepticus"."""
    title = _CONSCIOUSNESS.sub("", title)  # of one injury it is lost for one time, or not at all
    return _DENYING.sub(lambda match: _SAID.get(match[0], ""), title)
