"""Which organisms of cultures and operative notes are not coded as they should be."""

from __future__ import annotations

from typing import Any

import pytest

from icd10cm.attaching.attachment import Reason
from icd10cm.attaching.organism_coding import judged_cultures, stated_organisms, uncoded_organisms
from icd10cm.evidence.encounter_facts import EncounterFacts, read_encounter
from icd10cm.releases.loading import load_embedded
from tests.icd10cm.rules.encounters import encounter_of

# Organisms by their SNOMED CT ids, and what they say.
_MRSA, _MSSA, _AUREUS, _STAPH = "115329001", "417943000", "3092008", "65119002"
_STREP, _PYOGENES, _PNEUMONIAE = "58800005", "80166006", "9861002"
_COLI = "112283007"


def _facts(*dx: str, **case: Any) -> EncounterFacts:
    return read_encounter(encounter_of({"dx": list(dx), **case}), load_embedded())


def _of(organism: str, specimen: str) -> dict[str, str]:
    return {"organism": organism, "specimen": specimen}


@pytest.mark.parametrize(
    ("dx", "cultures", "uncoded"),
    [
        (("M86.662",), [_of(_COLI, "bone")], [("B96.20", "M86.662", None)]),
        (("M86.662",), [_AUREUS], [("B95.61", "M86.662", None)]),
        (("M86.662",), [_COLI, _MRSA], [("B96.20", "M86.662", None), ("B95.62", "M86.662", None)]),
        # What is coded says another resistance, or less.
        (("M86.662", "B95.61"), [_MRSA], [("B95.62", "M86.662", "B95.61")]),
        (("M86.662", "B95.62"), [_MSSA], [("B95.61", "M86.662", "B95.62")]),
        (("M86.662", "B95.8"), [_MSSA], [("B95.61", "M86.662", "B95.8")]),
        (("M86.161", "B96.20", "B95.61"), [_MRSA], [("B95.62", "M86.161", "B95.61")]),
        # Also behind one that is the organism of another infection.
        (("N39.0", "B96.20", "M86.161", "B95.61"), [_of(_MRSA, "bone")], [("B95.62", "M86.161", "B95.61")]),
        # Neither another organism is a rival, nor one that grew too, nor that of another infection.
        (("M86.161", "B95.0"), [_MRSA], [("B95.62", "M86.161", None)]),
        (("M86.161", "B95.61"), [_MRSA, _MSSA], [("B95.62", "M86.161", None)]),
        (("M86.161", "N39.0", "B95.61"), [_of(_MRSA, "bone")], [("B95.62", "M86.161", None)]),
        # Of several cultures the one that says most.
        (("M86.161",), [_AUREUS, _MRSA], [("B95.62", "M86.161", None)]),
        (("M86.161",), [_MRSA, _AUREUS], [("B95.62", "M86.161", None)]),
        (("M86.161",), [_STREP, _PYOGENES], [("B95.0", "M86.161", None)]),
        (("M86.161",), [_STREP, _of(_PNEUMONIAE, "sputum")], [("B95.5", "M86.161", None)]),
        # A sepsis that names it is another kind of infection than the wound.
        (("T81.42XA", "A41.02"), [_of(_MRSA, "wound")], [("B95.62", "T81.42XA", None)]),
        # Once, for the first infection.
        (("M86.662", "L03.116"), [_of(_MRSA, "wound"), _of(_MRSA, "bone")], [("B95.62", "M86.662", None)]),
        (("L03.116", "M86.662"), [_of(_MRSA, "bone"), _of(_MRSA, "wound")], [("B95.62", "L03.116", None)]),
    ],
)
def test_an_organism_that_is_not_coded(
    dx: tuple[str, ...], cultures: list[Any], uncoded: list[tuple[str, str, str | None]]
) -> None:
    found = list(uncoded_organisms(_facts(*dx, cultures=cultures)))
    assert [
        (one.culture.organism.code, one.diagnosis.code, one.rival.code if one.rival else None) for one in found
    ] == uncoded


