"""The rules, one object in one file each. What runs is listed in `REGISTRY`, in this order.

Knows nothing of FHIR or of the words on cards. Public: `REGISTRY`, `RULES` (the checks by id), `rule_of`,
`idle_rules`, `Rule`, `Check` and `Severity`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from icd10cm.releases.derived import kept_with_release
from icd10cm.rules import (
    code_first,
    coded_twice,
    combination_code,
    excluded_site,
    excludes1,
    incomplete_code,
    invalid_code,
    missing_organism,
    presumed_link,
    procedure_indication,
    residual_code,
    sequencing,
    seventh_character,
    site_mismatch,
    unspecified_kind,
    unspecified_laterality,
    unspecified_site,
    use_additional_code,
)
from icd10cm.rules.rule import Check, Part, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

__all__ = ["REGISTRY", "RULES", "Check", "Rule", "Severity", "idle_rules", "rule_of"]

REGISTRY: tuple[Rule, ...] = (
    invalid_code.RULE,
    incomplete_code.RULE,
    seventh_character.RULE,
    combination_code.RULE,
    excludes1.RULE,
    coded_twice.RULE,
    excluded_site.RULE,
    site_mismatch.RULE,
    residual_code.RULE,
    unspecified_site.RULE,
    unspecified_laterality.RULE,
    unspecified_kind.RULE,
    missing_organism.RULE,
    presumed_link.RULE,
    use_additional_code.RULE,
    code_first.RULE,
    sequencing.RULE,
    procedure_indication.RULE,
)
"""Every rule. Codes that cannot be reported come first, then site and side, then what is missing, then order."""

RULES: dict[str, Check] = {rule.id: rule.check for rule in REGISTRY}
"""The check of every rule by its public id, in the order of the registry."""

_MOST_ALIKE = 4096
_BY_ID = {rule.id: rule for rule in REGISTRY}


def rule_of(rule: str) -> Rule:
    """Return a rule by its id; for a rule of another package one that settles nothing and asks a plain question."""
    return _BY_ID.get(rule) or Rule(id=rule, check=_nothing, elements=(), strengths=())


def _nothing(_: EncounterFacts) -> Iterator[CodingIssue]:
    return iter(())


class _Concerned(NamedTuple):
    """The rules that a code concerns: by itself, beside another code of its category, beside one of certain others."""

    alone: frozenset[str]
    within: frozenset[str]
    beside: tuple[tuple[str, frozenset[int]], ...]


def idle_rules(facts: EncounterFacts) -> frozenset[str]:
    """Return the ids of the rules that ask nothing in an encounter, by its codes and the parts that its chart has."""
    chart, here, shares = facts.encounter, facts.categories, facts.shares_category
    idle = _idle_without_codes(facts.says_more, bool(chart.cultures), bool(chart.documents))
    awake: set[str] = set()
    for code in facts.codes:
        concerned = _concerned(code, facts.release)
        awake |= concerned.alone
        if shares:
            awake |= concerned.within
        for rule, categories in concerned.beside:
            if rule not in awake and not here.isdisjoint(categories):
                awake.add(rule)
    return idle - awake


@cache
def _idle_without_codes(*has: bool) -> frozenset[str]:
    """Return the rules that no part of a chart leads to a question; `has` tells which parts it has, in their order."""
    parts = {part for part, is_there in zip(Part, has, strict=True) if is_there}
    return frozenset(each.id for each in REGISTRY if each.concerns and parts.isdisjoint(each.reads))


@kept_with_release
def _concerned(code: str, release: Release) -> _Concerned:
    position = release.position(code)
    own = frozenset[int]() if position is None else frozenset((release.notes.categories[position],))
    alone, within, beside = set[str](), set[str](), list[tuple[str, frozenset[int]]]()
    for rule in REGISTRY:
        found = rule.concerns(code, release) if rule.concerns else False
        if isinstance(found, bool):
            alone |= {rule.id} if found else set()
            continue
        within |= {rule.id} if own <= found else set()
        beside += [(rule.id, found - own)] if found - own else []
    return _shared(_Concerned(frozenset(alone), frozenset(within), tuple(beside)))


@lru_cache(maxsize=_MOST_ALIKE)
def _shared(concerned: _Concerned) -> _Concerned:
    """Return one object for all codes that concern the same rules."""
    return concerned
