"""No two files import each other, straight or by way of others, not even for a type alone."""

from __future__ import annotations

import grimp


def in_circles(imports: dict[str, set[str]]) -> list[str]:
    """Return the modules that are left once all that import nothing left, or that nothing left imports, are gone."""
    left = dict(imports)
    while True:
        imported = set[str]().union(*left.values())
        outside = [module for module, names in left.items() if not names & left.keys() or module not in imported]
        if not outside:
            return sorted(left)
        for module in outside:
            del left[module]


def test_no_file_is_in_a_circle_of_imports() -> None:
    graph = grimp.build_graph("icd10cm", "fhir_mappings", "cards", "cds_service", cache_dir=None)
    assert in_circles({module: graph.find_modules_directly_imported_by(module) for module in graph.modules}) == []


def test_circle_is_found() -> None:
    assert in_circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["b", "c"]
