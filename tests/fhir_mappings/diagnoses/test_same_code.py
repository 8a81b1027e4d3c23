"""One code of the encounter is one diagnosis: what one resource says counts for all that hold the code."""

from __future__ import annotations

from fhir_mappings.diagnoses.same_code import with_shared_facts
from icd10cm.encounter import Diagnosis
from tests.fhir_mappings import fhir
from tests.fhir_mappings.fhir import body_site, condition, encounter, read, ref, status
from tests.function_calls import function_calls

RIGHT_TIBIA = [body_site(fhir.TIBIA, fhir.RIGHT)]


def places(*resources: fhir.Json) -> list[tuple[str, list[tuple[str | None, str | None]]]]:
    chart = read(*resources)
    return [(one.reference, [(site.site, site.side) for site in one.sites]) for one in chart.encounter.diagnoses]


def test_the_site_of_one_is_the_site_of_both() -> None:
    assert places(condition(id="1", bodySite=RIGHT_TIBIA), condition(id="2")) == [
        ("Condition/1", [("tibia", "right")]),
        ("Condition/2", [("tibia", "right")]),
    ]


def test_a_site_without_a_side_adds_nothing_to_the_one_with_it() -> None:
    given = condition(id="1", bodySite=[body_site(fhir.TIBIA)]), condition(id="2", bodySite=RIGHT_TIBIA)
    assert [sites for _, sites in places(*given)] == [[("tibia", "right")]] * 2


def test_two_sites_stay_two() -> None:
    given = condition(id="1", bodySite=[body_site(fhir.FEMUR, fhir.LEFT)]), condition(id="2", bodySite=RIGHT_TIBIA)
    assert {len(sites) for _, sites in places(*given)} == {2}


def test_another_code_has_its_own_site() -> None:
    given = condition(id="1", bodySite=RIGHT_TIBIA), condition("M86.60", id="2")
    assert [sites for _, sites in places(*given)] == [[("tibia", "right")], []]


def test_rank_text_and_orders_are_shared_within_one_use() -> None:
    named = encounter(
        diagnosis=[{"condition": ref("Condition/1"), "rank": 3}, {"condition": ref("Condition/2"), "rank": 1}]
    )
    text = fhir.concept(fhir.ICD_10_CM, "M86.50", "chronic osteomyelitis")
    given = condition(text, id="1"), condition(id="2", verificationStatus=status("provisional"))
    order = fhir.order(reasonReference=[ref("Condition/2")])
    chart = read(named, *given, draft_orders=fhir.bundle(order))
    found = [(one.rank, one.ordered, one.established, len(one.statements)) for one in chart.encounter.diagnoses]
    assert found == [(1, True, True, 1), (1, True, True, 1)]


def test_ranks_of_two_uses_stay_apart() -> None:
    named = encounter(
        diagnosis=[
            {"condition": ref("Condition/1"), "rank": 3, "use": status("DD")},
            {"condition": ref("Condition/2"), "rank": 1, "use": status("AD")},
        ]
    )
    chart = read(named, condition(id="1"), condition(id="2"))
    assert sorted((one.use, one.rank) for one in chart.encounter.diagnoses) == [("AD", 1), ("DD", 3)]


def test_the_work_grows_with_the_diagnoses_and_not_with_their_pairs() -> None:
    def calls(number: int) -> int:
        diagnoses = [Diagnosis(f"Condition/{each}", "M86.50", rank=each) for each in range(1, number + 1)]
        return function_calls(lambda: with_shared_facts(diagnoses))

    assert calls(400) < 5 * calls(100)
