from __future__ import annotations

import re

from cds_service.source_attributes import load_source_attributes
from docs.generate_decision_support import PAGE, generate


def test_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == generate(), "run make docs"


def test_all_attributes_of_the_regulation_are_there() -> None:
    found = [each.numbers for section in load_source_attributes().sections for each in section.attributes]
    assert sorted(number for numbers in found for number in numbers) == list(range(1, 14))


def test_what_was_measured_is_what_the_page_on_accuracy_says() -> None:
    (section,) = [each for each in load_source_attributes().sections if each.title.startswith("What was measured")]
    accuracy = (PAGE.parent / "accuracy.md").read_text(encoding="utf-8")
    words = f"{section.title} {' '.join(each.text for each in section.attributes)}"
    numbers = re.findall(r"\b\d+(?:\.\d+)?%?", words)
    assert len(numbers) > 20
    assert [number for number in numbers if not re.search(rf"\b{re.escape(number)}(?![\d.]*\d)", accuracy)] == []
