"""What kind of procedure a code or name is."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from fhir_mappings.procedures.procedure_kinds import kinds_of, load_procedure_kinds, regions_of
from icd10cm.anatomy.vocabulary import load_anatomy
from icd10cm.attaching.procedure_attachment import load_treating_kinds


@pytest.mark.parametrize(
    ("system", "code", "kind"),
    [
        ("PCS", "0QBG0ZZ", "bone-excision"),
        ("PCS", "0S9C0ZZ", "drainage"),
        ("PCS", "0JBN0ZZ", "debridement"),
        ("PCS", "0JHN0WZ", ""),
        ("PCS", "0Y6H0Z1", "amputation"),
        ("PCS", "0QUG07Z", ""),
        ("PCS", "02HV33Z", ""),
        ("PCS", "0QB", ""),
        ("CPT", "11041", ""),
        ("CPT", "11042", "debridement"),
        ("CPT", "11047", "debridement"),
        ("CPT", "11048", ""),
        ("CPT", "10180", "drainage"),
        ("CPT", "20200", "biopsy"),
        ("CPT", "20610", ""),
        ("CPT", "36573", ""),
        ("CPT", "64447", ""),
        ("CPT", "66984", "cataract-removal"),
        ("CPT", "66985", ""),
        ("CPT", "67036", ""),
        ("CPT", "73562", "imaging"),
        ("CPT", "99999", ""),
        ("CPT", "00100", ""),
        ("HCPCS", "11042", ""),
    ],
)
def test_by_code(system: str, code: str, kind: str) -> None:
    assert kinds_of(system, code, "") == ((kind,) if kind else ())


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("Debridement of bone of left tibia", ("debridement",)),
        ("Incision and drainage of abscess", ("drainage",)),
        ("I&D right knee", ("drainage",)),
        ("Below knee amputation", ("amputation",)),
        ("Removal of infected plate", ("device-removal",)),
        ("Placement of antibiotic cement spacer", ("arthrotomy",)),
        ("Placement of interbody spacer", ()),
        ("Insertion of peripherally inserted central catheter", ()),
        ("PICC line placement", ()),
        ("Aspiration and injection of knee joint", ()),
        ("Influenza vaccination", ()),
        ("Femoral nerve block", ()),
        ("Debridement and split-thickness skin graft", ()),
        ("Drainage catheter exchange", ()),
        ("Physical therapy", ()),
        ("X-ray of knee", ("imaging",)),
        ("Direct examination", ()),
        ("", ()),
    ],
)
def test_by_name(name: str, kinds: tuple[str, ...]) -> None:
    assert kinds_of("SNOMED", "1", name) == kinds


def test_the_code_goes_before_the_name() -> None:
    assert kinds_of("CPT", "28820", "debridement") == ("amputation",)


def test_ranges_are_in_order_and_do_not_overlap() -> None:
    ranges = load_procedure_kinds().ranges
    assert all(re.fullmatch(r"\d{5}", bound) for first, last, _ in ranges for bound in (first, last))
    assert all(first <= last for first, last, _ in ranges)
    assert all(before[1] < after[0] for before, after in pairwise(ranges))


def test_every_kind_is_one_that_treats() -> None:
    table = load_procedure_kinds()
    kinds = {*table.operations.values(), *(kind for _, _, kind in table.ranges), *table.words}
    assert kinds <= load_treating_kinds().keys()


@pytest.mark.parametrize(
    ("system", "code", "sites"),
    [
        ("CPT", "27299", ("pelvis", "hip", "thigh", "sacrum", "coccyx")),
        ("CPT", "27300", ()),
        ("CPT", "27301", ("thigh", "knee", "tibia-proximal")),
        ("CPT", "28899", ("ankle-and-foot",)),
        ("CPT", "28900", ()),
        ("CPT", "11042", ()),
        ("PCS", "0SRC0EZ", ()),
        ("CPT", "2730", ()),
    ],
)
def test_the_region_of_a_number(system: str, code: str, sites: tuple[str, ...]) -> None:
    assert load_procedure_kinds().regions_of(system, code) == sites


@pytest.mark.parametrize(
    ("code", "name", "sites"),
    [
        ("27447", "hip", ("thigh", "knee", "tibia-proximal")),
        ("1", "Total replacement of left hip", ("hip",)),
        ("1", "Debridement", ()),
        ("1", "", ()),
    ],
)
def test_the_region_of_a_name(code: str, name: str, sites: tuple[str, ...]) -> None:
    assert regions_of("CPT", code, name) == sites


def test_regions_are_sites_and_do_not_overlap() -> None:
    regions = load_procedure_kinds().regions
    assert {site for _, _, sites in regions for site in sites} <= load_anatomy().sites.keys()
    assert all(before[1] < after[0] for before, after in pairwise(regions))
