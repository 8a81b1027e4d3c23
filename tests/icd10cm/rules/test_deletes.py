"""Every removal and combination offered among pairs of usual codes, as lists that a person has reviewed.

`usual_codes.txt` holds codes that are common in inpatient and outpatient charts. `REGENERATE_GOLDEN=1` writes
`deletes.txt`, `twins.txt` and `combinations.txt`; each line of the difference needs a look, for a wrong removal costs
a diagnosis.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from icd10cm.encounter import CodedEncounter, Diagnosis
from icd10cm.evidence.encounter_facts import read_encounter
from icd10cm.exclusions.vaguer_codes import said_by
from icd10cm.issue import RemoveCode
from icd10cm.policy import load_policy
from icd10cm.releases.loading import load_embedded
from icd10cm.rules import combination_code, less_specific
from icd10cm.rules.excludes1 import pair_issues
from icd10cm.time_limit import QuestionLimit

if TYPE_CHECKING:
    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.tabular.model import Node

_HERE = Path(__file__).parent
_GOLDEN = _HERE / "deletes.txt"
_COMBINATIONS = _HERE / "combinations.txt"
_TWINS = _HERE / "twins.txt"
_CODES = (_HERE / "usual_codes.txt").read_text(encoding="utf-8").split()


def _facts() -> EncounterFacts:
    """Return the facts of a chart with all usual codes."""
    diagnoses = tuple(Diagnosis(f"Condition/{number}", code) for number, code in enumerate(_CODES))
    encounter = CodedEncounter(date(2026, 6, 15), diagnoses)
    return read_encounter(encounter, load_embedded(), limit=QuestionLimit(most=100_000))


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
    release = load_embedded()
    issues = pair_issues(_facts())
    found = sorted(
        f"{issue.codes[0]} {release.title(issue.codes[0])} | stays: {option.keeps} {release.title(option.keeps)}"
        for issue in issues
        for option in issue.options
        if issue.minor and isinstance(option, RemoveCode)  # of two types of one disease either may be the wrong one
    )
    assert found == _reviewed(found, _GOLDEN)


def test_a_thousand_codes_are_looked_at() -> None:
    assert len(set(_CODES)) == len(_CODES) > 1000
    assert all(load_embedded().is_valid(code) for code in _CODES)


def test_no_sign_of_grave_illness_is_removed() -> None:
    removed = [line.split()[0] for line in _GOLDEN.read_text(encoding="utf-8").splitlines()]
    assert not [code for code in removed if code.startswith(load_policy().never_removed)]


def test_twins_among_usual_codes_are_the_reviewed_ones() -> None:
    """The less specific code of `CodedTwice` is offered for removal too."""
    facts, title = _facts(), load_embedded().title
    by_category: dict[str, list[tuple[DiagnosisFacts, Node]]] = {}
    for diagnosis, node in facts.leaves():
        by_category.setdefault(node.code[:3], []).append((diagnosis, node))
    pairs = [
        (one, other)
        for coded in by_category.values()
        for one, node in coded
        for other, its in coded
        if less_specific.may_be(one, node, other, its, facts.release)
    ]
    pairs += [
        (one, other)
        for one, node in facts.leaves()
        for other, its in facts.leaves()
        if other.code.startswith(said_by(one.code))  # in other words, across categories
        if less_specific.may_be_one(one, node, other, its, facts.release)
    ]
    found = sorted({f"{one.code} {title(one.code)} | stays: {other.code} {title(other.code)}" for one, other in pairs})
    assert found == _reviewed(found, _TWINS)
