from __future__ import annotations

from cds_service.source_attributes import load_source_attributes
from docs.generate_decision_support import PAGE, generate


def test_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == generate(), "run make docs"


def test_all_attributes_of_the_regulation_are_there() -> None:
    numbers = [each.number for section in load_source_attributes().sections for each in section.attributes]
    assert sorted(number for number in numbers if number) == list(range(1, 14))
