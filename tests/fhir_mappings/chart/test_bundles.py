"""Whether a list of Conditions is whole: totals and pages."""

from __future__ import annotations

from typing import Any

import pytest

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
        ([searched(ONE, total="2")], False),
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


def test_included_resources_are_not_matches() -> None:
    given = searched(ONE, total=2)
    given["entry"].append({"resource": {"resourceType": "Patient", "id": "p"}, "search": {"mode": "include"}})
    assert read(given).encounter.missing.is_incomplete


def test_conditions_that_could_not_be_had_are_missing() -> None:
    assert read(ONE, absent=frozenset({"conditions"})).encounter.missing.is_incomplete
