"""Reports and notes as data cases (`cases.toml`): what they add to a coded diagnosis, and what they must not."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from icd10cm import review
from icd10cm.anatomy.side import Side
from icd10cm.encounter import CodedEncounter, Diagnosis, Document, DocumentKind, Evidence, SiteFact, Statement
from icd10cm.issue import Strength
from icd10cm.releases.loading import load_embedded

_KINDS = {"imaging": DocumentKind.IMAGING, "pathology": DocumentKind.PATHOLOGY, "operative": DocumentKind.OPERATIVE}
_DAY = date(2026, 6, 15)
CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("cases.toml").read_text(encoding="utf-8"))["case"]


def encounter_of(case: dict[str, Any]) -> CodedEncounter:
    said = case.get("says", "")
    statements = (Statement(said, Evidence("Condition/1", said, _DAY, from_text=True)),) if said else ()
    kind = _KINDS[case.get("kind", "imaging")]
    document = Document(("DiagnosticReport/1",), kind, case["title"], case["text"], _DAY)
    sites = tuple(
        SiteFact(site, Side(side), Evidence("Condition/1", f"{side} {site}", _DAY)) for site, side in case.get("at", ())
    )
    diagnosis = Diagnosis("Condition/1", case["code"], statements=statements, sites=sites)
    return CodedEncounter(date_of_service=_DAY, diagnoses=(diagnosis,), documents=(document,))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_a_document(case: dict[str, Any]) -> None:
    issues = [one for one in review(encounter_of(case), load_embedded()) if one.strength is Strength.DOCUMENTED]
    assert sorted({code for issue in issues for code in issue.choices}) == sorted(case["codes"])
    for issue in issues:
        quotes = [one.statement for one in issue.evidence if one.reference == "DiagnosticReport/1"]
        assert quotes
        printed = " ".join(case["text"].split())
        assert all(quote in printed for quote in quotes), "a quote is true to the letter"


def test_as_many_are_silent_as_speak() -> None:
    silent = [case for case in CASES if not case["codes"]]
    assert len(silent) >= len(CASES) - len(silent)


def test_prompts_are_what_they_are_without_the_document() -> None:
    """A silent document leaves the whole answer as it would be without it."""
    for case in CASES:
        if case["codes"]:
            continue
        whole = encounter_of(case)
        without = CodedEncounter(date_of_service=_DAY, diagnoses=whole.diagnoses)
        assert review(whole, load_embedded()) == review(without, load_embedded()), case["why"]
