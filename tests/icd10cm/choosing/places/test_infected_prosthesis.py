"""Where the artificial joint is that a text calls infected, for a code whose note sends such an infection elsewhere."""

from __future__ import annotations

import pytest

from icd10cm.anatomy.side import Side
from icd10cm.choosing.places.infected_prosthesis import infected_prosthesis
from tests.icd10cm.choosing.charts import RELEASE, facts_of

_R, _L = Side.RIGHT, Side.LEFT


def _place(code: str, text: str) -> tuple[str | None, Side | None] | None:
    facts = facts_of(code, text)
    (line,) = (
        each
        for each in RELEASE.notes_for(code, "excludes2") + RELEASE.notes_for(code, "excludes1")
        if "T84.5" in each.line
    )
    found = infected_prosthesis(facts.diagnoses[0], line, facts)
    return found and (found.site, found.side)


@pytest.mark.parametrize(
    ("code", "text", "place", "why"),
    [
        ("M00.9", "infected right knee prosthesis", ("knee", _R), "the code names no place"),
        ("M00.9", "infected left hip prosthesis", ("hip", _L), "the code names no place"),
        ("M00.861", "infected right total knee arthroplasty", ("knee", _R), "the joint of the code"),
        ("M00.061", "infection of prosthetic right knee", ("knee", _R), "the joint of the code"),
        ("M00.869", "infected left knee prosthesis", ("knee", _L), "the code leaves the side open"),
    ],
)
def test_an_infected_joint(code: str, text: str, place: tuple[str, Side], why: str) -> None:
    assert _place(code, text) == place, why


@pytest.mark.parametrize(
    ("code", "text", "why"),
    [
        ("M00.9", "septic arthritis right knee", "no artificial joint"),
        ("M00.9", "right knee prosthesis", "no infection"),
        ("M00.9", "no infection of the right knee prosthesis", "denied"),
        ("M00.9", "infected prosthesis", "no place"),
        ("M00.9", "", "no text"),
        ("M00.861", "infected left knee prosthesis", "the other side than the code's"),
        ("M00.861", "infected right hip prosthesis", "another joint than the code's"),
        ("M00.9", "infected wound of the right foot, left knee prosthesis", "another thing is infected"),
    ],
)
def test_no_infected_joint(code: str, text: str, why: str) -> None:
    assert _place(code, text) is None, why
