"""The "with" convention for diabetes: a complication coded beside a diabetes code that says there is none.

Guideline I.A.15: conditions that the Index lists under "with" are linked unless the documentation says they are
unrelated. A release may come without its Index, so the pairs are a small reviewed table and are only ever asked; the
Index, where there is one, is quoted.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from icd10cm.evidence.about import about
from icd10cm.evidence.basis import coded_as, title_basis
from icd10cm.issue import Basis, ReplaceCode, Strength
from icd10cm.policy import load_policy
from icd10cm.releases.index_leads import entries_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from icd10cm.evidence.encounter_facts import DiagnosisFacts, EncounterFacts
    from icd10cm.issue import CodingIssue
    from icd10cm.releases.release import Release
    from icd10cm.tabular.model import Node

_ENTRY_END = re.compile(r" \(|;")


@dataclass(frozen=True, slots=True)
class WithPair:
    """A complication (code prefixes) and the ending of the diabetes codes that name it, with those codes."""

    beside: tuple[str, ...]
    ending: str
    source: str
    codes: frozenset[str]

    @property
    def index_entry(self) -> str:
        """The entry of the Index that the source names: "Diabetes, with, osteomyelitis"."""
        return _ENTRY_END.split(self.source.removeprefix("Index: "))[0]


@cache
def load_with_pairs() -> tuple[WithPair, ...]:
    """Return the reviewed table, read once per process."""
    table = tomllib.loads(files("icd10cm").joinpath("data/diabetes_with.toml").read_text(encoding="utf-8"))
    return tuple(
        WithPair(
            beside=tuple(entry["beside"]),
            ending=entry["ending"],
            source=entry["source"],
            codes=frozenset(f"{kind}.{entry['ending']}" for kind in load_policy().diabetes),
        )
        for entry in table["pair"]
    )


@cache
def complications_of(ending: str) -> tuple[str, ...]:
    """Return the prefixes of what a diabetes code with this ending names."""
    return tuple(prefix for pair in load_with_pairs() if pair.ending == ending for prefix in pair.beside)


def with_questions(facts: EncounterFacts, rule: str, reason: str) -> Iterator[CodingIssue]:
    """Yield a question for each diabetes code "without complications" beside a condition of the table."""
    diabetes_codes = load_policy().diabetes
    uncomplicated = [
        (one, one.node)
        for one in facts.diagnoses
        if one.code[:3] in diabetes_codes and one.node and _has_none(one.node)
    ]
    beside = _complications(facts) if uncomplicated else ()
    for diabetes, node in uncomplicated if beside else ():
        found = {
            f"{diabetes.code[:3]}.{pair.ending}": other
            for pair, other in beside
            if facts.release.is_valid(f"{diabetes.code[:3]}.{pair.ending}")
        }
        if found and (diabetes.asked or any(other.asked for other in found.values())):
            reference = diabetes.diagnosis.reference
            yield about(diabetes).issue(
                rule,
                strength=Strength.PROMPT,
                basis=(title_basis(node), *(_index_basis(code, beside, facts.release) for code in found)),
                choices=tuple(found),
                options=tuple(ReplaceCode(reference, code) for code in found),
                evidence=tuple(coded_as(other, facts.release) for other in found.values()),
                because=reason,
            )


def _index_basis(code: str, beside: Sequence[tuple[WithPair, DiagnosisFacts]], release: Release) -> Basis:
    """Return the Index entry below "Diabetes, with" that leads to a code; without an Index, the table's words."""
    entries = (lead.text for lead in entries_for(code, release) if _is_with_entry(lead.path))
    words = next((pair.index_entry for pair, _ in beside if code.endswith(f".{pair.ending}")), "")
    return Basis(code, "index", next(entries, words))


def _is_with_entry(path: tuple[str, ...]) -> bool:
    return path[0].startswith("Diabetes") and "with" in path


def _has_none(node: Node) -> bool:
    """Tell whether a code of diabetes says that there are no complications."""
    return not node.children and "without complications" in node.title


@cache
def _any_beside() -> tuple[str, ...]:
    return tuple(dict.fromkeys(prefix for pair in load_with_pairs() for prefix in pair.beside))


def _complications(facts: EncounterFacts) -> list[tuple[WithPair, DiagnosisFacts]]:
    """Return the pairs whose condition the encounter codes, with it, and that no diabetes code names yet."""
    any_pair = _any_beside()
    others = [one for one in facts.diagnoses if one.code.startswith(any_pair)]
    found = []
    for pair in load_with_pairs() if others else ():
        own = [one for one in others if one.code.startswith(pair.beside)]
        if own and facts.codes.isdisjoint(pair.codes):
            found.append((pair, own[0]))
    return found
