"""Every removal and combination offered among pairs of usual codes, as lists that a person has reviewed.

`usual_codes.txt` holds codes that are common in inpatient and outpatient charts. `REGENERATE_GOLDEN=1` writes
`removals.txt`, with the removals of every rule, and `combinations.txt`; each line of the difference needs a look, for a
wrong removal costs a diagnosis.
"""

from __future__ import annotations

import os
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm import review
from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.issue import RemoveCode
from icd10cm.policy import load_policy
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import REGISTRY, combination_code
from icd10cm.time_limit import QuestionLimit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icd10cm.evidence.encounter_facts import EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release

_HERE = Path(__file__).parent
_REMOVALS = _HERE / "removals.txt"
_COMBINATIONS = _HERE / "combinations.txt"
_CODES = (_HERE / "usual_codes.txt").read_text(encoding="utf-8").split()
_REMOVING = ("Excludes1", "CodedTwice", "CombinationCode")
"""The rules that offer removals; of two codes the others are silent or offer none, which a test looks at."""


def _encounter(codes: tuple[str, ...]) -> CodedEncounter:
    diagnoses = tuple(Diagnosis(f"Condition/{number}", code) for number, code in enumerate(codes))
    return CodedEncounter(date(2026, 6, 15), diagnoses)


def _facts() -> EncounterFacts:
    """Return the facts of a chart with all usual codes."""
    return read_encounter(_encounter(tuple(_CODES)), load_embedded(), limit=QuestionLimit(most=100_000))


def _concerned(release: Release) -> Iterator[tuple[str, str]]:
    """Yield the pairs of usual codes about which a rule that offers removals may ask something."""
    category = {code: release.notes.categories[release.position(code) or 0] for code in _CODES}
    rules = [rule.concerns for rule in REGISTRY if rule.id in _REMOVING and rule.concerns is not None]
    found = {code: [concerns(code, release) for concerns in rules] for code in _CODES}
    alone = {code for code, each in found.items() if True in each}
    beside = {
        code: frozenset[int]().union(*(one for one in each if one)) for code, each in found.items() if code not in alone
    }
    for one, other in combinations(_CODES, 2):
        if {one, other} & alone or category[other] in beside[one] or category[one] in beside[other]:
            yield one, other


def _removed(issue: CodingIssue) -> Iterator[tuple[str, str]]:
    """Yield each code that an issue offers to remove, with the one to keep."""
    for option in issue.options:
        if isinstance(option, RemoveCode):
            yield issue.codes[issue.diagnoses.index(option.diagnosis)], option.keeps


def _reviewed(found: list[str], file: Path) -> list[str]:
    if os.environ.get("REGENERATE_GOLDEN"):
        file.write_text("\n".join(found) + "\n", encoding="utf-8")
    return file.read_text(encoding="utf-8").splitlines()


def test_combinations_among_usual_codes_are_the_reviewed_ones() -> None:
    title = load_embedded().title
    # A code of the chart is never asked for, and all codes are in this one.
    facts = replace(_facts(), codes=frozenset())
    found = sorted(
        f"{' + '.join(f'{code} {title(code)}' for code in issue.codes)} | becomes: {issue.choices[0]} "
        f"{title(issue.choices[0])} | {len(issue.options)} changes"
        for issue in combination_code.pair_issues(facts)
    )
    assert found == _reviewed(found, _COMBINATIONS)


def test_removals_among_usual_codes_are_the_reviewed_ones() -> None:
    """Of two codes of a chart, whatever the rule; where either may be kept, both removals are listed."""
    release = load_embedded()
    found = {
        f"{gone} {release.title(gone)} | stays: {kept} {release.title(kept)} | {issue.rule} {issue.because}".rstrip()
        for pair in _concerned(release)
        for issue in review(_encounter(pair), release)
        for gone, kept in _removed(issue)
    }
    assert sorted(found) == _reviewed(sorted(found), _REMOVALS)


def test_a_thousand_codes_are_looked_at() -> None:
    assert len(set(_CODES)) == len(_CODES) > 1000
    assert all(load_embedded().is_valid(code) for code in _CODES)


def test_no_other_rule_offers_removals() -> None:
    release = load_embedded()
    every_fortieth = list(combinations(_CODES, 2))[::40]
    issues = [issue for pair in every_fortieth for issue in review(_encounter(pair), release)]
    assert {issue.rule for issue in issues if list(_removed(issue))} <= set(_REMOVING)


def test_no_sign_of_grave_illness_is_removed() -> None:
    """Nor an absent part; severe sepsis without shock gives way to the one with shock."""
    rows = [line.split(" | stays: ") for line in _REMOVALS.read_text(encoding="utf-8").splitlines()]
    never = load_policy().never_removed
    assert not [gone for gone, kept in rows if gone.startswith(never) and not kept.startswith(never)]
