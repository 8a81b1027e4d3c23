"""The rules, one object in one file each. What runs is listed in `REGISTRY`, in this order.

Knows nothing of FHIR or of the words on cards. Public: `REGISTRY`, `RULES` (the checks by id), `rule_of`,
`idle_rules`, `Rule`, `Check` and `Severity`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

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
from icd10cm.rules.rule import Check, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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

_BY_ID = {rule.id: rule for rule in REGISTRY}


def rule_of(rule: str) -> Rule:
    """Return a rule by its id; for a rule of another package one that settles nothing and asks a plain question."""
    return _BY_ID.get(rule) or Rule(id=rule, check=_nothing, elements=(), strengths=())


def _nothing(_: EncounterFacts) -> Iterator[CodingIssue]:
    return iter(())


def idle_rules(codes: Iterable[str], release: Release) -> frozenset[str]:
    """Return the ids of the rules that ask nothing in an encounter with these codes, whatever else its chart says."""
    idle = [_not_concerned(code, release) for code in codes]
    return frozenset.intersection(*idle) if idle else frozenset()


@kept_with_release
def _not_concerned(code: str, release: Release) -> frozenset[str]:
    return _shared(frozenset(each.id for each in REGISTRY if each.concerns and not each.concerns(code, release)))


@cache
def _shared(rules: frozenset[str]) -> frozenset[str]:
    """Return one set for all codes that concern the same rules."""
    return rules
