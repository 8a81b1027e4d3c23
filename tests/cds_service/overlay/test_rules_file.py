"""The rules file: what it may say, and how its faults are reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cards import Adjustment, Overlay, Rewording, Ruling
from cds_service.overlay.rules_file import Known, read_rules_file
from icd10cm.issue import Strength

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = Known(frozenset(("Sequencing", "UnspecifiedSite")), frozenset(("review-a", "review-b")), frozenset(("main",)))


def read(tmp_path: Path, text: str) -> tuple[Overlay, tuple[Rewording, ...], list[str]]:
    file = tmp_path / "rules.toml"
    file.write_text(text)
    faults: list[str] = []
    overlay, rewordings, _ = read_rules_file(file, KNOWN, faults)
    return overlay, rewordings, [fault.removeprefix(str(file)) for fault in faults]


def test_every_key_is_read(tmp_path: Path) -> None:
    overlay, rewordings, faults = read(
        tmp_path,
        """
        [[adjust]]
        note = "as decided by the committee"
        rules = ["Sequencing"]
        services = ["review-a"]
        clients = ["main"]
        departments = [" Orthopedics "]
        codes = ["M86.5", "Z3A"]
        show = false
        minimum_strength = "procedure"
        indicator = "warning"

        [[wording]]
        rule = "UnspecifiedSite"
        because = "side"
        summary = "Which side does the record support: {}?"
        about = "Side"
        lead = "Choose:"
        nothing = "Nothing was found."
        remarks = []
        """,
    )
    assert faults == []
    (adjustment,) = overlay.adjustments
    assert adjustment == Adjustment(
        ruling=Ruling(is_shown=False, minimum_strength=Strength.PROCEDURE, indicator="warning"),
        rules=frozenset(("Sequencing",)),
        services=frozenset(("review-a",)),
        clients=frozenset(("main",)),
        departments=frozenset(("orthopedics",)),
        codes=("M865", "Z3A"),
    )
    assert rewordings == (
        Rewording(
            rule="UnspecifiedSite",
            because="side",
            summary="Which side does the record support: {}?",
            about="Side",
            lead="Choose:",
            nothing="Nothing was found.",
            remarks=(),
        ),
    )


def test_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n") == (Overlay(), (), [])


def test_every_fault_is_told_with_line_table_and_key(tmp_path: Path) -> None:
    overlay, rewordings, faults = read(
        tmp_path,
        """\
[[adjust]]
rules = ["Sequencing"]
show = "no"

[[adjust]]
codes = ["m86"]
minimum_strenght = "documented"

[[wording]]
rule = "UnspecifiedSite"
summary = "Please document the site for {code}?"
about = "Severity"
""",
    )
    assert (overlay, rewordings) == (Overlay(), ())
    places = [fault.split(": ")[0] for fault in faults]
    assert places == [
        " line 1, [[adjust]], show",
        " line 5, [[adjust]], codes.0",
        " line 5, [[adjust]], minimum_strenght",
        " line 9, [[wording]], summary",
        " line 9, [[wording]], about",
    ]


def test_names_are_looked_up_whatever_else_is_wrong(tmp_path: Path) -> None:
    _, _, faults = read(
        tmp_path,
        """\
[[adjust]]
rules = ["Nonsense", 7]
clients = "main"
indicator = "critical"

[[wording]]
rule = "Nothing"
about = "Severity"

[[wording]]
rule = "Nothing"
lead = ""
""",
    )
    assert sorted(fault.split(": ")[0] for fault in faults) == [
        " line 1, [[adjust]], clients",
        " line 1, [[adjust]], indicator",
        " line 1, [[adjust]], rules",
        " line 1, [[adjust]], rules.1",
        " line 10, [[wording]]",
        " line 10, [[wording]], lead",
        " line 10, [[wording]], rule",
        " line 6, [[wording]], about",
        " line 6, [[wording]], rule",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[[adjust]]\nshow = false\nrules = ['Nonsense']", " line 1, [[adjust]], rules: there is no Nonsense"),
        (
            "\n[[adjust]]\nshow = false\nservices = ['x']",
            " line 2, [[adjust]], services: there is no x; there are review-a",
        ),
        ("[[adjust]]\nshow = false\nclients = ['x']", "clients: there is no x; there are main"),
        ("[[adjust]]\nshow = false\nclients = []", "clients: Tuple should have at least 1 item"),
        ("[[adjust]]\nrules = ['Sequencing']", "[[adjust]]: changes nothing"),
        ("[[adjust]]\nindicator = 'critical'", "indicator: must be 'info' or 'warning'"),
        ("[[wording]]\nrule = 'Sequencing'", "[[wording]]: changes nothing"),
        ("[[wording]]\nrule = 'Nonsense'\nabout = 'x'", "rule: there is no Nonsense"),
        ("[[wording]]\nrule = 'Sequencing'\nsummary = 'List {} first.'", "summary: must be a question"),
        ("[[wording]]\nrule = 'Sequencing'\nsummary = 'Is {0} first?'", "summary: may hold no other braces"),
        ("[[wording]]\nrule = 'Sequencing'\nlead = 'For better reimbursement:'", "'reimburs' has no place"),
        (
            "[[wording]]\nrule = 'Sequencing'\nabout = 'x'\n[[wording]]\nrule = 'Sequencing'\nabout = 'y'",
            " line 4, [[wording]]: Sequencing has other words for '*' already",
        ),
        ("[adjust]\nshow = false", ": adjust: must be a list"),
        ("[[adjsut]]\nshow = false", ": adjsut: this key does not exist"),
        ("adjust = [{show = 1}]", ", [[adjust]], show: must be true or false"),
        ("[[adjust]\n", ": cannot be read: "),
    ],
)
def test_faults(tmp_path: Path, text: str, fault: str) -> None:
    _, _, faults = read(tmp_path, text)
    assert any(fault in each for each in faults), faults


def test_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    faults: list[str] = []
    read_rules_file(tmp_path, KNOWN, faults)
    assert "Is a directory" in faults[0]
