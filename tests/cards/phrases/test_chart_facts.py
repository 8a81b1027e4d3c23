"""The chart's evidence as a reader knows it: its kind, its words, and where they may be quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cards.phrases.chart_facts import facts_of
from tests.cards.deal import issue_from, matter_of, scenarios

if TYPE_CHECKING:
    from cards.phrases.chart_facts import ChartFact
    from icd10cm.releases.release import Release

CASE = scenarios()["UnspecifiedSite"]


def _fact(release: Release, reference: str, statement: str, **more: Any) -> ChartFact:
    case = CASE | {"evidence": [{"reference": reference, "statement": statement, **more}]}
    (fact,) = facts_of(matter_of(issue_from(case), case, release))
    return fact


@pytest.mark.parametrize(
    ("reference", "statement", "more", "kind", "words"),
    [
        ("Condition/1", "Bone structure of tibia, right", {}, "site", "right tibia"),
        ("Condition/1", "Knee region structure, right", {}, "site", "right knee"),
        ("Condition/1", "right Bone of tibia", {}, "site", "right tibia"),
        ("Condition/1", "R tibia osteo", {"from_text": True}, "text", "R tibia osteo"),
        ("Condition/1", "R tibia osteo.", {"from_text": True}, "text", "R tibia osteo"),
        ("Condition/1", "right Knee region structure", {"from_text": True}, "site", "right knee"),
        ("Condition/1", "M86.50 Other chronic", {}, "coded", "chronic hematogenous osteomyelitis"),
        ("Observation/7", "Escherichia coli", {"specimen": "urine"}, "culture", "Escherichia coli"),
        ("DiagnosticReport/3", "right tibia", {"from_text": True}, "report", "right tibia"),
        ("DocumentReference/3", "right tibia", {"from_text": True}, "note", "right tibia"),
        ("ServiceRequest/3", "MRI right tibia", {"from_text": True}, "text", "MRI right tibia"),
        ("Something/3", "right tibia", {}, "other", "right tibia"),
    ],
)
def test_kinds_and_words(
    reference: str, statement: str, more: dict[str, Any], kind: str, words: str, release: Release
) -> None:
    fact = _fact(release, reference, statement, **more)
    assert (fact.kind, fact.words) == (kind, words)


@pytest.mark.parametrize(
    ("text", "quotable"),
    [
        ("right tibia", True),
        ("CKD 3b, GFR < 45", False),
        ("see http://evil.example", False),
        ("mail me@example.org", False),
        ("**bold** right tibia", False),
        ("x" * 80, True),
        ("x" * 81, False),
    ],
)
def test_a_summary_quotes_only_short_and_plain_words(text: str, quotable: bool, release: Release) -> None:  # noqa: FBT001
    assert _fact(release, "Condition/1", text, from_text=True).is_quotable is quotable