@pytest.mark.parametrize(
    ("dx", "cultures", "why"),
    [
        (("M86.161", "B96.20"), [_COLI], Reason.CODED),
        (("M86.661", "B95.62"), [_AUREUS], Reason.CODED),  # it may be the resistant one
        (("M86.161", "B95.62"), [_STAPH], Reason.CODED),
        (("M86.161", "B96.21"), [_COLI], Reason.CODED),
        (("N39.0", "B96.20", "M86.161"), [_of(_COLI, "bone")], Reason.CODED),
        (("M86.161", "B95.0"), [_STREP], Reason.CODED),
        (("M86.661",), ["Candida albicans"], Reason.NO_ORGANISM_CODE),
        (("J15.212",), [_of(_MRSA, "sputum")], Reason.NOT_ASKED_FOR),
        (("A41.9",), [_COLI], Reason.NOT_ASKED_FOR),
        (("T81.44XA", "A41.02"), [_MRSA], Reason.NOT_ASKED_FOR),
        (("T81.44XA", "A41.02"), [_of(_MRSA, "wound")], Reason.CODED),  # the sepsis names it
        (("M00.061",), [_COLI], Reason.NO_CANDIDATE),
        (("I10",), [_COLI], Reason.NO_CANDIDATE),
        (("M86.161",), [_of(_COLI, "sputum")], Reason.OTHER_KIND),
    ],
)
def test_why_no_code_is_missing(dx: tuple[str, ...], cultures: list[Any], why: Reason) -> None:
    facts = _facts(*dx, cultures=cultures)
    assert [found for _, _, found in judged_cultures(facts)] == [why]
    assert not list(uncoded_organisms(facts))


def _stated(dx: tuple[str, ...], notes: list[str], **case: Any) -> list[tuple[str | None, str]]:
    found = stated_organisms(_facts(*dx, notes=notes, **case))
    return [(one.organism.code, one.diagnosis.code) for one in found]


@pytest.mark.parametrize(
    ("dx", "notes", "stated"),
    [
        (("J86.9",), ["S. pneumoniae empyema"], [("B95.3", "J86.9")]),
        (
            ("K65.0",),
            ["Peritonitis secondary to Enterococcus faecalis and E. coli"],
            [("B95.2", "K65.0"), ("B96.20", "K65.0")],
        ),
        (("M86.161", "M86.162"), ["MRSA osteomyelitis, left tibia"], [("B95.62", "M86.162")]),
        (("J86.9",), ["1. S. pneumoniae empyema\n2. Empyema due to S. pneumoniae"], [("B95.3", "J86.9")]),
        (("N39.0", "B96.20", "J86.9"), ["S. pneumoniae empyema"], [("B95.3", "J86.9")]),
    ],
)
def test_an_organism_that_a_note_names_as_the_cause(
    dx: tuple[str, ...], notes: list[str], stated: list[tuple[str, str]]
) -> None:
    assert _stated(dx, notes) == stated


@pytest.mark.parametrize(
    ("dx", "notes", "why"),
    [
        (("J86.9",), [], "there is no note"),
        (("J86.9",), ["Empyema"], "no organism is named"),
        (("I10",), ["S. pneumoniae empyema"], "no infection is coded"),
        (("M86.162", "M86.171"), ["MRSA osteomyelitis"], "of either bone"),
        (("M86.162",), ["MRSA osteomyelitis, right tibia"], "of the other side"),
        (("J86.9",), ["1. S. pneumoniae empyema\n2. Empyema due to S. aureus"], "two sentences that differ"),
        (("J86.9",), ["S. pneumoniae empyema", "Empyema due to S. aureus"], "two notes that differ"),
        (("J86.9", "B95.3"), ["S. pneumoniae empyema"], "coded"),
        (("J86.9", "B95.61"), ["MRSA empyema"], "the infection has an organism"),
        (("J13",), ["S. pneumoniae pneumonia"], "the code names it"),
        (("M00.062",), ["E. coli septic arthritis, left knee"], "the code does not admit it"),
        (("J86.9",), ["Candida albicans empyema"], "a fungus has no such code"),
    ],
)
def test_no_organism_is_stated(dx: tuple[str, ...], notes: list[str], why: str) -> None:
    assert not _stated(dx, notes), why


def test_what_grew_is_asked_about_instead_of_what_a_note_says() -> None:
    note = ["S. pneumoniae empyema"]
    for organism in (_PNEUMONIAE, "Candida albicans"):
        assert not _stated(("J86.9",), note, cultures=[_of(organism, "pleural fluid")])
    assert not _stated(("M86.162", "J86.9"), note, cultures=[_MRSA]), "it may be of either"
    assert _stated(("J86.9", "M86.162"), note, cultures=[_of(_MRSA, "bone")]) == [("B95.3", "J86.9")]
    assert _stated(("J86.9", "N39.0", "B96.20"), note, cultures=[_of(_COLI, "urine")]) == [("B95.3", "J86.9")]
