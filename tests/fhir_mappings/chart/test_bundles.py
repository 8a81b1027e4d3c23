"""Whether a list of Conditions is whole: totals and pages."""

from __future__ import annotations

from typing import Any

import pytest

from fhir_mappings.chart.bundles import INCOMPLETE_SEARCH, says_incomplete
from tests.fhir_mappings.fhir import bundle, condition, culture, read

ONE, TWO = condition(id="1"), condition("I10", id="2")
NEXT = {"relation": "next", "url": "https://ehr.example.org/Condition?page=2"}
SELF_2 = {"relation": "self", "url": "https://ehr.example.org/Condition?page=2"}
PREVIOUS = {"relation": "previous", "url": "https://ehr.example.org/Condition?page=1"}


def searched(*resources: Any, links: Any = (), **more: Any) -> dict[str, Any]:
    return bundle(*resources, link=list(links), **more)


@pytest.mark.parametrize(
    ("given", "is_incomplete"),
    [
        ([searched(ONE, total=1)], False),
        ([searched(ONE, total=2)], True),
        ([searched(ONE)], False),
        ([searched(ONE, total="1")], False),
        ([searched(ONE, total="2")], True),
        ([searched(ONE, total="many")], False),
        ([searched(ONE, total=None)], False),
        ([searched(ONE, links=[{"relation": "next"}])], True),
        ([searched(ONE, links=[{"relation": "next", "url": 5}])], True),
        ([searched(ONE, links=[{"relation": "last"}])], False),
        ([searched(ONE, links=[NEXT]), searched(TWO, links=[{"relation": "next"}])], True),
        ([searched(ONE, TWO, total=1)], False),
        ([searched(culture("No growth"), total=9)], False),
        ([searched(total=3, links=[{"relation": "self", "url": "https://ehr.example.org/Condition?patient=p"}])], True),
        ([searched(ONE, total=2, links=[NEXT]), searched(TWO, total=2, links=[SELF_2, PREVIOUS])], False),
        ([searched(ONE, total=3, links=[NEXT]), searched(TWO, total=3, links=[SELF_2, PREVIOUS])], True),
        ([searched(ONE, links=[NEXT])], True),
        ([searched(ONE, links=[NEXT]), searched(TWO, links=[SELF_2])], False),
        ([searched(ONE, links=[NEXT]), searched(TWO, links=[PREVIOUS])], False),
        ([searched(ONE, total=1), searched(TWO, total=2)], True),
    ],
)
def test_a_list_is_whole_unless_it_says_otherwise(given: list[dict[str, Any]], is_incomplete: bool) -> None:  # noqa: FBT001 - a column of the cases
    assert read(*given).encounter.missing.is_incomplete == is_incomplete


def outcome(severity: str, code: str) -> dict[str, Any]:
    return {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": code}]}


@pytest.mark.parametrize(
    ("entry", "is_incomplete", "why"),
    [
        ({"fullUrl": "urn:uuid:1"}, True, "a resource was to be there"),
        ({"resource": None}, True, "the same in other words"),
        (7, True, "no entry at all"),
        ({"response": {"status": "500"}}, True, "a request of a batch failed"),
        ({"response": {"status": "404 Not Found"}}, True, "and so did this one"),
        ({"response": {"status": "204"}}, False, "a request that returns nothing went well"),
        ({"request": {"method": "DELETE", "url": "Condition/9"}}, False, "a deletion has no resource"),
        (
            {"resource": outcome("warning", "incomplete"), "search": {"mode": "outcome"}},
            True,
            "not all sources answered",
        ),
        ({"resource": outcome("information", "suppressed")}, True, "some were held back"),
        ({"resource": outcome("error", "exception")}, True, "the search failed in part"),
        (
            {"resource": outcome("warning", "not-supported"), "search": {"mode": "outcome"}},
            False,
            "more than was asked",
        ),
        ({"resource": outcome("information", "informational")}, False, "a remark"),
        ({"resource": {"resourceType": "OperationOutcome", "issue": 5}}, False, "it says nothing"),
        ({"resource": TWO}, False, "another Condition"),
        (TWO, False, "the resource itself"),
    ],
)
def test_an_entry_that_says_that_something_is_missing(entry: Any, is_incomplete: bool, why: str) -> None:  # noqa: FBT001 - a column of the cases
    for given in (searched(ONE), bundle(searched(ONE))):
        given["entry"].append(entry)
        assert read(given).encounter.missing.is_incomplete == is_incomplete, why
        assert says_incomplete(given) == is_incomplete, why


def test_a_gap_among_cultures_hides_no_condition() -> None:
    cultures = searched(culture("No growth"))
    cultures["entry"].append({"fullUrl": "urn:uuid:1"})
    assert not read(searched(ONE), cultures).encounter.missing.is_incomplete


def test_a_search_that_stands_for_an_incomplete_bundle_is_incomplete() -> None:
    assert read(searched(ONE), INCOMPLETE_SEARCH).encounter.missing.is_incomplete
    assert says_incomplete(bundle(searched(ONE, total=2)))
    assert not says_incomplete(bundle(searched(ONE, total=1)))


def test_included_resources_are_not_matches() -> None:
    given = searched(ONE, total=2)
    given["entry"].append({"resource": {"resourceType": "Patient", "id": "p"}, "search": {"mode": "include"}})
    assert read(given).encounter.missing.is_incomplete


def test_conditions_that_could_not_be_had_are_missing() -> None:
    assert read(ONE, absent=frozenset({"conditions"})).encounter.missing.is_incomplete
